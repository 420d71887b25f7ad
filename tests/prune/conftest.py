import pytest

from ppagent.prune.predict import METHODS
from ppagent.prune.pruner import Perception, warm


@pytest.fixture(scope="session", autouse=True)
def compiled():
    """Compile once, so that no test's deadline pays for it."""
    for method in METHODS:
        warm(Perception(block=4, method=method, max_tokens=1))
