"""NUMBA_BOUNDSCHECK reaches the arrays of the kernel, which otherwise check no index.

The kernel reads and writes its arrays by pointers of its own (``array_pointer``). A planted index
is reported in each way in which they are indexed, at both ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CODE = """
from typing import NamedTuple
import numpy as np
from renkei.engine.kernel.array_pointer import fixed
from renkei.engine.kernel.jit import helper, jit

class Arrays(NamedTuple):
    line: np.ndarray
    grid: np.ndarray
    table: np.ndarray

@helper
def touch(arrays, way, i):
    if way == 0:
        return arrays.line[i]
    if way == 1:
        return arrays.grid[1, i]
    if way == 2:
        arrays.line[i] = 1.0
    elif way == 3:
        arrays.grid[i, 1] = 1.0
    else:
        return float(arrays.table[i].x)
    return 0.0

@jit
def entry(arrays, way, i):
    return touch(fixed(arrays), way, i)

arrays = Arrays(np.zeros(3), np.zeros((3, 3)), np.zeros(3, [("x", np.int32)]))
for way in range(5):
    assert entry(arrays, way, 2) in (0.0, 1.0)
    for i in (3, -1):
        try:
            entry(arrays, way, i)
        except IndexError:
            continue
        print("not reported:", way, i)
print("done")
"""


def test_an_index_past_an_end_is_reported(tmp_path: Path) -> None:
    checked = os.environ | {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=checked, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "done\n"
