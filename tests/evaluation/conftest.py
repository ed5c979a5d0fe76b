"""The labelled material beside the repository, for the tests that are measured against it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evaluation.doors import find_shared


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = find_shared(Path(__file__).parents[2], os.environ)
    if folder is None:
        pytest.skip("needs the labelled material: a folder `shared` beside the repository, or ONRECORD_SHARED")
    return folder
