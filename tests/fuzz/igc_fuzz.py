"""Feed the IGC reader with damaged flights: ``python -m tests.fuzz.igc_fuzz --runs 100000``.

Every run must end in a file that can be looked at, written and read again, or in a ParseError.
An input that breaks this is saved and its name printed.
"""

import argparse
import hashlib
import random
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from volary.formats import igc
from volary.formats.errors import ParseError

SEED = b"""\
AXXXABCFLIGHT:1
HFDTEDATE:160701,01
HFPLTPILOTINCHARGE: Bloggs Bill D
HFTZNTIMEZONE:3.00
HFALGALTGPS:GEO
I063638FXA3940SIU4141LAD4242LOD4345TDS4649VAT
J010812HDT
C150701213841160701000102500K Tri
C5111359N00101899WEZ TAKEOFF
C5110179N00102644WEZ START
F235940040609123624221821
E235940PEV
B2359405407121N00249342WA002800042120509123500-012
B2359455107126N00149300WV-01200042919509999 5000012
K23594800090
HFDTEDATE:170701,01
B2359505107134S00149283EA00288004322100901 0001.25
B0000005107134S00149283EA     0043221009010001
LXXXRURITANIAN STANDARD NATIONALS DAY 1
GREJNGJERJKNJKRE31895478537H43982FJN9248F942389T433T
""".replace(b"\n", b"\r\n")

_TOKENS = (
    *(bytes([byte]) for byte in b"\r\n\0\xff- .B"),
    b"9" * 30,
    b"HFDTE",
    b"I99",
    b"\xef\xbb\xbf",
    b"HFDTE311299\n",
    b"I013636LAD\n",
    b"B0000000000000N00000000EA0000000000\n",
)
_MOST_CUTS = 6


def inputs(seed: int) -> Iterator[bytes]:
    """Endless damaged copies of ``SEED``, always the same for one ``seed``."""
    rng = random.Random(seed)
    while True:
        data = bytearray(SEED)
        for _ in range(rng.randint(1, _MOST_CUTS)):
            _damage(data, rng)
        yield bytes(data)


def _damage(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data) + 1)
    end = min(len(data), at + rng.choice((0, 1, 1, 2, 7, 40, 400)))
    action = rng.randrange(5)
    if action == 0:
        data[at:end] = rng.choice(_TOKENS)
    elif action == 1:
        data[at:end] = rng.randbytes(rng.choice((1, 1, 2, 40)))
    elif action == 2:
        del data[at:end]
    elif action == 3:
        data[at:at] = data[at:end] * rng.choice((1, 1, 2, 30))
    else:
        lines = bytes(data).split(b"\r\n")
        rng.shuffle(lines)
        data[:] = b"\r\n".join(lines)


def check(data: bytes) -> None:
    """Read ``data`` and everything that is in it; AssertionError where a promise is broken."""
    igc.verify_g_record(data)
    try:
        file = igc.read(data)
    except ParseError:
        return
    fixes = file.fixes
    assert len(fixes) > 0
    assert (np.diff(fixes.t_ms) > 0).all()
    assert (np.abs(fixes.lat) <= 90).all()
    assert (np.abs(fixes.lon) <= 180).all()
    assert len(file.diagnostics) <= sum(file.diagnostic_counts.values())
    for view in (file.events(), file.constellations(), file.comments()):
        list(view)
    assert file.pilot is None or file.pilot
    assert file.utc_offset_s is None or abs(file.utc_offset_s) <= 15 * 3600
    again = igc.read(igc.write(file))
    assert again.records == file.records
    if not {"duplicate_time", "out_of_order"} & set(file.diagnostic_counts):
        assert again.fixes == fixes
        assert set(again.diagnostic_counts) <= set(file.diagnostic_counts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for number, data in enumerate(islice(inputs(options.seed), options.runs)):
        try:
            check(data)
        except Exception as error:
            name = Path(f"crash-{hashlib.sha256(data).hexdigest()[:16]}.igc")
            name.write_bytes(data)
            sys.stderr.write(f"run {number}: {error!r}; the input is in {name}\n")
            raise
    sys.stdout.write(f"{options.runs} runs, seed {options.seed}: no broken promise\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
