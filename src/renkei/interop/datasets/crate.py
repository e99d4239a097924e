"""RO-Crate metadata (version 1.1) of a study: its inputs, what made its results, its tables.

Takes results; gives ``ro-crate-metadata.json``, which makes their folder a crate that archives and
reference managers read. Each command is an action: when it began and ended, the software with its
version, the inputs with their SHA-256, the tables.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator
from typing import Any

from renkei.interop.datasets.described import ABOUT, day_of, said_of, tables_of
from renkei.results import Results
from renkei.results.layout import RECORD
from renkei.results.provenance import InputFile, RunRecord
from renkei.results.store import file_digest
from renkei.results.tables import Column, Table

FILE = "ro-crate-metadata.json"
"""Its name in the result folder, which RO-Crate prescribes."""

_CONTEXT = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "https://schema.org/sha256"}]
_STATUSES = {
    "running": "ActiveActionStatus",
    "finished": "CompletedActionStatus",
    "interrupted": "FailedActionStatus",
    "failed": "FailedActionStatus",
}


def crate(results: Results, beside: Iterable[str]) -> bytes:
    """Return the file.

    Parameters
    ----------
    beside
        Names of further files in the folder that belong to the study: the page, a description.
    """
    record = results.record
    tables = list(tables_of(results))
    inputs = list(_inputs(results))
    actions = [_action(results, number, run) for number, run in enumerate(record.runs, 1)]
    parts = [RECORD, *(one.file for one in inputs), *beside, *(f"{d}/" for d in record.designs)]
    graph: list[dict[str, Any]] = [
        {
            "@id": FILE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": record.scenario_name,
            "identifier": record.identity,
            "description": ABOUT,
            "datePublished": day_of(results),
            "hasPart": _links(parts),
            "mentions": _links(action["@id"] for action in actions),
        },
        _file(RECORD, "Record", "application/json", file_digest(results.folder, RECORD)),
        *(_file(one.file, "Input as resolved", "application/yaml", one.sha256) for one in inputs),
        *({"@id": name, "@type": "File", "name": name} for name in beside),
        *(entity for table, columns in tables for entity in _columns(table, columns)),
        *(entity for design in record.designs for entity in _design(results, design, tables)),
        *actions,
        *_software(record.runs),
    ]
    document = {"@context": _CONTEXT, "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _inputs(results: Results) -> Iterator[InputFile]:
    record = results.record
    designs = (one.resolved for one in record.designs.values())
    found = [record.scenario, *(run.scenario for run in record.runs), *designs]
    if record.worlds is not None:
        found.append(record.worlds.file)
    yield from {one.file: one for one in found if one is not None}.values()


def _design(
    results: Results, design: str, tables: list[tuple[Table, tuple[Column, ...]]]
) -> Iterator[dict[str, Any]]:
    held = [(table, columns) for table, columns in tables if results.files(table.name, design)]
    yield {
        "@id": f"{design}/",
        "@type": "Dataset",
        "name": f"Design {design}",
        "description": f"{results.replications(design)} replications.",
        "hasPart": _links(f"{design}/{table.name}/" for table, _ in held),
    }
    for table, columns in held:
        yield {
            "@id": f"{design}/{table.name}/",
            "@type": "Dataset",
            "name": f"{table.name} of {design}",
            "description": f"Parquet files. A row is {table.row}. {table.note}".strip(),
            "variableMeasured": _links(f"#{table.name}.{column.name}" for column in columns),
        }


def _columns(table: Table, columns: tuple[Column, ...]) -> Iterator[dict[str, Any]]:
    for column in columns:
        unit = {} if column.unit == "-" else {"unitText": column.unit}
        yield {
            "@id": f"#{table.name}.{column.name}",
            "@type": "PropertyValue",
            "name": column.name,
            "description": said_of(column),
            **unit,
        }


def _action(results: Results, number: int, run: RunRecord) -> dict[str, Any]:
    asked = results.record.designs if run.question is None else run.question.designs
    ended = {} if run.ended is None else {"endTime": run.ended.isoformat()}
    return {
        "@id": f"#command-{number}",
        "@type": "CreateAction",
        "name": shlex.join(run.command),
        "description": f"Seed {results.record.seed}; {run.replications} replications asked for, "
        f"{run.made} made.",
        "startTime": run.started.isoformat(),
        **ended,
        "actionStatus": {"@id": f"http://schema.org/{_STATUSES[run.status]}"},
        "instrument": {"@id": _software_id(run)},
        "object": _links([run.scenario.file]),
        "result": _links(f"{design}/" for design in asked if design in results.record.designs),
    }


def _software(runs: Iterable[RunRecord]) -> Iterator[dict[str, Any]]:
    for id_, run in {_software_id(run): run for run in runs}.items():
        commit = "" if run.software.commit is None else f", commit {run.software.commit}"
        changed = ", changed since" if run.software.modified else ""
        yield {
            "@id": id_,
            "@type": "SoftwareApplication",
            "name": "Renkei",
            "softwareVersion": run.software.version,
            "description": f"Kernel {run.software.kernel}{commit}{changed}; "
            f"Python {run.software.python}.",
        }


def _software_id(run: RunRecord) -> str:
    commit = run.software.commit or "unknown"
    return f"#renkei-{run.software.version}-{commit[:12]}-{run.software.kernel}"


def _file(name: str, title: str, kind: str, digest: str | None) -> dict[str, Any]:
    sealed = {} if digest is None else {"sha256": digest}
    return {"@id": name, "@type": "File", "name": title, "encodingFormat": kind, **sealed}


def _links(ids: Iterable[str]) -> list[dict[str, str]]:
    return [{"@id": id_} for id_ in ids]
