import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.wire.support import make_igc


@dataclass(frozen=True)
class Result:
    """What one run of the program left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def volary(tmp_path: Path) -> Callable[..., Result]:
    """The real program on a data folder of its own."""

    def run(*arguments: object, stdin: str = "", **environment: str) -> Result:
        inherited = {key: value for key, value in os.environ.items() if "VOLARY" not in key}
        words = ["--data", str(tmp_path / "data"), *(str(word) for word in arguments)]
        done = subprocess.run(
            [sys.executable, "-m", "volary.cli", *words],
            input=stdin,
            capture_output=True,
            text=True,
            env={**inherited, **environment},
            timeout=120,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def ada(volary: Callable[..., Result]) -> str:
    """The address of an administrator's account."""
    email = "ada@example.org"
    done = volary(
        "user", "add", email, "--name", "Ada", "--admin", "--password-stdin", stdin="soaring high\n"
    )
    assert done.code == 0, done.err
    return email


@pytest.fixture
def flight_log(tmp_path: Path) -> Path:
    path = tmp_path / "flight.igc"
    path.write_bytes(make_igc(seed=1))
    return path
