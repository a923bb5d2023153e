import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[3]

settings.register_profile("volary", deadline=None)  # no test depends on the speed of a machine
settings.load_profile("volary")


@pytest.fixture(scope="session")
def igc_folder() -> Path:
    """Real flight logs; see the manifest beside them."""
    folder = Path(os.environ.get("VOLARY_SHARED", ROOT.parent / "shared")) / "data" / "igc"
    if not folder.is_dir():
        pytest.skip("no folder of real flight logs")
    return folder


@pytest.fixture
def real_logs(igc_folder: Path) -> Iterator[tuple[str, bytes]]:
    return ((path.name, path.read_bytes()) for path in sorted(igc_folder.glob("*.[iI][gG][cC]")))
