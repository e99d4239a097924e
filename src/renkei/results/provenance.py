"""The record beside every result: what was run, on what, by what, and how far it got.

Takes the inputs of a run; gives ``provenance.json``, whose published schema is
``spec/provenance.schema.json`` (generated from the models here).
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from renkei._base.errors import ResultsError
from renkei._base.foreign import foreign
from renkei._base.language import Phrase
from renkei._base.version import PACKAGE, __version__
from renkei.engine.focus import Focus
from renkei.results.layout import DESIGN, INPUT, RECORD, read_inside
from renkei.results.store import bytes_digest, write_whole
from renkei.results.tables import SCHEMA_VERSION

_MOST = 64 * 2**20
"""Bound on a record [bytes]."""

Status = Literal["running", "finished", "interrupted", "failed"]

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
DesignName = Annotated[str, Field(pattern=rf"^{DESIGN}$")]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class InputFile(_Record):
    """An input as resolved, kept beside the record."""

    file: str = Field(pattern=rf"^{INPUT}$", description="Path relative to the result folder.")
    sha256: Digest = Field(description="SHA-256 of the file.")


class DesignRecord(_Record):
    """A design, what it was compiled to, and how far it got."""

    program: Digest = Field(description="SHA-256 of the compiled program.")
    resolved: InputFile | None = Field(description="The design as resolved; null: none was given.")
    steps: Digest = Field(description="SHA-256 of `steps/part-00000.parquet`.")
    milestones: list[str] = Field(description="Milestones recorded.")
    traced: list[str] = Field(description="Milestones whose critical path is summed.")
    incidents: list[str] = Field(description="Incident types, background included.")
    replications: int = Field(ge=0, description="Replications done, failed ones included.")
    failed: int = Field(ge=0, description="Replications that failed; never counted in estimates.")


class SoftwareRecord(_Record):
    """What computed it."""

    version: str = Field(description="Version of Renkei.")
    commit: str | None = Field(description="Git commit of its source; null: not in a repository.")
    modified: bool | None = Field(description="Whether the source differed from that commit.")
    kernel: str = Field(description="Build of the kernel.")
    python: str = Field(description="Version of Python.")
    libraries: dict[str, str] = Field(description="Versions of the libraries that matter.")


class MachineRecord(_Record):
    """Where it ran."""

    platform: str = Field(description="Operating system and machine.")
    processor: str = Field(description="Processor architecture.")
    cpus: int | None = Field(description="Processors; null: unknown.")


class DeadlineRecord(_Record):
    """What was asked of an incident type."""

    milestone: str = Field(description="Milestone that answers it.")
    hours: float = Field(description="Deadline, from the event [h].")


class WorldsRecord(_Record):
    """Where the values of the ranges come from, if not each from a draw of its own."""

    kind: Literal["rows", "latin", "sobol"] = Field(
        description="A list of worlds, a Latin hypercube, or a Sobol sequence."
    )
    sha256: Digest = Field(description="SHA-256 of all that affects the values; in the identity.")
    file: InputFile | None = Field(description="The list as given; null: no list.")
    rows: int | None = Field(description="Worlds in the list; null: no list.")
    weighted: bool = Field(description="Whether rows of the list have weights.")
    factors: list[str] | None = Field(
        description="Paths of the quantities that it gives; null: every one with a range."
    )
    luck: bool = Field(
        default=False, description="Whether rows of the list state whose luck they share."
    )


class QuestionRecord(_Record):
    """What was asked of the replications; the same replications answer many questions."""

    baseline: str = Field(description="Design that the others were compared to.")
    designs: list[str] = Field(description="Designs asked for.")
    deadlines: dict[str, DeadlineRecord] = Field(
        description="Of each incident type asked for; they are the comparisons corrected together."
    )
    method: dict[str, float | str | None] = Field(
        description="Indifference zones, confidence, correction, and what the answer is over."
    )


class CompanionRecord(_Record):
    """An incident that came before the one in focus."""

    incident: str = Field(description="Its type.")
    within_h: float = Field(description="How long before at most [h].")
    open: bool = Field(description="Whether it must still be open at the moment.")


class FocusRecord(_Record):
    """What each replication holds, where the replications are focused."""

    method: int = Field(description="Number of the method; part of the identity.")
    incidents: list[str] = Field(
        min_length=1,
        description="Incident types: replication k holds one incident of type k modulo their "
        "number, at a random moment, and nothing else of it is counted.",
    )
    limit_h: float = Field(description="For how long it is followed at most [h].")
    until: list[str] = Field(
        description="Milestones that end the replication, once all are reached, as the end of the "
        "response does; what comes after is not followed."
    )
    spans: list[tuple[float, float]] | None = Field(
        description="Where the moment may fall [h since the start]; null: anywhere between warm-up "
        "and horizon."
    )
    companions: list[CompanionRecord] = Field(description="Incidents that came before.")
    past_h: float | None = Field(
        description="For how long before the moment incidents and side loads have come [h]; null: "
        "since the start."
    )
    given: str | None = Field(
        description="The conditions in the words of the question; null: none."
    )


class RunRecord(_Record):
    """One command that added replications, or asked a question of existing ones."""

    command: list[str] = Field(description="The command line, or how it was called from Python.")
    laid: list[str] = Field(
        [],
        description="Values laid over the scenario for it, as `PATH=VALUE`; of a guard, what "
        "became of the ranges of a class of sources.",
    )
    started: datetime = Field(description="When it began (UTC).")
    ended: datetime | None = Field(description="When it ended; null: it runs, or was killed.")
    status: Status = Field(description="How it ended.")
    scenario: InputFile = Field(
        description="The scenario of this command as resolved: of the same replications others "
        "may have asked with other names, sources or deadlines."
    )
    question: QuestionRecord | None = Field(
        None, description="What was asked; null: it was stopped before, or asked for none."
    )
    first_replication: int = Field(ge=0, description="Replication asked to begin with.")
    replications: int = Field(ge=0, description="Replications asked for.")
    made: int = Field(ge=0, description="Replications made by this command, over all designs.")
    processes: int = Field(ge=1, description="Processes; 1 where a cluster worked.")
    scheduler: str | None = Field(
        None, description="Scheduler of the cluster that worked; null: this machine."
    )
    seconds: float = Field(ge=0, description="Time taken [s].")
    peak_memory_mb: float | None = Field(
        description="Largest memory of a process [MB]; null: the system does not tell."
    )
    software: SoftwareRecord = Field(description="What computed it.")
    machine: MachineRecord = Field(description="Where it ran.")


class Provenance(_Record):
    """Where a result comes from, so that it can be judged and repeated."""

    schema_version: Literal[2] = Field(2, description="Version of this record.")
    identity: Digest = Field(
        description="SHA-256 of all that affects the result: version, kernel, programs, seed, "
        "nominal, worlds, focus. Neither names nor the number of replications nor of "
        "processes."
    )
    scenario_name: str = Field(description="Display name of the scenario.")
    scenario: InputFile = Field(description="The scenario as resolved.")
    seed: int = Field(ge=0, description="Seed.")
    nominal: bool = Field(description="Best values instead of worlds drawn from the ranges.")
    worlds: WorldsRecord | None = Field(
        None,
        description="Where the values of the ranges come from; absent: each from its own draw.",
    )
    version: str = Field(description="Version of Renkei; part of the identity.")
    kernel: str = Field(description="Build of the kernel; part of the identity.")
    part_size: int = Field(ge=1, description="Replications in a part file.")
    focus: FocusRecord | None = Field(
        None,
        description="What each replication holds, instead of all that a run of the scenario's "
        "length does; null: the replications are not focused.",
    )
    designs: dict[DesignName, DesignRecord] = Field(min_length=1, description="The designs.")
    runs: list[RunRecord] = Field(description="The commands that made it, oldest first.")
    checksum: Digest = Field(
        "0" * 64, description="SHA-256 of this record without it, as Renkei writes it."
    )

    def as_json(self) -> str:
        """Return the text of the record, with its checksum."""
        # What does not apply is left out, so that a record has the bytes it always had.
        absent = {name for name in ("worlds", "focus") if getattr(self, name) is None}
        self.checksum = text_digest(self.model_dump_json(exclude={"checksum"} | absent))
        return self.model_dump_json(indent=1, exclude=absent) + "\n"


@dataclass(frozen=True)
class Inputs:
    """What was run, in words: for the record, and for the folder's name.

    Parameters
    ----------
    name
        Display name of the scenario.
    scenario
        The scenario as resolved (text).
    designs
        Each design as resolved (text); a design may be absent.
    command
        The command line.
    laid
        Values laid over the scenario for this command, such as ``parameters.political-time=2``.
    path
        File or folder of the scenario: steps name their lines relative to it.
    worlds
        The list of worlds as given (text); None: none.
    question
        Gives what is asked, once results exist; None: nothing.
    """

    name: str
    scenario: str
    designs: Mapping[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ("python",)
    laid: tuple[str, ...] = ()
    path: str = ""
    worlds: str | None = None
    question: Callable[[], QuestionRecord] | None = None


def identity(
    *,
    version: str,
    kernel: str,
    programs: Mapping[str, str],
    seed: int,
    nominal: bool,
    worlds: str | None = None,
    focus: Focus | None = None,
) -> str:
    """Return the SHA-256 of all that affects the result.

    Parameters
    ----------
    programs
        Digest of the program of each design; their order does not matter.
    worlds
        Digest of the worlds that are given; None: none are.
    """
    content: dict[str, Any] = {
        "version": version,
        "kernel": kernel,
        "programs": dict(sorted(programs.items())),
        "seed": seed,
        "nominal": nominal,
    }
    if worlds is not None:
        content["worlds"] = worlds
    if focus is not None:
        content["focus"] = focus.data()
    return text_digest(json.dumps(content, sort_keys=True))


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return bytes_digest(text.encode())


def read_record(folder: Path) -> Provenance:
    """Return the record of a result folder.

    Raises
    ------
    ResultsError
        If the record does not exist, or does not fit its schema; the message names the file.
    """
    path = folder / RECORD
    try:
        text = read_inside(folder, RECORD, _MOST).decode()
    except FileNotFoundError:
        raise ResultsError(
            Phrase(
                "{folder} is not a result folder: it holds no {record}. `renkei run` makes one.",
                folder=folder,
                record=RECORD,
            )
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ResultsError(
            Phrase("{path} cannot be read: {error}", path=path, error=error)
        ) from error
    try:
        record = Provenance.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(key) for key in first["loc"])[:200] or Phrase("the document")
        raise ResultsError(
            Phrase(
                "{path} is damaged or of another version of Renkei: {where}: {first}.",
                path=path,
                where=where,
                first=foreign(first["msg"]),
            )
        ) from error
    if record.as_json() != text:
        raise ResultsError(
            Phrase(
                "{path} is damaged: it is not what was written, its checksum "
                "says. Put it back from a copy, or run the same command with "
                "another folder for results.",
                path=path,
            )
        )
    return record


def write_record(folder: Path, record: Provenance) -> None:
    """Write the record, whole or not at all."""
    write_whole(folder, RECORD, record.as_json().encode())


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the record."""
    schema = Provenance.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:renkei:provenance:{SCHEMA_VERSION}",
        **schema,
    }


