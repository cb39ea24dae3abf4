"""The tests here run the server on a disk that fails: `disk.c`. Which kills
happen when is drawn from a seed, printed with each failure; CONFAB_SEED repeats
it, CONFAB_ROUNDS asks for more rounds."""

import os
import pathlib
import random
import sys
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "clients/python"))


@pytest.fixture
def rounds():
    """How often a test kills its server."""
    return int(os.environ.get("CONFAB_ROUNDS", "3"))


@pytest.fixture
def dice():
    seed = int(os.environ.get("CONFAB_SEED", time.time_ns() % 2**32))
    print(f"CONFAB_SEED={seed}")
    return random.Random(seed)
