"""The seal of XCSoar files, and MD5 from other start words."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volary.formats import igc
from volary.formats.igc import md5, md5_compiled, seal

STANDARD = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476)
WORD = st.integers(0, 0xFFFFFFFF)
STATE = st.tuples(WORD, WORD, WORD, WORD)
IMPLEMENTATIONS = pytest.mark.parametrize("implementation", [md5, md5_compiled])


def state_of(message: bytes) -> md5.State:
    """The state of an ordinary MD5 after ``message`` and its padding: the digest itself."""
    digest = hashlib.md5(message).digest()
    a, b, c, d = (int.from_bytes(digest[at : at + 4], "little") for at in range(0, 16, 4))
    return a, b, c, d


@IMPLEMENTATIONS
@given(messages=st.lists(st.binary(max_size=200), min_size=2, max_size=2))
def test_from_the_standard_words_it_is_md5(implementation: object, messages: list[bytes]) -> None:
    assert isinstance(implementation, type(md5))
    for message in messages:
        assert implementation.digests(message, [STANDARD]) == [hashlib.md5(message).hexdigest()]


@IMPLEMENTATIONS
@given(
    heads=st.lists(st.binary(max_size=100), min_size=1, max_size=4), tail=st.binary(max_size=150)
)
def test_other_start_words_are_where_an_ordinary_md5_stands_midway(
    implementation: object, heads: list[bytes], tail: bytes
) -> None:
    assert isinstance(implementation, type(md5))
    blocks = len(max(heads, key=len)) // 64 * 64 + 128
    heads = [head.ljust(blocks - 64, b".") for head in heads]  # all of one length
    starts = [state_of(head) for head in heads]
    whole = [md5.pad(md5.pad(head) + tail) for head in heads]
    rest = whole[0][len(md5.pad(heads[0])) :]
    assert all(other.endswith(rest) for other in whole)
    assert implementation.run(rest, starts) == [state_of(md5.pad(head) + tail) for head in heads]


@given(message=st.binary(max_size=200), starts=st.lists(STATE, min_size=1, max_size=4))
def test_lanes_do_not_disturb_each_other(message: bytes, starts: list[md5.State]) -> None:
    alone = [md5.digests(message, [start])[0] for start in starts]
    assert md5.digests(message, starts) == alone
    assert md5_compiled.digests(message, starts) == alone


SEALED = b"""AXCSAAA
HFDTE180320
HFFTYFRTYPE:XCSOAR,XCSOAR Kobo 6.8.6 Jul 22 2016
HOPLTPILOT:changed after the flight
LXCSsealed, too
LXXXnot sealed
B1101355206343N00006198WA0058700558
"""
TEXT = (
    b"AXCSAAAHFDTE180320HFFTYFRTYPE:XCSOARXCSOAR Kobo 6.8.6 Jul 22 2016LXCSsealed too"
    b"B1101355206343N00006198WA0058700558"
)


def with_seal(data: bytes, text: bytes) -> bytes:
    digest = "".join(md5.digests(text, seal._STARTS))
    lines = [f"G{digest[at : at + 16]}\n" for at in range(0, 128, 16)]
    return data + "".join(lines).encode()


def test_the_seal_covers_the_recorders_lines_only() -> None:
    sealed = with_seal(SEALED, TEXT)
    assert igc.verify_g_record(sealed) == "valid"
    assert igc.verify_g_record(sealed.replace(b"\n", b"\r\n")) == "valid"
    assert igc.verify_g_record(sealed.replace(b"changed", b"edited")) == "valid"
    assert igc.verify_g_record(sealed.replace(b"LXXXnot", b"LXXXnever")) == "valid"
    assert igc.verify_g_record(sealed.replace(b"A00587", b"A00588")) == "invalid"
    assert igc.verify_g_record(sealed.replace(b"LXCS", b"LXCX")) == "invalid"
    assert igc.verify_g_record(sealed[:-3]) == "invalid"


def test_a_seal_right_in_one_digest_only_is_none() -> None:
    digest = hashlib.md5(TEXT).hexdigest()
    assert igc.verify_g_record(SEALED + f"G{digest * 4}\n".encode()) == "invalid"


def test_version_6_5_sealed_the_commas_from_its_own_line_on() -> None:
    data = SEALED.replace(b"6.8.6", b"6.5.1")
    text = (
        b"AXCSAAAHFDTE180320HFFTYFRTYPE:XCSOAR,XCSOAR Kobo 6.5.1 Jul 22 2016LXCSsealed, too"
        b"B1101355206343N00006198WA0058700558"
    )
    assert igc.verify_g_record(with_seal(data, text)) == "valid"
    assert igc.verify_g_record(with_seal(data, text.replace(b",", b""))) == "invalid"


def test_other_makers_and_files_without_a_seal() -> None:
    assert igc.verify_g_record(SEALED) == "absent"
    assert igc.verify_g_record(with_seal(SEALED, TEXT).replace(b"AXCS", b"AXCT")) == "unknown"
    assert igc.verify_g_record(b"") == "absent"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("airscore_test_G_record_PASS.igc", "valid"),
        ("bad/airscore_test_G_record_FAIL.igc", "invalid"),
        ("tw_0106.igc", "valid"),
        ("tw_0002.igc", "unknown"),
        ("sky_simple.igc", "absent"),
    ],
)
def test_real_seals(igc_folder: Path, name: str, status: str) -> None:
    assert igc.verify_g_record((igc_folder / name).read_bytes()) == status
