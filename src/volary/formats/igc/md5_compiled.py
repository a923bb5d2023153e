"""The same digests as ``md5``, compiled: about a hundred times faster once numba is loaded."""

from collections.abc import Sequence

import numba
import numpy as np
import numpy.typing as npt

from volary.formats.igc.md5 import BLOCK, ROTATIONS, SINES, WORDS, State, hex_digest, pad

Words = npt.NDArray[np.uint32]

_ROUND = 16
_SINES = np.array(SINES, dtype=np.uint32)
_ROTATIONS = np.array(ROTATIONS, dtype=np.uint32)
_WORDS = np.array(WORDS, dtype=np.int64)


def digests(message: bytes, starts: Sequence[State]) -> list[str]:
    """The MD5 of ``message`` from each of ``starts``, as 32 hexadecimal digits each."""
    return [hex_digest(state) for state in run(pad(message), starts)]


def run(blocks: bytes, starts: Sequence[State]) -> list[State]:
    """The states after whole blocks, from each of ``starts``."""
    words = np.frombuffer(blocks, dtype="<u4").astype(np.uint32)
    states: list[State] = []
    for start in starts:
        state = np.array(start, dtype=np.uint32)
        _run(state, words, _SINES, _ROTATIONS, _WORDS)
        a, b, c, d = state.tolist()
        states.append((a, b, c, d))
    return states


@numba.njit("void(u4[::1], u4[::1], u4[::1], u4[::1], i8[::1])", cache=True)
def _run(
    state: Words, words: Words, sines: Words, rotations: Words, order: npt.NDArray[np.int64]
) -> None:
    for block in range(0, words.size, BLOCK // 4):
        a, b, c, d = state[0], state[1], state[2], state[3]
        for step in range(BLOCK):
            if step < _ROUND:
                mixed = d ^ (b & (c ^ d))
            elif step < 2 * _ROUND:
                mixed = c ^ (d & (b ^ c))
            elif step < 3 * _ROUND:
                mixed = b ^ c ^ d
            else:
                mixed = c ^ (b | ~d)
            mixed = np.uint32(a + mixed + sines[step] + words[block + order[step]])
            left = rotations[step]
            turned = np.uint32(mixed << left) | np.uint32(mixed >> (np.uint32(32) - left))
            a, d, c, b = d, c, b, np.uint32(b + turned)
        state[0] += a
        state[1] += b
        state[2] += c
        state[3] += d
