"""Seats of an exercise in a file of their own, for a scenario that somebody else wrote."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import Field

from renkei._base.errors import InputError
from renkei.exercise.definition import Definition, checked
from renkei.exercise.exercise_file import SeatAttributes
from renkei.scenario.language.validation import read_document
from renkei.scenario.model.common import Attributes, Identifier
from renkei.scenario.text.nodes import Problems
from renkei.scenario.text.reading import read_path


class SeatsFile(Attributes):
    """Seats, as an exercise file has them."""

    seats: dict[Identifier, SeatAttributes] = Field(min_length=1, description="Seats.")


def with_seats(definition: Definition, path: Path) -> Definition:
    """Return a definition with the seats of a file in the place of its own.

    Raises
    ------
    InputError
        With every problem of the file, or if it names what the scenario does not have.
    """
    problems = Problems()
    root = read_path(path, frozenset(), problems)
    file = None if root is None else read_document(SeatsFile, root, problems)
    if file is None or problems:
        raise InputError(problems)
    return checked(
        replace(definition, file=definition.file.model_copy(update={"seats": file.seats}))
    )
