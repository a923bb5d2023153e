"""A track that is stored and read again is the same track, or a typed error."""

import zlib
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from volary.core.tracks import (
    GnssDatum,
    Track,
    TrackBlobCorrupt,
    TrackBlobError,
    TrackBlobTooLarge,
    TrackBlobVersion,
    decode,
    encode,
    quantised,
    sizes,
)
from volary.core.tracks.model import Float

INT64 = st.integers(-(2**63), 2**63 - 1)
ANY_DOUBLE = st.floats(allow_nan=False, width=64)


def same_bits(a: Float | None, b: Float | None) -> bool:
    if a is None or b is None:
        return a is b
    both_missing = np.isnan(a) & np.isnan(b)
    return bool(np.all((a.view(np.int64) == b.view(np.int64)) | both_missing))


def assert_same(a: Track, b: Track) -> None:
    assert np.array_equal(a.t_ms, b.t_ms)
    assert same_bits(a.lat, b.lat)
    assert same_bits(a.lon, b.lon)
    assert same_bits(a.alt_pressure_m, b.alt_pressure_m)
    assert same_bits(a.alt_gnss_m, b.alt_gnss_m)
    assert np.array_equal(a.fix_3d, b.fix_3d)
    assert a.gnss_datum == b.gnss_datum
    assert list(a.extensions) == list(b.extensions)
    assert all(same_bits(a.extensions[k], b.extensions[k]) for k in a.extensions)


def flight(n: int = 500, seed: int = 1, per_degree: int = 60_000) -> Track:
    """A wandering recording on the IGC grid, one fix a second."""
    rng = np.random.default_rng(seed)
    heading = np.cumsum(rng.normal(0, 0.2, n))
    return Track(
        t_ms=1_700_000_000_000 + 1000 * np.arange(n, dtype=np.int64),
        lat=np.rint(46.5 * per_degree + np.cumsum(6 * np.cos(heading))) / per_degree,
        lon=np.rint(-7.25 * per_degree + np.cumsum(8 * np.sin(heading))) / per_degree,
        alt_pressure_m=np.rint(1500 + np.cumsum(rng.normal(0, 1, n))),
        alt_gnss_m=np.rint(1550 + np.cumsum(rng.normal(0, 1, n))),
        fix_3d=rng.random(n) > 0.02,
        gnss_datum="ellipsoid",
        extensions={"ENL": np.rint(rng.random(n) * 999), "TAS": rng.normal(30, 3, n)},
    )


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    n = draw(st.integers(0, 12))
    grid = draw(st.sampled_from([60_000, 60_000_000, 10**6, 10**7]))
    on_grid = st.integers(-180 * grid, 180 * grid).map(lambda k: k / grid)
    doubles = st.one_of(on_grid, ANY_DOUBLE) if draw(st.booleans()) else on_grid
    altitude = st.one_of(st.integers(-600, 20_000).map(float), st.just(float("nan")))
    times = st.one_of(INT64, st.integers(0, 2**41).map(lambda s: s * 1000))

    def column(elements: st.SearchStrategy[Any], dtype: type = np.float64) -> Any:
        return draw(hnp.arrays(dtype, n, elements=elements, fill=st.nothing()))

    def optional(elements: st.SearchStrategy[Any]) -> Any:
        return column(elements) if draw(st.booleans()) else None

    names = draw(st.lists(st.text(max_size=3), unique=True, max_size=2))
    return Track(
        t_ms=column(times, np.int64),
        lat=column(doubles),
        lon=column(doubles),
        alt_pressure_m=optional(altitude),
        alt_gnss_m=optional(st.one_of(altitude, ANY_DOUBLE)),
        fix_3d=column(st.booleans(), np.bool_),
        gnss_datum=draw(st.sampled_from(get_args(GnssDatum))),
        extensions={name: column(st.one_of(altitude, ANY_DOUBLE)) for name in names},
    )


@given(tracks())
def test_any_track_comes_back_bit_for_bit(track: Track) -> None:
    assert_same(decode(encode(track)), track)


@pytest.mark.parametrize("per_degree", [60_000, 600_000, 60_000_000, 10**6, 10**7])
def test_a_recorded_track_is_small_on_every_usual_grid(per_degree: int) -> None:
    track = flight(5000, per_degree=per_degree)
    blob = encode(track)
    assert_same(decode(blob), track)
    assert sizes(blob).core / len(track) < 4


