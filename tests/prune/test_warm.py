"""No look waits for the compiler: after `warm`, every kernel that a look needs is there."""

import json
import subprocess
import sys

import pytest

PROBE = """
import json, sys
import numpy as np
import ppagent.prune.pruner as pruner
assert "numba" not in sys.modules, "importing ppagent does not load the compiler"
perception = pruner.Perception.model_validate_json(sys.argv[1])
pruner.warm(perception)
from ppagent.prune import kernels
from ppagent.prune.diff import changed_blocks

def known():
    return {name: len(each.signatures) for name, each in vars(kernels).items() if hasattr(each, "signatures")}

warmed = known()
rng = np.random.default_rng(1)
first = rng.integers(0, 256, (333, 500, 3), dtype=np.uint8)
second = first.copy()
second[50:120, 50:99] ^= 9
# A frame may be read-only, and would count as another type.
second.flags.writeable = False
eyes = pruner.Pruner(perception)
for frame in (first, second, first):
    eyes.look(frame).kept_blocks()
changed_blocks(first, second, perception.block)
print(json.dumps({"warmed": warmed, "after": known()}))
"""


@pytest.mark.parametrize("settings", [
    {}, {"threshold": 0.02, "metric": "rmse"}, {"max_tokens": 30}, {"lossy": True}, {"prune": False},
    {"layout": "canvas", "block": 28}, {"method": "serpentine"}, {"method": "conncomp"}, {"method": "random"},
])  # fmt: skip
def test_a_warmed_process_compiles_nothing(settings):
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(settings)], capture_output=True, text=True, check=True
    )
    found = json.loads(ran.stdout)
    assert found["warmed"] == found["after"]
    assert sum(found["warmed"].values()) >= 2
