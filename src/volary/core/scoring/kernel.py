"""The one place where numba is set up: where compiled code is kept and how it is compiled.

Numba keys its cache of a function by that function's own file. Our entry points inline functions
of other files, so a cache that outlives an upgrade could run old code. The cache folder therefore
carries a digest of all sources of this package. It lies beside the package when that can be
written (development, a virtual environment), else in the user's cache folder; `NUMBA_CACHE_DIR`
overrides both.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numba.core.config as numba_config

F = TypeVar("F", bound=Callable[..., Any])

_PACKAGE = Path(__file__).parent


def cache_folder() -> Path:
    """The folder for compiled code of exactly these sources on this version of numba."""
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(_PACKAGE.glob("*.py")):
        digest.update(source.read_bytes())
    name = f"kernels-{digest.hexdigest()[:16]}"
    if override := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(override) / name
    beside = _PACKAGE / "__pycache__"
    try:
        beside.mkdir(exist_ok=True)
    except OSError:
        writable = False
    else:
        writable = os.access(beside, os.W_OK)
    if writable:
        return beside / name
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "volary" / name


cast("Any", numba_config).CACHE_DIR = str(cache_folder())


_OPTIONS: dict[str, Any] = {"error_model": "numpy", "nogil": True, "_nrt": False}
"""No reference counting (``_nrt``): it was 90 % of the time, and kernels allocate nothing."""


def kernel(function: F) -> F:
    """Compile a function without Python objects; IEEE arithmetic stays as written (no fastmath).

    For functions that only compiled code calls: they are kept inside their callers' code.
    """
    return cast("F", numba.njit(**_OPTIONS)(function))


def inlined(function: F) -> F:
    """Compile a function into its callers: for short ones and for those called in one place."""
    return cast("F", numba.njit(inline="always", **_OPTIONS)(function))


def entry(function: F) -> F:
    """Compile a function that Python calls and keep its code on disk."""
    return cast("F", numba.njit(cache=True, **_OPTIONS)(function))
