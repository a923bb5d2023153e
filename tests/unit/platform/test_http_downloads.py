from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volary.platform.http.downloads import attachment


def test_a_plain_name_is_given_as_it_is() -> None:
    headers = attachment("2025-06-13 Fiesch.igc")

    assert headers["Content-Disposition"] == (
        "attachment; filename=\"2025-06-13 Fiesch.igc\"; filename*=UTF-8''2025-06-13%20Fiesch.igc"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]


@given(st.text(max_size=80))
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    value = attachment(name)["Content-Disposition"]

    assert value.isascii()
    assert value.isprintable()
    assert value.count('"') == 2
    assert "\\" not in value


@pytest.mark.parametrize("name", ["Höhenflug.igc", 'a"b\r\nSet-Cookie: x', "飛行.igc", "a;b=c"])
def test_the_exact_name_is_there_too(name: str) -> None:
    value = attachment(name)["Content-Disposition"]

    assert unquote(value.rpartition("UTF-8''")[2]) == name
