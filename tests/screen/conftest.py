"""A server on which nobody else draws: an editor's caret on the shared one blinks between two grabs."""

import pytest

from tests.conftest import start_xvfb, stop_xvfb


@pytest.fixture(scope="module")
def quiet_xvfb(xvfb):
    started = start_xvfb()
    yield started
    stop_xvfb(started)
