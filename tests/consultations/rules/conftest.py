"""Where the real input lies."""

import os
from pathlib import Path

import pytest

_REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def real_input() -> Path:
    """The directory of real input files."""
    return Path(os.environ.get("COLLAB_REAL_INPUT", _REPOSITORY.parent / "shared" / "data"))
