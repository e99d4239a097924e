"""All that an exercise is besides its log: the files of its scenario, seats, lines, luck.

What for: the file of an exercise holds these bytes, so that a copy of it is the exercise, and its
log replays the same elsewhere. Takes an exercise file or a scenario; gives a :class:`Definition`.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from renkei._base.errors import InputError
from renkei._base.language import Phrase
from renkei.exercise.exercise_file import ExerciseFile
from renkei.scenario.language.validation import read_document
from renkei.scenario.text.files import Snapshot, snapshot
from renkei.scenario.text.nodes import Problems
from renkei.scenario.text.reading import read_path
from renkei.study.choosing import bad_argument, one_of
from renkei.study.library import exists, find, library

if TYPE_CHECKING:
    from renkei.scenario import Document
    from renkei.study.programs import Compiled

_VERSION = 1
_ROOT = Path("/exercise")
"""Where the files of the scenario stand in the exercise: errors name them from here."""


@dataclass(frozen=True)
class Definition:
    """An exercise without its log.

    Parameters
    ----------
    file
        What the exercise file says, in full.
    scenario
        Name of the file or folder of the scenario.
    folders, contents
        What each folder of it holds, and the bytes of each file, by names from its parent folder.
    """

    file: ExerciseFile
    scenario: str
    folders: dict[str, tuple[str, ...]]
    contents: dict[str, bytes]

    @property
    def begins_h(self) -> float:
        """Begin of the exercise [h since hour 0 of the scenario]."""
        return self.file.begins.mean()

    @property
    def ends_h(self) -> float:
        """End of the exercise [h since hour 0 of the scenario]."""
        return self.begins_h + self.file.lasts.mean()

    @cached_property
    def compiled(self) -> Compiled:
        """The scenario, read from the bytes that are kept here.

        Raises
        ------
        InputError
            With every problem that loading finds.
        """
        from renkei._base.cache import default_cache
        from renkei.scenario import load_scenario
        from renkei.study.programs import Compiled

        files = Snapshot(
            {_ROOT / name: [_ROOT / one for one in held] for name, held in self.folders.items()},
            {_ROOT / name: raw for name, raw in self.contents.items()},
        )
        return Compiled(load_scenario(_ROOT / self.scenario, files), default_cache())

    @property
    def document(self) -> Document:
        """The scenario as a document."""
        return self.compiled.document

    @cached_property
    def design(self) -> str:
        """The design that is exercised."""
        if self.file.design is not None:
            return self.file.design
        return self.document.scenario.runs.baseline or next(iter(self.document.design_ids))

    @property
    def seed(self) -> int:
        """Seed of the replication."""
        return self.document.scenario.runs.seed if self.file.seed is None else self.file.seed

    def to_bytes(self) -> bytes:
        """Return it as bytes, the same for the same definition."""
        content = {
            "version": _VERSION,
            "file": self.file.model_dump(mode="json"),
            "scenario": self.scenario,
            "folders": self.folders,
            "contents": {
                name: base64.b64encode(raw).decode() for name, raw in self.contents.items()
            },
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()

    @staticmethod
    def from_bytes(content: bytes) -> Definition:
        """Return the definition of bytes.

        Raises
        ------
        ValueError
            If they are none, or of another version.
        """
        read = json.loads(content)
        if read["version"] != _VERSION:
            raise ValueError(f"version {read['version']} of the definition; {_VERSION} expected")
        return Definition(
            ExerciseFile.model_validate(read["file"]),
            read["scenario"],
            {name: tuple(held) for name, held in read["folders"].items()},
            {name: base64.b64decode(raw) for name, raw in read["contents"].items()},
        )


def read_definition(
    path: Path, *, design: str | None = None, seed: int | None = None
) -> Definition:
    """Return the definition of an exercise file, checked against its scenario.

    Parameters
    ----------
    design, seed
        In the place of those of the file.

    Raises
    ------
    InputError
        With every problem of the file, or of the scenario.
    """
    problems = Problems()
    root = read_path(path, frozenset(), problems)
    file = None if root is None else read_document(ExerciseFile, root, problems)
    if file is None or problems:
        raise InputError(problems)
    beside = path.parent / file.scenario
    return _defined(beside if exists(beside) else find(file.scenario), file, design, seed)


def of_scenario(
    scenario: Path,
    *,
    design: str | None = None,
    seed: int | None = None,
    begins: str = "0 h",
    lasts: str = "48 h",
) -> Definition:
    """Return the definition of an exercise on a scenario without more: a seat per headquarters.

    Raises
    ------
    InputError
        With every problem of the scenario.
    """
    file = ExerciseFile.model_validate(
        {"exercise": 1, "name": scenario.stem, "scenario": str(scenario), "begins": begins,
         "lasts": lasts}
    )  # fmt: skip
    return _defined(scenario, file, design, seed)


def _defined(path: Path, file: ExerciseFile, design: str | None, seed: int | None) -> Definition:
    taken = snapshot(path)
    if taken is None:
        raise bad_argument(
            "scenario",
            Phrase("`{path}`, which cannot be read in full", path=str(path)),
            Phrase("a scenario, or one of: {known}", known=", ".join(library())),
        )
    above = path.parent

    def name(one: Path) -> str:
        return str(PurePosixPath(*one.relative_to(above).parts))

    changes = {"design": design} if design is not None else {}
    changes |= {"seed": seed} if seed is not None else {}  # type: ignore[dict-item]
    file = file.model_copy(update=changes)
    found = Definition(
        file,
        name(path),
        {name(folder): tuple(map(name, held)) for folder, held in taken.folders.items()},
        {name(one): raw for one, raw in taken.contents.items()},
    )
    return checked(found)


def checked(found: Definition) -> Definition:
    """Return a definition; refuse names that the scenario does not have.

    Raises
    ------
    InputError
        With the first of them.
    """
    from renkei.exercise.conditions import read_condition

    document, file = found.document, found.file
    design = document.design(found.design)
    scenario = design.phases[0].scenario
    known = {name for phase in design.phases for name in phase.scenario.headquarters}
    if found.ends_h > scenario.time.horizon.mean():
        raise bad_argument(
            "lasts",
            Phrase("an end after the end of the scenario"),
            Phrase("`begins` and `lasts` within {hours} h", hours=scenario.time.horizon.mean()),
        )
    for id_, seat in file.seats.items():
        one_of(f"seats.{id_}.headquarters", seat.headquarters, known)
        if seat.cell is not None:
            cells = {
                cell
                for phase in design.phases
                if seat.headquarters in phase.scenario.headquarters
                for cell in phase.scenario.headquarters[seat.headquarters].cells
            }
            one_of(f"seats.{id_}.cell", seat.cell, cells)
    for nation, release in file.release.items():
        one_of("release", nation, scenario.nations)
        for one in release.by:
            one_of(f"release.{nation}.by", one, known)
    for id_, line in file.lines.items():
        for one in line.to:
            one_of(f"lines.{id_}.to", one, known)
        if line.incident is not None:
            one_of(f"lines.{id_}.incident", line.incident, scenario.incidents)
            if line.place is not None:
                places = scenario.incidents[line.incident].places
                one_of(f"lines.{id_}.place", line.place, places)
        if line.when is not None:
            read_condition(line.when, scenario, f"lines.{id_}.when")
    return found
