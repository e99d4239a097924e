"""Questions that are written down: in a scenario, or in a file of their own.

Takes the name of a question of the scenario, or a YAML file that holds one; gives the
:class:`renkei.scenario.model.questions.AskedQuestion`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from renkei._base.errors import InputError
from renkei._base.language import Phrase
from renkei.study.choosing import bad_argument, loaded, one_of
from renkei.study.library import exists, expanded
from renkei.study.names import name_of

if TYPE_CHECKING:
    from renkei.scenario.model.questions import AskedQuestion
    from renkei.study.question import Question
    from renkei.study.source import Opened

_TYPE = re.compile(r",\s*([\w-]+)\s*\)")


def written(opened: Opened, wanted: str, argument: str = "question") -> AskedQuestion:
    """Return a question of the scenario by its name, or that of a file.

    Raises
    ------
    InputError
        If neither exists, or the file has an error.
    """
    known = opened.scenario.questions
    if wanted in known:
        return known[wanted]
    path = expanded(argument, Path(wanted))
    if exists(path):
        return _of_file(path)
    if not known:
        expected = Phrase("a YAML file with a question; the scenario has no `questions`")
        raise bad_argument(argument, f"`{wanted}`", expected)
    one_of(argument, wanted, known)
    raise AssertionError(wanted)


def question_of(
    opened: Opened,
    wanted: str,
    over: str = "worlds",
    until: Sequence[str] = (),
    *,
    typed: bool = False,
    focus: Sequence[str] | None = None,
    given: str | None = None,
    past: str | None = None,
) -> Question:
    """Return the question that is written, to be answered.

    With ``focus`` each replication holds one incident of those types; they must be all that the
    question names, since nothing is known of the others.

    Raises
    ------
    InputError
        If the question cannot be found or read, names something that does not exist, or an incident
        type that is not in focus.
    """
    from renkei.study.question import Question

    dashes = "--" if typed else ""
    told = written(opened, wanted, f"{dashes}question")
    designs: Sequence[str] | None = told.designs or None
    if told.load is not None:
        designs = loaded(opened, designs, told.load, f"{dashes}question")
    types = [*told.incidents, *_types_of(told.measures)]
    known = all(one in opened.facts.deadlines for one in focus or ())  # else it is said below
    missing = [one for one in dict.fromkeys(types) if one not in (focus or ())]
    if focus and known and missing:
        raise bad_argument(
            f"{dashes}focus",
            Phrase(
                "`{wanted}`, which asks about {missing} too",
                wanted=wanted,
                missing=", ".join(missing),
            ),
            Phrase("every type of the question in focus, since such replications tell of no other"),
            Phrase(
                "{dashes}focus {focus}, or a question of its own",
                dashes=dashes,
                focus=",".join([*focus, *missing]),
            ),
        )
    return Question(
        opened,
        designs,
        told.incidents or None,
        told.zone,
        over,
        until,
        asked=told.measures,
        confidence=told.confidence,
        words=name_of(told.name, ""),
        typed=typed,
        focus=focus,
        given=given,
        past=past,
    )


def _types_of(measures: Sequence[str]) -> list[str]:
    """Return the incident types that measures name, as ``fire`` in ``median(decided, fire)``."""
    calls = (_TYPE.search(one) for one in measures)
    return [found[1] for found in calls if found is not None]


def _of_file(path: Path) -> AskedQuestion:
    from renkei.scenario.language.attributes import kind_at
    from renkei.scenario.language.validation import check_entry, to_data
    from renkei.scenario.model.questions import AskedQuestion
    from renkei.scenario.text.nodes import Problems
    from renkei.scenario.text.reading import read_path

    problems = Problems()
    node = read_path(path, frozenset(), problems)
    if node is not None:
        check_entry("questions", "asked", node, problems)
    if problems or node is None:
        raise InputError(list(problems.found.values()))
    data = to_data(node, kind_at(("questions", "asked")), "questions.asked")
    return AskedQuestion.model_validate(data, by_alias=True, by_name=False)
