"""The journeys' people and clock."""

import pytest

from tests.journeys.journey import Journey


@pytest.fixture
def journey(app, browser, writing_in, tmp_path):
    return Journey(app, browser, writing_in, tmp_path)
