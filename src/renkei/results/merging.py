"""Joins parts that were made in different folders.

Takes result folders; gives the same bytes as one run would have made, since a part is a pure
function of program, seed, number and replications.
"""

from __future__ import annotations

from pathlib import Path

from renkei._base.errors import ResultsError
from renkei._base.language import Phrase
from renkei.results.layout import RECORD, is_link, open_inside
from renkei.results.provenance import Provenance, read_record, write_record
from renkei.results.store import DesignStore, Part, folder_lock, reading


def merge(into: Path | str, *others: Path | str) -> int:
    """Copy to ``into`` the parts that only ``others`` hold; return how many were copied.

    Every folder must hold the same experiment (the same identity), for instance other replications
    of it, made on another machine with ``Plan(first=...)``.

    Raises
    ------
    ResultsError
        If identities differ, or a file is damaged; ``into`` is then as it was before the damaged
        folder.
    """
    into = Path(into)
    record = read_record(into)
    copied = 0
    with folder_lock(into):
        for other in map(Path, others):
            theirs = read_record(other)
            if theirs.identity != record.identity:
                raise ResultsError(
                    Phrase(
                        "{other} holds another experiment than {into}: identity "
                        "{theirs}, not {record}. Only the same scenario, designs, seed "
                        "and version can be merged.",
                        other=other,
                        into=into,
                        theirs=theirs.identity[:12],
                        record=record.identity[:12],
                    )
                )
            for design in record.designs:
                copied += _copy(DesignStore(other / design), DesignStore(into / design))
            record.runs = sorted(
                [*record.runs, *(run for run in theirs.runs if run not in record.runs)],
                key=lambda run: run.started,
            )
        for design, entry in record.designs.items():
            parts = DesignStore(into / design).parts(verify=False)
            entry.replications = sum(part.replications for part in parts)
            entry.failed = sum(part.failed for part in parts)
        write_record(into, record)
    return copied


def reuse(folder: Path, record: Provenance) -> int:
    """Copy to ``folder`` parts that a folder beside it made with the same program and seed.

    A folder beside it that is damaged or foreign is left alone; the parts are run instead.
    """
    copied = 0
    for path in sorted(folder.parent.glob(f"*/{RECORD}")):
        if path.parent == folder or is_link(path.parent):
            continue
        try:
            theirs = read_record(path.parent)
        except ResultsError:
            continue
        if _kind(theirs) != _kind(record):
            continue
        for design, entry in record.designs.items():
            twin = next((d for d, e in theirs.designs.items() if e.program == entry.program), None)
            if twin is None:
                continue
            try:
                copied += _copy(DesignStore(path.parent / twin), DesignStore(folder / design))
            except ResultsError:
                continue
    return copied


def _kind(record: Provenance) -> tuple[object, ...]:
    worlds = "" if record.worlds is None else record.worlds.sha256
    return record.version, record.kernel, record.seed, record.nominal, worlds, record.focus


def _copy(source: DesignStore, target: DesignStore) -> int:
    """Copy verified parts that ``target`` lacks or holds shorter."""
    have: dict[int, Part] = {part.index: part for part in target.parts(verify=False)}
    copied = 0
    for part in source.parts(verify=True):
        mine = have.get(part.index)
        if mine is None or mine.replications < part.replications:
            blobs = {}
            with reading(source.folder):
                for table, file in part.files.items():
                    with open_inside(source.folder, file) as stream:
                        blobs[table] = stream.read()
            target.adopt(part, blobs)
            copied += 1
    return copied
