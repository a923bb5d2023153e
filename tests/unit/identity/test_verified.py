import datetime as dt

from volary.core.identity import Principal
from volary.core.identity.verified import MAX_ENTRIES, VerifiedCache

NOW = dt.datetime(2025, 6, 13, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)


class Ticks:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def holder(credential: int) -> Principal:
    return Principal(account=1, client=2, credential=credential)


def filled(ticks: Ticks) -> VerifiedCache:
    cache = VerifiedCache(monotonic=ticks)
    cache.observe(7, asked_at=ticks.now)
    for number in (1, 2):
        cache.put(bytes([number]), holder(number), LATER, epoch=cache.epoch)
    return cache


def test_nothing_is_answered_before_the_generation_is_known() -> None:
    assert VerifiedCache(monotonic=Ticks()).get(b"\1", NOW) is None


def test_an_entry_lives_for_a_minute_and_not_beyond_its_expiry() -> None:
    ticks = Ticks()
    cache = filled(ticks)
    assert cache.get(b"\1", NOW) == holder(1)
    assert cache.get(b"\1", LATER) is None
    ticks.now += 59.0
    cache.observe(7, asked_at=ticks.now)
    assert cache.get(b"\1", NOW) == holder(1)
    ticks.now += 1.0
    cache.observe(7, asked_at=ticks.now)
    assert cache.get(b"\1", NOW) is None


def test_an_own_change_drops_what_it_affects() -> None:
    cache = filled(Ticks())
    cache.changed(8, lambda principal: principal.credential == 1)
    assert cache.get(b"\1", NOW) is None
    assert cache.get(b"\2", NOW) == holder(2)
    cache.observe(8, asked_at=100.0)
    assert cache.get(b"\2", NOW) == holder(2)


def test_a_stranger_s_change_drops_everything() -> None:
    cache = filled(Ticks())
    cache.observe(8, asked_at=100.0)
    assert cache.get(b"\2", NOW) is None


def test_a_stranger_s_change_is_noticed_when_an_own_one_follows_it() -> None:
    cache = filled(Ticks())
    cache.changed(9, lambda _: False)
    assert cache.get(b"\2", NOW) is None


def test_what_was_read_before_a_drop_is_not_remembered() -> None:
    cache = filled(Ticks())
    epoch = cache.epoch
    cache.changed(8, lambda _: False)
    cache.put(b"\3", holder(3), None, epoch=epoch)
    assert cache.get(b"\3", NOW) is None


def test_a_look_that_was_asked_long_ago_does_not_count_as_fresh() -> None:
    ticks = Ticks()
    cache = filled(ticks)
    ticks.now += 2.0
    cache.observe(7, asked_at=100.5)
    assert cache.stale()


def test_it_makes_room_for_the_newest() -> None:
    cache = filled(Ticks())
    for number in range(MAX_ENTRIES):
        cache.put(number.to_bytes(4), holder(number), None, epoch=cache.epoch)
    assert len(cache._entries) <= MAX_ENTRIES
    assert cache.get((MAX_ENTRIES - 1).to_bytes(4), NOW) == holder(MAX_ENTRIES - 1)


def test_keys_tell_kinds_and_texts_apart() -> None:
    cache = VerifiedCache()
    assert cache.key("api_key", "x") != cache.key("access_token", "x")
    assert cache.key("a", "bc") != cache.key("ab", "c")
    assert cache.key("a") != VerifiedCache().key("a")
