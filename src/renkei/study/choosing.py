"""Names asked for: a design, a combination of designs, an incident type.

Takes the names that the caller wrote; gives identifiers, or an error with the nearest name.
``argument`` is the caller's argument: ``designs`` in Python, ``--designs`` on the command line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean

if TYPE_CHECKING:
    from renkei.scenario.model.document import Scenario


class Designs(Protocol):
    """An object with designs: a document, or a scenario opened to be simulated."""

    @property
    def design_ids(self) -> list[str]:
        """Designs in the order of declaration."""

    @property
    def compared_ids(self) -> list[str]:
        """Designs that are compared unless others are named: no levers, no loads."""

    @property
    def baseline(self) -> str:
        """The design that the others are compared with."""

    @property
    def scenario(self) -> Scenario:
        """The base."""


def design_of(document: Designs, wanted: str | None, argument: str = "design") -> str:
    """Return the design asked for, or the baseline."""
    if wanted is None:
        return document.baseline
    return known_design(argument, wanted, document)


def designs_of(
    document: Designs, wanted: Sequence[str] | None, argument: str = "designs"
) -> list[str]:
    """Return the designs asked for, each once, the baseline first.

    None: all command designs; levers and loads are asked for by their names.

    Raises
    ------
    InputError
        If a design is unknown, or none is named.
    """
    if wanted is None:
        others = [design for design in document.compared_ids if design != document.baseline]
        return [document.baseline, *others]
    if not wanted:
        raise bad_argument(
            argument,
            Phrase("no name"),
            Phrase("one of: {document}", document=", ".join(document.design_ids)),
        )
    return list(dict.fromkeys(known_design(argument, name, document) for name in wanted))


def loaded(
    document: Designs, wanted: Sequence[str] | None, load: str, argument: str = "load"
) -> list[str]:
    """Return the designs asked for, each with a load laid on top: all meet the same load.

    A load is a design that is nobody's proposal: a crisis, a line that stops, a busy year.

    Raises
    ------
    InputError
        If the load is unknown or no load, or cannot be combined with a design that is asked for.
    """
    from renkei.scenario.designs.combination import SIGN, mistake_in, parts_of
    from renkei.scenario.model.document import DesignKind

    known_design(argument, load, document)
    declared = document.scenario.designs
    kinds = {id: one.kind for id, one in declared.items()}
    others = [part for part in parts_of(load) if kinds.get(part) is not DesignKind.LOAD]
    if others:
        loads = [id for id, kind in kinds.items() if kind is DesignKind.LOAD]
        raise bad_argument(
            argument,
            Phrase("`{others}`, which is no load", others=others[0]),
            Phrase("one of: {loads}", loads=", ".join(loads))
            if loads
            else Phrase("a design that says `kind: load`"),
            Phrase(
                "to compare it: --designs {baseline},{others}",
                baseline=document.baseline,
                others=others[0],
            ),
        )
    chosen = designs_of(document, wanted, f"{argument}, designs")
    if wanted is None:  # of all designs those that it can be laid on
        designs = document.scenario.designs
        chosen = [
            one
            for one in chosen
            if one not in parts_of(load) and mistake_in(f"{one}{SIGN}{load}", designs) is None
        ]
    return [known_design(argument, f"{one}{SIGN}{load}", document) for one in chosen]


def known_design(argument: str, wanted: str, document: Designs) -> str:
    """Return the id of a design or combination of designs such as ``d1+m1``.

    Raises
    ------
    InputError
        If no design has the name, or a design comes twice.
    """
    from renkei.scenario.designs.combination import SIGN, mistake_in, parts_of

    if SIGN not in wanted:
        return one_of(argument, wanted, document.design_ids)
    combined = SIGN.join(parts_of(wanted))
    mistake = mistake_in(combined, document.scenario.designs)
    if mistake is not None:
        raise bad_argument(argument, mistake.found, mistake.expected, mistake.remedy)
    return combined


def one_of(argument: str, wanted: str, known: Iterable[str]) -> str:
    """Return ``wanted`` if it is ``known``.

    Raises
    ------
    InputError
        With the known names and the nearest.
    """
    names = list(known)
    if wanted not in names:
        raise bad_argument(
            argument,
            f"`{wanted}`",
            Phrase("one of: {names}", names=", ".join(names)),
            did_you_mean(wanted, names),
        )
    return wanted


def bad_argument(argument: str, found: str, expected: str, remedy: str = "") -> InputError:
    """Return the error of an argument that makes no sense, of a call or of the command line."""
    # Options of the command line begin with dashes, its other arguments stand in capitals.
    typed = argument.startswith("-") or argument.isupper()
    where = Location(Phrase("the command line") if typed else Phrase("the call"))
    return InputError([Problem("CLI-001", where, argument, found, expected, remedy)])
