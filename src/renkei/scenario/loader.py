"""Loading: from a path to a checked Document, or every problem at once.

What for: the one door of the language. Reads the files, spells out and merges the layers,
validates, checks; raises InputError with all problems in order of lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path as FilePath

from renkei._base.errors import InputError, Location, Problem
from renkei._base.garbage import no_collection
from renkei._base.language import Phrase
from renkei.scenario.checks import Checker, Finding
from renkei.scenario.designs import overlays
from renkei.scenario.designs.settings import Laid, lay, read_laid
from renkei.scenario.disrupted import ResolvedPhase
from renkei.scenario.document import (
    BASE,
    Document,
    DocumentState,
    day_of,
    hours_of,
    phases,
)
from renkei.scenario.language.attributes import DOCUMENT, tables
from renkei.scenario.language.validation import Validator, locate_value
from renkei.scenario.model.document import Beyond, Scenario
from renkei.scenario.text.files import Disk
from renkei.scenario.text.nodes import (
    Mapping,
    Node,
    Path,
    Problems,
    Scalar,
    dotted,
    find,
    locate_key,
    steps_of,
)
from renkei.scenario.text.reading import DISK, read_path, read_text

VERSION = "1"


def load_scenario(
    path: str | FilePath,
    files: Disk = DISK,
    *,
    horizon: str | None = None,
    warm_up: str | None = None,
    laid: Sequence[str] = (),
    sound: bool = False,
) -> Document:
    """Load a scenario from a YAML file or a folder.

    Parameters
    ----------
    path
        The file or folder.
    files
        The disk, or a snapshot of the scenario.
    horizon, warm_up
        Replace the values of `time`, written as in a scenario: a question of supply may need years,
        one of command months. Entries dated after the end then do not happen.

    laid
        Values laid over the base and all designs, such as ``parameters.political-time=2``; see
        :mod:`renkei.scenario.designs.settings`.
    sound
        Whether an earlier check found the same bytes, read in the same way, without a problem;
        then they are not checked again.

    Raises
    ------
    InputError
        With every problem found, in order of files and lines.
    """
    problems = Problems()
    values = read_laid(laid)
    with no_collection():
        root = read_path(FilePath(path), tables(), problems, files)
        if root is not None:
            root = _with_period(root, {"horizon": horizon, "warm_up": warm_up})
        return _load(root, str(path), problems, values, sound)


def parse_scenario(text: str, name: str = "<text>") -> Document:
    """Load a scenario from YAML text; ``name`` stands for the file in locations.

    Raises
    ------
    InputError
        With every problem found, in order of lines.
    """
    problems = Problems()
    with no_collection():
        root = read_text(text, name, problems)
        return _load(root, name, problems)


def with_designs(document: Document, designs: dict[str, Mapping]) -> Document:
    """Return the document with further designs that are only laid on others.

    These are not listed in :attr:`Document.design_ids`; each is checked within the combinations
    that are asked for.

    Parameters
    ----------
    document
        A document as loaded; one without designs gets its base as the first of them.
    designs
        Raw tables, as in ``designs``.

    Raises
    ------
    InputError
        If a table is not the table of a design.
    """
    root = document.root
    where = root.location
    there = root.items.get("designs")
    if not isinstance(there, Mapping) or not there.items:
        name = root.items["name"]
        base = Mapping({"name": name}, {"name": name.location}, where)
        there = Mapping({BASE: base}, {BASE: where}, where)
    keys = {id_: table.location for id_, table in designs.items()}
    both = there.with_items({**there.items, **designs}, {**there.keys, **keys})
    root = root.with_items({**root.items, "designs": both}, {"designs": where, **root.keys})
    problems = Problems()
    builder = _Builder(root, problems)
    scenario = builder.validator.scenario(root, problems)
    if scenario is None or problems:
        raise InputError(problems)
    builder.base = scenario
    return Document(document.name, scenario, root, document.states, builder.combination)


def with_design(document: Document, id: str, design: Mapping) -> Document:
    """Return the document with one more design of its own.

    Parameters
    ----------
    document
        A document as loaded.
    id
        Identifier of the design.
    design
        Raw table, as in ``designs``; it may extend another design.

    Raises
    ------
    InputError
        With every problem of the design.
    """
    laid_on = with_designs(document, {id: design})
    problems = Problems()
    builder = _Builder(laid_on.root, problems)
    builder.base = laid_on.scenario
    with no_collection():
        states = builder.states(id)
        if not problems:
            builder.check_phases(id, states, phases(states))
    if problems:
        raise InputError(problems)
    known = {**document.states, id: states}
    return Document(document.name, laid_on.scenario, laid_on.root, known, builder.combination)


def _load(
    root: Mapping | None,
    name: str,
    problems: Problems,
    laid: Sequence[Laid] = (),
    sound: bool = False,
) -> Document:
    if root is None or not _version_known(root, problems):
        raise InputError(problems)
    # What cannot be read properly should not be reported a second time by later steps.
    unreadable = problems.places()
    spelt = overlays.spell_out(root, DOCUMENT, problems)
    assert isinstance(spelt, Mapping)
    later = Problems()
    document = _Builder(overlays.with_baseline(lay(spelt, laid)), later).document(name, sound)
    problems.extend(problem for problem in later if problem.location not in unreadable)
    if problems or document is None:
        raise InputError(problems)
    return document


def _with_period(root: Mapping, asked: dict[str, str | None]) -> Mapping:
    """Return the document with another period, as asked for when loading it."""
    clock = root.items.get("time")
    said = {key: value for key, value in asked.items() if value is not None}
    if not said or not isinstance(clock, Mapping):
        return root
    if "horizon" in said:  # what was dated for a longer run is no slip of the pen
        said["beyond"] = Beyond.IGNORED
    where = Location(Phrase("the command line"))
    items = {**clock.items, **{key: Scalar(value, where) for key, value in said.items()}}
    keys = {**clock.keys, **dict.fromkeys(said, where)}
    return root.with_items({**root.items, "time": clock.with_items(items, keys)}, root.keys)


def _version_known(root: Mapping, problems: Problems) -> bool:
    version = root.items.get("renkei")
    if version is None or (isinstance(version, Scalar) and version.value == VERSION):
        return True
    found = (
        Phrase("version `{value}`", value=version.value)
        if isinstance(version, Scalar)
        else Phrase("no version number")
    )
    remedy = Phrase("a newer Renkei may know it") if found.startswith("version") else ""
    expected = Phrase("`renkei: {version}`", version=VERSION)
    problems.add(Problem("SCN-028", version.location, "renkei", found, expected, remedy))
    return False


class _Builder:
    """Builds the base and the states of every design from the spelt-out tree."""

    def __init__(self, root: Mapping, problems: Problems) -> None:
        self.root = root
        self.problems = problems
        self.validator = Validator()
        self.checker = Checker()
        self.sound = False

    def document(self, name: str, sound: bool = False) -> Document | None:
        self.sound = sound
        try:
            return self._document(name)
        finally:
            self.sound = False  # a combination that is asked for later is another matter

    def _document(self, name: str) -> Document | None:
        scenario = self.validator.scenario(self.root, self.problems)
        if scenario is not None:
            self.base = scenario
            self.check(scenario, self.root)
        designs = self.root.items.get("designs")
        ids = list(designs.items) if isinstance(designs, Mapping) else []
        states = {id_: self.states(id_) for id_ in ids}
        if scenario is None or self.problems:
            return None
        if not states:
            states = {BASE: (DocumentState(None, self.root, scenario),)}
        document = Document(name, scenario, self.root, states, self.combination)
        for id_ in states:
            self.check_phases(id_, states[id_], document.design(id_).phases)
        return None if self.problems else document

    def combination(self, design: str) -> tuple[DocumentState, ...]:
        """Return the states of a combination of designs, checked like those of one design.

        Raises
        ------
        InputError
            With every problem of the combination.
        """
        self.problems = Problems()
        with no_collection():
            states = self.states(design)
            if not self.problems:
                self.check_phases(design, states, phases(states))
        if self.problems:
            raise InputError(
                replace(
                    problem,
                    found=Phrase(
                        "{found} (in the combination `{design}`)",
                        found=problem.found,
                        design=design,
                    ),
                )
                for problem in self.problems
            )
        return states

    def states(self, design: str) -> tuple[DocumentState, ...]:
        """Return the document as a design makes it: at first, and from the date of each phase."""
        layers = overlays.layers(self.root, design, self.problems)
        root = self.root.with_items(
            {key: node for key, node in self.root.items.items() if key != "designs"},
            self.root.keys,
        )
        done: list[overlays.Layer] = []
        found: list[DocumentState] = []
        for index, layer in enumerate(layers):
            done.append(layer)
            self.problems.extend(overlays.forbidden(self.root, layer))
            own = Problems()
            root = layer.apply(root, own)
            is_last_of_date = index + 1 == len(layers) or layers[index + 1].begins != layer.begins
            scenario = self.validator.scenario(root, own) if is_last_of_date else None
            if scenario is not None:
                found.append(DocumentState(_date(layer.begins), root, scenario))
                self.check(scenario, root, done)
            for problem in own:
                self.problems.add(self.named(problem, steps_of(problem.path), root, done))
        return tuple(found)

    def check(
        self, scenario: Scenario, root: Mapping, layers: Iterable[overlays.Layer] = ()
    ) -> None:
        """Check one state of the document; clock, runs and records are those of the base."""
        if self.sound:
            return
        findings = self.checker.state(scenario)
        if layers:
            of_base = ("time", "runs", "clocks", "questions")
            findings = (finding for finding in findings if finding.path[0] not in of_base)
        self.report(findings, root, layers)

    def check_phases(
        self, design: str, states: tuple[DocumentState, ...], resolved: Iterable[ResolvedPhase]
    ) -> None:
        """Check what depends on a design in time."""
        if self.sound:
            return
        layers = overlays.layers(self.root, design, self.problems)
        for phase in resolved:
            if phase.offset is not None:
                continue  # the takeover of a successor; what it begins and ends in is checked
            since = day_of(self.base.time, phase.from_h) if phase.from_h > 0.0 else None
            findings = self.checker.phase(phase.scenario, self.base, design, since)
            begun = [s for s in states if _hours(self.base, s) <= phase.from_h]
            root = begun[-1].root.with_items(
                {**begun[-1].root.items, **_only(self.root, "designs")}, self.root.keys
            )
            self.report(findings, root, layers)

    def report(
        self, findings: Iterable[Finding], root: Mapping, layers: Iterable[overlays.Layer]
    ) -> None:
        """Turn findings into problems with their places."""
        for finding in findings:
            if self.problems.is_full:
                return
            locate = locate_key if finding.at_key else locate_value
            problem = Problem(
                finding.code,
                locate(root, finding.path),
                dotted(finding.path),
                finding.found,
                finding.expected,
                finding.remedy,
            )
            self.problems.add(self.named(problem, finding.path, root, layers))

    @staticmethod
    def named(
        problem: Problem, path: Path, root: Mapping, layers: Iterable[overlays.Layer]
    ) -> Problem:
        """Return the problem with its path in the files, where a layer of a design causes it."""
        known = path
        while known and find(root, known) is None:
            known = known[:-1]  # what is missing is named by the table that lacks it
        for layer in layers:
            if known and layer.changes and find(layer.changes, known) is find(root, known):
                return replace(problem, path=dotted((*layer.path, *path)))
        return problem


def _only(root: Mapping, key: str) -> dict[str, Node]:
    return {key: root.items[key]} if key in root.items else {}


def _hours(base: Scenario, state: DocumentState) -> float:
    return hours_of(base.time, state.begins) if state.begins else 0.0


def _date(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None  # reported by the validation of the phase
