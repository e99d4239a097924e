"""The generated reference pages are those that the program would write now."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_reference_pages_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/reference.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    hint = "\nrun: .venv/bin/python scripts/reference.py"
    assert done.returncode == 0, done.stdout + done.stderr + hint
