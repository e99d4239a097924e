"""Results that were kept, opened with the scenario that they were made from.

Takes a result folder; gives the scenario as it was resolved for the last command that asked, and
the results. The programs must be those that were simulated.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from renkei._base.errors import ResultsError
from renkei._base.language import Phrase
from renkei.study.choosing import bad_argument, one_of
from renkei.study.source import Opened

if TYPE_CHECKING:
    from renkei.engine.focus import Focus
    from renkei.program.machine.program import Program
    from renkei.results import Results


def is_results(folder: Path) -> bool:
    """Return whether a folder holds results."""
    from renkei.results.layout import RECORD

    try:
        return (folder / RECORD).is_file()
    except (OSError, ValueError):
        return False


def kept_results(folder: Path, argument: str = "RESULTS") -> tuple[Opened, Results]:
    """Return the scenario of a result folder, and its results.

    Raises
    ------
    InputError
        If the folder holds no results.
    ResultsError
        If it is damaged.
    """
    from renkei._base.cache import default_cache
    from renkei.results import open_results
    from renkei.results.layout import RECORD

    if not (folder / RECORD).is_file():
        inside = sorted(path.parent for path in folder.glob(f"*/{RECORD}"))
        raise bad_argument(
            argument,
            Phrase("`{folder}`, which holds no results", folder=folder),
            Phrase("a result folder, as `renkei compare` names it at its end"),
            Phrase("there is: {inside}", inside=", ".join(map(str, inside[:3]))) if inside else "",
        )
    results = open_results(folder, verify=False)
    asked = results.record.runs[-1].scenario if results.record.runs else results.record.scenario
    return Opened(folder / asked.file, default_cache()), results


def focus_in(results: Results) -> Focus | None:
    """Return what each replication of results holds; None: they are not focused."""
    from renkei.engine.focus import Companion, Focus

    kept = results.record.focus
    if kept is None:
        return None
    return Focus(
        incidents=tuple(kept.incidents),
        limit_h=kept.limit_h,
        until=tuple(kept.until),
        spans=None if kept.spans is None else tuple(kept.spans),
        companions=tuple(Companion(c.incident, c.within_h, c.open) for c in kept.companions),
        past_h=kept.past_h,
        given=kept.given,
    )


def programs_of(opened: Opened, results: Results, designs: Sequence[str]) -> dict[str, Program]:
    """Return the programs of designs of the results.

    Raises
    ------
    ResultsError
        If this version compiles a design to another program than the one that was simulated.
    """
    found = {design: opened.program(design) for design in designs}
    for design, program in found.items():
        if program.digest() != results.record.designs[design].program:
            raise ResultsError(
                Phrase(
                    "{folder}: `{design}` was simulated by Renkei {version} with "
                    "another program than its scenario gives now. Simulate it "
                    "again.",
                    folder=results.folder,
                    design=design,
                    version=results.record.version,
                )
            )
    return found


def runs_again(opened: Opened, results: Results, designs: Sequence[str]) -> bool:
    """Return whether this version of Renkei runs what the results were made from."""
    try:
        programs_of(opened, results, designs)
    except ResultsError:
        return False
    return True


def design_in(results: Results, wanted: str | None, argument: str, default: int = 0) -> str:
    """Return a design of the results; None: the one at a place.

    Raises
    ------
    InputError
        If the results have no such design, or too few.
    """
    if wanted is not None:
        return one_of(argument, wanted, results.designs)
    if len(results.designs) <= default:
        raise bad_argument(
            argument,
            Phrase("results of one design, `{results}`", results=results.designs[0]),
            Phrase("results of two designs or more"),
            Phrase("simulate them together: renkei compare SCENARIO --designs A,B"),
        )
    return results.designs[default]


def pair_in(
    results: Results, wanted: str | None, against: str | None, argument: str, of_baseline: str
) -> list[str]:
    """Return baseline and design of the results, two different ones.

    Raises
    ------
    InputError
        If one is unknown, or both are the same.
    """
    base = design_in(results, against, of_baseline)
    others = [one for one in results.designs if one != base]
    if wanted is None and others:
        return [base, others[0]]
    design = design_in(results, wanted, argument, default=1)
    if design == base:
        raise bad_argument(
            argument, Phrase("`{design}` twice", design=design), Phrase("two different designs")
        )
    return [base, design]


def several_in(results: Results, wanted: Sequence[str] | None, argument: str) -> list[str]:
    """Return the designs asked for, two or more; None: all of the results.

    Raises
    ------
    InputError
        If one is unknown, or fewer than two are left.
    """
    chosen = list(results.designs) if wanted is None else list(dict.fromkeys(wanted))
    for one in chosen:
        one_of(argument, one, results.designs)
    if len(chosen) < 2:
        raise bad_argument(
            argument,
            Phrase("{chosen} design", chosen=len(chosen)),
            Phrase("two designs or more to choose from"),
        )
    return chosen
