"""Make the pages of the packaged studies in ``docs/studies`` anew: minutes, the flagship's most.

``scripts/studies.py [NAME ...]``; without a name all of them, the template apart. Results are kept
in ``results/``, so that a page whose study did not change costs little. Beside each page its
record is kept, which ``tests/docs/test_studies.py`` compares with the study as it is.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

PAGES = Path(__file__).resolve().parent.parent / "docs" / "studies"


def main(names: list[str]) -> int:
    """Write the pages of the studies named."""
    from renkei.api.written import open_study
    from renkei.study.writeup.filing import RECORD
    from renkei.study.writeup.packaged import packaged_studies

    for name in names or [one for one in packaged_studies() if one != "template"]:
        with tempfile.TemporaryDirectory() as folder:
            open_study(name).run(to=folder)
            made = Path(folder)
            (PAGES / f"{name}.md").write_bytes((made / "page.md").read_bytes())
            (PAGES / f"{name}.json").write_bytes((made / RECORD).read_bytes())
        print(f"written: docs/studies/{name}.md")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