def test_extensions_are_counted_apart() -> None:
    track = flight()
    bare = Track(track.t_ms, track.lat, track.lon, track.alt_pressure_m, None, track.fix_3d)
    with_extensions = Track(
        track.t_ms,
        track.lat,
        track.lon,
        track.alt_pressure_m,
        None,
        track.fix_3d,
        extensions=track.extensions,
    )
    small, large = sizes(encode(bare)), sizes(encode(with_extensions))
    assert small.core == large.core
    assert small.fixes == large.fixes == 500
    assert large.core + large.extensions == large.total == len(encode(with_extensions))
    assert large.extensions > 500 * 6  # TAS is noise in all its digits


def test_a_gap_in_an_altitude_costs_little_and_stays_a_gap() -> None:
    track = flight()
    gaps = track.alt_gnss_m.copy()
    gaps[:3] = np.nan
    gaps[100:130] = np.nan
    holed = Track(track.t_ms, track.lat, track.lon, None, gaps, track.fix_3d)
    back = decode(encode(holed))
    assert np.array_equal(np.isnan(back.alt_gnss_m), np.isnan(gaps))
    assert_same(back, holed)
    whole = Track(track.t_ms, track.lat, track.lon, None, track.alt_gnss_m, track.fix_3d)
    assert len(encode(holed)) < len(encode(whole)) + 40


def test_a_column_without_any_value_is_not_a_missing_column() -> None:
    track = flight(5)
    empty = Track(track.t_ms, track.lat, track.lon, np.full(5, np.nan), None, track.fix_3d)
    back = decode(encode(empty))
    assert np.isnan(back.alt_pressure_m).all()
    assert back.alt_gnss_m is None


def test_negative_zero_keeps_its_sign() -> None:
    track = flight(3)
    south = Track(track.t_ms, np.array([0.0, -0.0, 0.0]), track.lon, None, None, track.fix_3d)
    assert np.signbit(decode(encode(south)).lat).tolist() == [False, True, False]


@given(st.integers(0, 400))
def test_a_truncated_blob_is_refused(cut: int) -> None:
    blob = encode(flight(30))
    with pytest.raises(TrackBlobError):
        decode(blob[: min(cut, len(blob) - 1)])


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_flipped_byte_is_refused(where: int, mask: int) -> None:
    blob = bytearray(encode(flight(30)))
    blob[where % len(blob)] ^= mask
    with pytest.raises(TrackBlobError):
        decode(bytes(blob))


def resealed(payload: bytes) -> bytes:
    """A blob whose checksum is right, whatever the payload says."""
    return b"VTB\x01" + zlib.crc32(payload).to_bytes(4, "little") + payload


@given(st.data())
def test_a_forged_blob_with_a_right_checksum_never_escapes_the_typed_errors(
    data: st.DataObject,
) -> None:
    payload = bytearray(encode(flight(30))[8:])
    for _ in range(data.draw(st.integers(1, 4))):
        where = data.draw(st.integers(0, len(payload) - 1))
        payload[where] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(payload)))
    try:
        track = decode(resealed(bytes(payload[:end])), max_fixes=1000)
    except TrackBlobError:
        return
    assert len(track.lat) == len(track.t_ms) <= 1000


@given(st.binary(max_size=200))
def test_rubbish_never_escapes_the_typed_errors(rubbish: bytes) -> None:
    for blob in (rubbish, resealed(rubbish)):
        with pytest.raises(TrackBlobError):
            decode(blob, max_fixes=1000)


def test_a_blob_that_declares_too_much_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(TrackBlobTooLarge):
        decode(encode(flight(30)), max_fixes=29)
    with pytest.raises(TrackBlobTooLarge):
        decode(resealed(b"\xff\xff\xff\xff\xff\x0f\x00\x00"))


def test_a_newer_version_is_named_as_such() -> None:
    blob = bytearray(encode(flight(3)))
    blob[3] = 2
    with pytest.raises(TrackBlobVersion):
        decode(bytes(blob))


def test_damage_is_reported_as_damage() -> None:
    blob = bytearray(encode(flight(30)))
    blob[-1] ^= 1
    with pytest.raises(TrackBlobCorrupt):
        decode(bytes(blob))


def test_quantised_rounds_to_the_grid_and_packs_small() -> None:
    track = flight(2000, per_degree=10**9)
    rounded = quantised(track, per_degree=10**6, per_metre=10)
    assert np.abs(rounded.lat - track.lat).max() <= 0.5e-6
    assert_same(quantised(rounded), rounded)
    assert sizes(encode(rounded)).core < sizes(encode(track)).core
