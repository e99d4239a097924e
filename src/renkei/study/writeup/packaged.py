"""The studies that ship with Renkei, and the place of any study.

Takes a name or a path; gives the path of a study file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from renkei._base.errors import InputError
from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean
from renkei.study.choosing import bad_argument
from renkei.study.library import LIBRARY, exists, expanded

STUDY = "study.yaml"
"""The file of a study in a folder of its own."""

STUDIES = LIBRARY / "studies"
"""Studies that ship with Renkei."""


def packaged_studies() -> dict[str, Path]:
    """Return the folders of the packaged studies by name."""
    return {path.parent.name: path.parent for path in sorted(STUDIES.glob(f"*/{STUDY}"))}


def titles() -> dict[str, str]:
    """Return the question of each packaged study, in a line."""
    from renkei.scenario.language.validation import read_document
    from renkei.scenario.text.nodes import Problems
    from renkei.scenario.text.reading import read_path
    from renkei.study.study_file import StudyFile

    found = {}
    for name, folder in packaged_studies().items():
        problems = Problems()
        root = read_path(folder / STUDY, frozenset(), problems)
        file = None if root is None else read_document(StudyFile, root, problems)
        if file is None:
            raise InputError(problems)
        found[name] = file.name.en
    return found


def study_schema() -> dict[str, Any]:
    """Return the JSON Schema of study files."""
    from renkei.scenario.language.schema import schema_of
    from renkei.study.study_file import StudyFile

    return schema_of(StudyFile, "urn:renkei:study:1", "Renkei study, version 1")


def find_study(wanted: str, argument: str = "study") -> Path:
    """Return the file of a study; a path wins over a packaged name.

    Raises
    ------
    InputError
        If neither exists.
    """
    path = expanded(argument, Path(wanted))
    if exists(path):
        return path / STUDY if path.is_dir() else path
    packaged = packaged_studies()
    if wanted in packaged:
        return packaged[wanted] / STUDY
    raise bad_argument(
        argument,
        Phrase(
            "`{wanted}`, which is neither a file nor a folder nor a packaged study", wanted=wanted
        ),
        Phrase("a path, or one of: {packaged}", packaged=", ".join(packaged)),
        did_you_mean(wanted, packaged) or Phrase("renkei new --study writes one to begin with"),
    )
