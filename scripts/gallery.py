"""Draw the figures of the documentation, and its live page, from results of the flagship.

Run from the root: ``.venv/bin/python scripts/gallery.py RESULTS``, where RESULTS is the folder of
``make demo``, of whose designs some are shown. Writes ``docs/_static/gallery/`` (with
the answer of the first page of the documentation) and ``docs/gallery.md``; the same results give
the same bytes.
"""

from __future__ import annotations

import subprocess
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
RENKEI = Path(sys.executable).with_name("renkei")

SHOWN = (
    ("times", "missile-launch"),
    ("differences", "in-time"),
    ("causes", "missile-launch"),
    ("headquarters", "missile-launch"),
    ("week", None),
    ("cells", "utilisation"),
    ("capable", None),
    ("taken-away", None),
    ("stocks", None),
    ("supply", "stock-supply"),
)
"""Figures in order, with the variant that is drawn; None: the first."""

DRAWN = (
    (
        "Order of battle",
        "With military symbols; what the design changes is marked.",
        "order-of-battle",
        "renkei show japan -d d4 --svg",
    ),
    (
        "Headquarters and bases",
        "Places that share a mark are named below the map.",
        "map",
        "renkei show japan -d d4 --map",
    ),
    (
        "A response, as expected",
        "Who does what and when without load, under two designs on one axis of time.",
        "expected",
        "renkei explain japan missile-launch --against d8 --svg",
    ),
    (
        "A response, as it happened",
        "The median incident with the same luck under two designs: work, waits and messages on the "
        "critical path.",
        "one-response",
        "renkei trace RESULTS missile-launch --against d8 --svg",
    ),
)
"""Drawings: title, what is to be seen, name of the file, the line that draws it."""

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
    for title, caption, name, line in DRAWN:
        command = [word if word != "RESULTS" else folder for word in line.split()[1:]]
        subprocess.run([RENKEI, *command, FOLDER / f"{name}.svg"], check=True)
        lines.append(
            f"## {title}\n\n{caption}\n\n```text\n{line} {name}.svg\n```\n\n"
            f"![{title}](_static/gallery/{name}.svg)\n"
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
