import pytest

from volary.core.identity.limits import MAX_KEYS, FailureWindow, network_of


class Ticks:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_failures_within_a_minute_are_counted_and_then_forgotten() -> None:
    ticks = Ticks()
    window = FailureWindow(3, monotonic=ticks)
    for second in (0, 10, 20):
        assert window.wait_s("a") == 0
        ticks.now = second
        window.failed("a")
    assert window.wait_s("a") == 40
    assert window.wait_s("b") == 0
    ticks.now = 60.0
    assert window.wait_s("a") == 0
    window.failed("a")
    assert window.wait_s("a") == 10


def test_a_flood_of_keys_does_not_fill_the_memory() -> None:
    window = FailureWindow(1, monotonic=Ticks())
    window.failed("first")
    for number in range(MAX_KEYS):
        window.failed(str(number))
    assert len(window._failures) == MAX_KEYS
    assert window.wait_s("first") == 0
    assert window.wait_s("5") == 60


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("unix socket", "unix socket"),
    ],
)
def test_what_counts_as_one_address(address: str, network: str) -> None:
    assert network_of(address) == network
