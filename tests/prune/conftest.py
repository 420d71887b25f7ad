import numpy as np
import pytest

from ppagent.prune import kernels


@pytest.fixture(scope="session", autouse=True)
def compiled():
    """Compile once, so that no test's deadline pays for it."""
    tiny = np.zeros(2 * 4 * 4 * 3 * 2, np.uint8)
    kernels.temporal(tiny, tiny, 2, 2, 4, 0, 0)
    kernels.neighbours(tiny, 2, 2, 4, 0, 0)
    kernels.loco(tiny, 2, 2, 4, 0, 0, True)
    kernels.scan(tiny, 2, 2, 4, 0, 0, True, False)
    kernels.components(tiny, 2, 2, 4, 0, 0)
