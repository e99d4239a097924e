"""The files of a study: written whole, with a record of where they come from.

Takes the bytes of each file; writes them into a folder beside a record of versions, seeds and
digests. A file that the study wrote before is replaced, if nobody changed it since; any other
stays, and is an error before anything is written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase

if TYPE_CHECKING:
    from renkei.results import Results
    from renkei.study.writeup.making import MadeStudy

RECORD = "provenance.json"
OUTPUTS = "outputs"
"""Folder of the outputs beside the page."""


@dataclass(frozen=True)
class Filed:
    """What was written.

    Parameters
    ----------
    folder
        Folder of all.
    written
        Names of the files, by the folder.
    page
        Name of the page; None: there is none.
    """

    folder: Path
    written: tuple[str, ...]
    page: str | None


def file_study(made: MadeStudy, files: Mapping[str, bytes], page: str | None, to: Path) -> Filed:
    """Write the files of a study, and the record beside them.

    Parameters
    ----------
    files
        Bytes by name, with slashes.
    page
        Which of them is the page.

    Raises
    ------
    InputError
        If a file is in the way that this study did not write.
    ResultsError
        If the folder cannot be written.
    """
    from renkei.results.store import write_whole

    earlier = _earlier(to)
    before = earlier["files"]
    _refuse_foreign(to, files, before)
    record = _record(made, {name: _digest(content) for name, content in files.items()})
    if not made.whole:  # what was not asked for stays, and so does what is known of it
        for part in earlier:
            record[part] = {**earlier[part], **record[part]}
    record["files"] = dict(sorted(record["files"].items()))
    for name, content in files.items():
        write_whole(to, name, content)
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    write_whole(to, RECORD, text.encode())
    return Filed(to, (*files, RECORD), page)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _earlier(to: Path) -> dict[str, dict[str, Any]]:
    """Return the digests of files that were written before, and the runs behind them."""
    try:
        found = json.loads((to / RECORD).read_text(encoding="utf-8"))
        known = {part: found[part] for part in ("runs", "files")}
    except (OSError, ValueError, KeyError, TypeError):
        known = {}
    return {part: one if isinstance(one := known.get(part), dict) else {}
            for part in ("runs", "files")}  # fmt: skip


def _refuse_foreign(to: Path, files: Mapping[str, bytes], before: Mapping[str, str]) -> None:
    problems = []
    for name, content in files.items():
        path = to / name
        if not path.exists() and not path.is_symlink():
            continue
        there = None if path.is_symlink() or not path.is_file() else path.read_bytes()
        if there is not None and _digest(there) in (_digest(content), before.get(name)):
            continue
        problems.append(
            Problem(
                "STU-004",
                Location(str(path)),
                "",
                Phrase("a file that was changed since the study wrote it")
                if name in before
                else Phrase("a file that the study did not write"),
                Phrase("none, or the one that it wrote"),
                Phrase("move it away, or choose another folder: --to FOLDER"),
            )
        )
    if problems:
        raise InputError(problems)


def _record(made: MadeStudy, digests: Mapping[str, str]) -> dict[str, Any]:
    """Return the record: the same for the same results on the same machine."""
    from renkei._base.version import __version__

    study = made.study
    file = study.file
    return {
        "study": file.name.en,
        "version": __version__,
        "command": ["renkei", "study", study.path.name],
        "inputs": {name: _digest(content) for name, content in sorted(study.inputs.items())},
        "scenario": None
        if study.opened is None
        else {
            "name": file.scenario,
            "resolved": _digest(study.opened.resolved.encode()),
            "set": dict(file.set),
            "horizon": file.horizon,
            "warm_up": file.warm_up,
        },
        "runs": {name: _of_results(results) for name, results in made.results.items()},
        "files": dict(digests),
    }


def _of_results(results: Results) -> dict[str, Any]:
    record = results.record
    last = record.runs[-1] if record.runs else None
    return {
        "folder": results.folder.name,
        "identity": record.identity,
        "seed": record.seed,
        "replications": {design: results.replications(design) for design in results.designs},
        "failed": {design: record.designs[design].failed for design in results.designs},
        "programs": {design: record.designs[design].program for design in results.designs},
        "nominal": record.nominal,
        "worlds": None if record.worlds is None else record.worlds.model_dump(mode="json"),
        "focus": None if record.focus is None else record.focus.model_dump(mode="json"),
        "kernel": record.kernel,
        "software": None
        if last is None
        else {"python": last.software.python, "libraries": last.software.libraries},
    }


def data_of(filed: Filed) -> dict[str, Any]:
    """Return what was written as plain data."""
    return {**asdict(filed), "folder": str(filed.folder), "written": list(filed.written)}
