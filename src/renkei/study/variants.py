"""A design that differs from another in some values.

Takes a document, a design, and values by path; gives the document with one more design. It passes
through the overlays and checks of every design.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from renkei._base.errors import Location
from renkei._base.language import Phrase
from renkei.scenario.designs.combination import SIGN
from renkei.scenario.designs.settings import Laid, changes_of, child_at, read_laid
from renkei.scenario.loader import with_design
from renkei.scenario.text.nodes import Mapping, Node, Scalar
from renkei.scenario.text.nodes import Sequence as List
from renkei.study.choosing import bad_argument, one_of

if TYPE_CHECKING:
    from renkei.scenario import Document
    from renkei.scenario.document import DocumentState

_HERE = Location(Phrase("the call"))


def variant(
    document: Document,
    design: str,
    words: Sequence[str],
    name: str,
    argument: str = "changes",
) -> Document:
    """Return the document with a design that extends another.

    Parameters
    ----------
    words
        Values such as ``headquarters.usfj.cells.plans.teams=6``. Each holds from the first day, and
        again from the day of each phase that gives the other design another value.
    name
        Identifier of the new design.
    argument
        Name of the caller's argument.

    Raises
    ------
    InputError
        If a path or value makes no sense, or the language refuses the result.
    """
    if SIGN in design:
        raise bad_argument(
            "design", Phrase("`{design}`, a combination", design=design), Phrase("one design")
        )
    one_of("design", design, document.design_ids)
    laid = read_laid(words, argument)
    changes = changes_of(laid, argument)
    states = document.states_of(design)
    items: dict[str, Node] = {
        "name": Scalar(name, _HERE),
        "description": Scalar(f"{design} with {', '.join(words)}", _HERE),
        "extends": Scalar(design, _HERE),
        "changes": changes,
    }
    if not document.scenario.designs:  # a base alone has no design to extend
        del items["extends"]
    later = [
        _table({"from": Scalar(str(state.begins), _HERE), "changes": changes})
        for before, state in pairwise(states)
        if any(_differs(before, state, one) for one in laid)
    ]
    if later:
        items["phases"] = List(tuple(later), _HERE)
    return with_design(document, name, _table(items))


def namesake(document: Document, design: str, name: str, description: str) -> Document:
    """Return the document with a design that is another under a name of its own.

    Raises
    ------
    InputError
        If ``design`` is not one design, or the language refuses the name.
    """
    if SIGN in design:
        raise bad_argument(
            "design", Phrase("`{design}`, a combination", design=design), Phrase("one design")
        )
    one_of("design", design, document.design_ids)
    items: dict[str, Node] = {
        "name": Scalar(name, _HERE),
        "description": Scalar(description, _HERE),
    }
    if document.scenario.designs:  # a base alone has no design to extend
        items["extends"] = Scalar(design, _HERE)
    return with_design(document, name, _table(items))


def _differs(before: DocumentState, after: DocumentState, one: Laid) -> bool:
    return child_at(before.root, one.path) is not child_at(after.root, one.path)


def _table(items: dict[str, Node]) -> Mapping:
    return Mapping(items, dict.fromkeys(items, _HERE), _HERE)
