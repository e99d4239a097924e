"""The files of a study in bytes: its page, and of each output page, data and rows."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from renkei._base.language import speaking
from renkei.report.writeup.outputs import OutputPages, pages_of
from renkei.report.writeup.page import fill
from renkei.study.writeup.filing import OUTPUTS

if TYPE_CHECKING:
    from renkei.study.writeup.making import MadeStudy


def written(made: MadeStudy) -> tuple[dict[str, OutputPages], dict[str, bytes], str | None]:
    """Return the outputs for readers, all files by name, and which of them is the page.

    In English whatever the language of the terminal: the files of a study are the same everywhere.

    Raises
    ------
    InputError
        If a place of the page names nothing.
    """
    files: dict[str, bytes] = {}
    page = None
    with speaking("en"):
        outputs = {one.name: pages_of(one) for one in made.outputs}
        if made.whole and made.study.file.page is not None:
            page = PurePath(made.study.file.page).name
            files[page] = fill(made, outputs).encode()
    for name, one in outputs.items():
        files[f"{OUTPUTS}/{name}.txt"] = one.page.encode()
        files[f"{OUTPUTS}/{name}.json"] = one.json.encode()
        if one.rows:
            files[f"{OUTPUTS}/{name}.csv"] = one.csv.encode()
    return outputs, files, page
