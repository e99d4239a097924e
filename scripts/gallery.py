"""Draw the figures of the documentation, and its live page, from results of the flagship.

Run from the root: ``.venv/bin/python scripts/gallery.py RESULTS``, where RESULTS is the folder of
``make demo``, of whose designs some are shown. Writes ``docs/_static/gallery/`` (with
the answer of the first page of the documentation) and ``docs/gallery.md``; the same results give
the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from renkei.report.figures.drawing import Kind, drawn_as
from renkei.report.figures.making import Figures
from renkei.report.page.making import page
from renkei.report.page.writing import write_page
from renkei.study.kept import kept_results
from renkei.study.question import Question

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "_static" / "gallery"
PAGE = ROOT / "docs" / "gallery.md"

SHOWN = (
    ("times", "ballistic-launch"),
    ("differences", "in-time"),
    ("causes", "ballistic-launch"),
    ("headquarters", "ballistic-launch"),
    ("week", None),
    ("cells", "utilisation"),
    ("capable", None),
    ("taken-away", None),
    ("stocks", None),
    ("supply", "stock-supply"),
)
"""Figures in order, with the variant that is drawn; None: the first."""

HEAVY = ("week",)
"""Figures of thousands of marks, which are smaller as pictures."""

DESIGNS = ["d0", "d2", "d4", "d8"]
"""Designs shown, so that the page stays small."""

HEAD = """# Gallery

<!-- Made by scripts/gallery.py; not to be edited. -->

The figures of the flagship scenario, each with the line that draws it. The
[live page](_static/gallery/japan.html) holds them all, with responses as they happened, the
order of battle, a map
that replays ten days, and every assumption; `renkei compare` ends in such a page.

"""


def main() -> int:
    """Draw all figures."""
    (folder,) = sys.argv[1:]
    opened, results = kept_results(Path(folder))
    question = Question(opened, DESIGNS)
    figures = Figures(question, results)
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines = [HEAD]
    for name, wanted in SHOWN:
        figure = figures.make(name)
        if figure is None:
            continue
        variants = {one.id: one for one in figure.choices}
        chosen = variants.get(wanted or "", figure.choices[0])
        kind: Kind = "png" if name in HEAVY else "svg"
        (FOLDER / f"{name}.{kind}").write_bytes(drawn_as(kind, figure, chosen, "en"))
        line = f"renkei plot RESULTS {name} --of {chosen.id} -o {name}.{kind}"
        lines.append(
            f"## {figure.title.en}\n\n{figure.caption.en}\n\n```text\n{line}\n```\n\n"
            f"![{figure.title.en}](_static/gallery/{name}.{kind})\n"
        )
    PAGE.write_text("\n".join(lines), encoding="utf-8")
    made = page(question, results, figures.comparison)
    write_page(made, FOLDER / "japan.html")
    answer = made.answer
    told = [answer.title.en + "."]
    told += [one.en for one in (answer.few, answer.levels) if one is not None]
    (FOLDER / "answer.txt").write_text("\n\n".join(told) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