@cache
def software(kernel: str) -> SoftwareRecord:
    """Return what computes: versions of this process."""
    commit, modified = _commit()
    return SoftwareRecord(
        version=__version__,
        commit=commit,
        modified=modified,
        kernel=kernel,
        python=platform.python_version(),
        libraries={name: metadata.version(name) for name in ("numba", "numpy", "pyarrow")},
    )


def machine() -> MachineRecord:
    """Return where this process runs."""
    return MachineRecord(
        platform=platform.platform(), processor=platform.machine(), cpus=os.cpu_count()
    )


def now() -> datetime:
    """Return the present moment in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def peak_memory_mb() -> float | None:
    """Return the largest resident memory of this process or an ended child [MB]."""
    if sys.platform == "win32":
        return None
    import resource

    # Linux counts in kB, macOS in bytes.
    unit = 1e6 if sys.platform == "darwin" else 1e3
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return round(max(resource.getrusage(who).ru_maxrss for who in whose) / unit, 1)


def _commit() -> tuple[str | None, bool | None]:
    source = PACKAGE
    # Only a repository that holds our source as `src/renkei` speaks for it, not one around a venv.
    top = source.parent.parent
    if source.parent.name != "src" or not (top / ".git").exists():
        return None, None
    try:
        commit = _git(top, "rev-parse", "HEAD")
        modified = bool(_git(top, "status", "--porcelain", "--untracked-files=no", "--", "src"))
    except (OSError, subprocess.SubprocessError):
        return None, None
    return commit, modified


def _git(top: Path, *arguments: str) -> str:
    words = ["git", "-C", str(top), *arguments]
    said = subprocess.check_output(words, stderr=subprocess.DEVNULL, text=True, timeout=10)
    return said.strip()
