"""GET /core/v1/flights/{ref}/original"""

from tests.wire.support import Api, Pilot, problem

PATH = "/core/v1/flights"


def test_the_file_comes_back_byte_for_byte_and_never_as_a_page(
    pilot: Pilot, fresh_igc: bytes
) -> None:
    name = '../<b>\r\nSet-Cookie: x="Flügel".igc'
    flight = pilot.upload(fresh_igc, file_name=name)
    answer = pilot.api.get(f"{PATH}/{flight['num']}/original")

    assert answer.content == fresh_igc
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="')
    assert "filename*=UTF-8''" in disposition
    assert "Fl%C3%BCgel" in disposition
    assert ".." not in disposition
    assert answer.headers["cache-control"] == "private, no-cache"


def test_it_is_for_those_who_may_read_the_flight(
    pilot: Pilot, other: Pilot, anybody: Api, fresh_igc: bytes
) -> None:
    num = pilot.upload(fresh_igc)["num"]
    for api in (other.api, anybody):
        problem(api.get(f"{PATH}/{num}/original"), 404, "not_found")

    pilot.api.patch(f"{PATH}/{num}", json={"visibility": "public"})
    assert anybody.get(f"{PATH}/{num}/original").content == fresh_igc
