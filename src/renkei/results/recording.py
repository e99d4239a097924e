"""What a run writes beside its parts: inputs, steps, and the record.

Takes what was asked and how far it got; gives the record, and files that fit it. Nothing that an
earlier command wrote is written differently.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from renkei._base.errors import ResultsError
from renkei._base.language import Phrase
from renkei._base.version import __version__
from renkei.results import provenance as prov
from renkei.results.layout import INPUTS, PART, STEPS_FILE, WORLDS_FILE
from renkei.results.rows import step_table
from renkei.results.store import bytes_digest, file_digest, parquet_bytes, write_whole

if TYPE_CHECKING:
    from renkei.program.machine.program import Program
    from renkei.results.plan import Plan


def new_record(
    folder: Path,
    programs: Mapping[str, Program],
    inputs: prov.Inputs,
    plan: Plan,
    identity: str,
    kernel: str,
) -> prov.Provenance:
    """Write inputs and steps to a new folder; return its record, not yet written."""
    steps = write_steps(folder, programs, inputs)
    designs = {}
    for design, program in programs.items():
        resolved = inputs.designs.get(design)
        designs[design] = prov.DesignRecord(
            program=program.digest(),
            resolved=None
            if resolved is None
            else _keep(folder, f"{INPUTS}/designs/{design}.yaml", resolved),
            steps=steps[design],
            milestones=list(program.milestones),
            traced=[program.milestones[i] for i in program.traced],
            incidents=list(program.sources),
            replications=0,
            failed=0,
        )
    return prov.Provenance(
        identity=identity,
        scenario_name=inputs.name,
        scenario=_keep(folder, f"{INPUTS}/scenario.yaml", inputs.scenario),
        seed=plan.seed,
        nominal=plan.nominal,
        worlds=_worlds(folder, inputs, plan),
        version=__version__,
        kernel=kernel,
        part_size=PART,
        focus=None
        if plan.focus is None
        else prov.FocusRecord.model_validate(plan.focus.data(), strict=False),
        designs=designs,
        runs=[],
    )


def _worlds(folder: Path, inputs: prov.Inputs, plan: Plan) -> prov.WorldsRecord | None:
    """Return the record of the worlds that are given, and keep their list."""
    if plan.worlds is None:
        return None
    from renkei.engine.worlds import describe

    file = None if inputs.worlds is None else _keep(folder, WORLDS_FILE, inputs.worlds)
    return prov.WorldsRecord(sha256=plan.worlds.digest(), file=file, **describe(plan.worlds))


def write_steps(
    folder: Path, programs: Mapping[str, Program], inputs: prov.Inputs
) -> dict[str, str]:
    """Write the steps of each design, or mend them; they follow from the program."""
    digests = {}
    for design, program in programs.items():
        content = parquet_bytes(step_table(program, inputs.path))
        digests[design] = bytes_digest(content)
        if file_digest(folder / design, STEPS_FILE) != digests[design]:
            write_whole(folder / design, STEPS_FILE, content)
    return digests


def mend_inputs(folder: Path, record: prov.Provenance, inputs: prov.Inputs) -> None:
    """Write inputs that are missing or damaged, where they are those of this command.

    Raises
    ------
    ResultsError
        Where others stood there: another text of the same experiment is no record of theirs.
    """
    texts = (inputs.scenario, *inputs.designs.values(), inputs.worlds or "")
    own = {prov.text_digest(text): text for text in texts}
    named = [record.scenario, *(run.scenario for run in record.runs)]
    named += [design.resolved for design in record.designs.values() if design.resolved]
    if record.worlds is not None and record.worlds.file is not None:
        named.append(record.worlds.file)
    for entry in named:
        if file_digest(folder, entry.file) == entry.sha256:
            continue
        if entry.sha256 not in own:
            raise ResultsError(
                Phrase(
                    "{folder} is missing or damaged, and this command has other "
                    "inputs: it cannot be written again. Put it back from a copy, "
                    "or choose another folder for results.",
                    folder=folder / entry.file,
                )
            )
        _keep(folder, entry.file, own[entry.sha256])


def note_run(
    folder: Path,
    record: prov.Provenance,
    inputs: prov.Inputs,
    plan: Plan,
    status: prov.Status,
    made: int,
    seconds: float,
) -> None:
    """Write the record with the present run as its last.

    Parameters
    ----------
    folder, record, inputs, plan
        Of what.
    status
        How it stands; ``running`` begins its entry, any other ends it.
    made
        Replications made by it.
    seconds
        Time since it began [s].
    """
    begins, now = status == "running", prov.now()
    asked = inputs.question if status == "finished" else None
    run = prov.RunRecord(
        command=list(inputs.command),
        laid=list(inputs.laid),
        started=now if begins else record.runs[-1].started,
        ended=None if begins else now,
        status=status,
        scenario=_scenario(folder, record, inputs),
        # What answers it need not even be imported before something is asked.
        question=None if asked is None else asked(),
        first_replication=plan.first,
        replications=plan.replications,
        made=made,
        processes=plan.processes,
        scheduler=plan.scheduler,
        seconds=round(seconds, 3),
        peak_memory_mb=prov.peak_memory_mb(),
        software=prov.software(record.kernel),
        machine=prov.machine(),
    )
    runs = record.runs if begins else record.runs[:-1]
    for earlier in runs:  # this one holds the lock: what was running then was killed
        if earlier.status == "running":
            earlier.status = "interrupted"
    record.runs = [*runs, run]
    prov.write_record(folder, record)


def _scenario(folder: Path, record: prov.Provenance, inputs: prov.Inputs) -> prov.InputFile:
    """Return the scenario of this command; kept apart where it is not that of the first."""
    digest = prov.text_digest(inputs.scenario)
    if digest == record.scenario.sha256:
        return record.scenario
    entry = prov.InputFile(file=f"{INPUTS}/scenario-{digest[:12]}.yaml", sha256=digest)
    if file_digest(folder, entry.file) != digest:
        _keep(folder, entry.file, inputs.scenario)
    return entry


def _keep(folder: Path, file: str, text: str) -> prov.InputFile:
    write_whole(folder, file, text.encode())
    return prov.InputFile(file=file, sha256=prov.text_digest(text))
