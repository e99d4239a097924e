"""Draw the pictures of the tutorials, with the commands that the tutorials show.

Run from the root: ``.venv/bin/python scripts/tutorial.py``. Each picture of a tutorial is the file
of a ``console`` line of the same page; the lines of the page run in a folder of their own, and the
pictures are copied to ``docs/_static/tutorial/``. The same version gives the same bytes.
"""

from __future__ import annotations

import glob
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "_static" / "tutorial"
PAGES = sorted((ROOT / "docs" / "tutorial").glob("*.md"))
RENKEI = Path(sys.executable).with_name("renkei")
PICTURE = re.compile(r"_static/tutorial/([\w.-]+)")
NEEDED = re.compile(r"^\$ (renkei (?:new|compare|show|explain|plot|trace) .*)$", re.MULTILINE)


def pictures_of(page: str) -> set[str]:
    """Return the names of the pictures that a page shows."""
    return set(PICTURE.findall(page))


def main() -> int:
    """Draw them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "RENKEI_REPORT": "off", "RENKEI_LANG": "en"}
    for file in PAGES:
        page = file.read_text(encoding="utf-8")
        wanted = pictures_of(page)
        with tempfile.TemporaryDirectory() as folder:
            for line in NEEDED.findall(page):
                words = shlex.split(line)[1:]
                draws = any(word in wanted for word in words)
                if not wanted or re.search(r"[|<>]", line) or (words[0] == "show" and not draws):
                    continue
                found = [
                    name
                    for word in words
                    for name in sorted(glob.glob(word, root_dir=folder)) or [word]
                ]
                subprocess.run(
                    [RENKEI, *found], cwd=folder, env=environment, check=True, capture_output=True
                )
                if wanted and all((Path(folder) / name).exists() for name in wanted):
                    break
            for name in sorted(wanted):
                shutil.copyfile(Path(folder) / name, FOLDER / name)
                print(f"docs/_static/tutorial/{name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
