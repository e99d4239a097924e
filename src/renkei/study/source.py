"""A scenario by its path, with the facts that a run needs before it begins.

What for: files with the bytes of an earlier run that found no errors need not be parsed, validated
or checked before the first replication. Takes a path and a cache; gives the facts of the scenario,
its programs, and on demand the document itself, read from the bytes taken at the start. All
three are the same with and without the cache.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from renkei._base.cache import Cache
from renkei.scenario.designs.combination import parts_of
from renkei.scenario.text.files import Disk, snapshot
from renkei.study.fingerprints import document_key, zone_rules
from renkei.study.programs import Compiled, kept_program

if TYPE_CHECKING:
    from renkei.program.machine.policy import Policy
    from renkei.program.machine.program import Program
    from renkei.scenario import Document
    from renkei.scenario.model.document import Scenario


@dataclass(frozen=True)
class Facts:
    """The facts of a scenario that a simulation needs first.

    Parameters
    ----------
    name
        Display name.
    design_ids
        Designs in the order of declaration.
    compared_ids
        Those of them that are compared unless others are named.
    baseline
        The design that the others are compared to.
    replications, seed
        Defaults of a run.
    deadlines
        For each incident type the milestone that answers it, its deadline [h], and the end of the
        run [h].
    """

    name: str
    design_ids: list[str]
    compared_ids: list[str]
    baseline: str
    replications: int
    seed: int
    deadlines: dict[str, tuple[str, float, float]]


@dataclass(frozen=True)
class _Kept:
    """The entry of a cache for a document without problems; the zones show if it is still valid."""

    facts: Facts
    resolved: str
    overlays: dict[str, str]
    keys: dict[str, str]
    zones: dict[str, str]

    def to_bytes(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @staticmethod
    def from_bytes(content: bytes) -> _Kept:
        values = json.loads(content)
        facts = values.pop("facts")
        facts["deadlines"] = {key: tuple(limit) for key, limit in facts["deadlines"].items()}
        return _Kept(Facts(**facts), **values)


class Opened:
    """A scenario opened to be simulated.

    Parameters
    ----------
    path
        File or folder.
    cache
        Cache for programs between runs; None: none.
    period
        ``horizon`` and ``warm_up`` in the place of those of the scenario, as
        :func:`renkei.scenario.load_scenario` takes them.
    laid
        Values laid over the scenario, in the same form.
    before_reading
        Called before the files are read in full, if no earlier run had the same files.

    Raises
    ------
    InputError
        With every problem that loading finds.
    """

    _change: Callable[[Program], Program] | None = None
    policies: Mapping[str, Policy] = MappingProxyType({})
    """Policies of designs: functions that choose which platforms are sent."""

    def __init__(
        self,
        path: Path,
        cache: Cache | None = None,
        period: Mapping[str, str | None] = MappingProxyType({}),
        laid: Sequence[str] = (),
        before_reading: Callable[[], None] | None = None,
    ) -> None:
        self.path = path
        self.laid = tuple(laid)
        self._period = {key: text for key, text in period.items() if text is not None}
        self._cache = cache
        self._files = None if cache is None else snapshot(path)
        self._key = None
        if self._files is not None:
            asked = json.dumps([self._period, self.laid], sort_keys=True)
            self._key = document_key(self._files.digest(), asked)
        self._kept = self._read()
        if self._kept is None:
            if before_reading is not None:
                before_reading()
            _ = self.compiled  # what is wrong is said at once

    @classmethod
    def of(
        cls,
        document: Document,
        cache: Cache | None = None,
        laid: Sequence[str] = (),
        policies: Mapping[str, Policy] = MappingProxyType({}),
    ) -> Opened:
        """Return an existing document as opened, with the values laid over it."""
        opened = cls.__new__(cls)
        opened.laid, opened.policies = tuple(laid), policies
        opened.path, opened._cache, opened._period = Path(document.name), cache, {}
        opened._files = opened._key = opened._kept = None
        opened.compiled = Compiled(document, cache)
        return opened

    @cached_property
    def compiled(self) -> Compiled:
        """The document with its programs; loaded when first asked for."""
        from renkei.scenario import load_scenario

        files = self._files or Disk()
        sound = self._files is not None and self._kept is not None
        document = load_scenario(self.path, files, **self._period, laid=self.laid, sound=sound)
        return Compiled(document, self._cache)

    @property
    def document(self) -> Document:
        """The document; loaded when first asked for."""
        return self.compiled.document

    @property
    def scenario(self) -> Scenario:
        """The base; loaded when first asked for."""
        return self.document.scenario

    @property
    def design_ids(self) -> list[str]:
        """Designs in the order of declaration."""
        return self.facts.design_ids

    @property
    def compared_ids(self) -> list[str]:
        """Designs that are compared unless others are named: no levers, no loads."""
        return self.facts.compared_ids

    @property
    def baseline(self) -> str:
        """The design that the others are compared to."""
        return self.facts.baseline

    @cached_property
    def facts(self) -> Facts:
        """The facts that a run needs first."""
        return self._kept.facts if self._kept else _facts(self.document)

    @cached_property
    def resolved(self) -> str:
        """The explicit canonical form as YAML."""
        from renkei.scenario.text.yaml_writing import to_yaml

        return self._kept.resolved if self._kept else to_yaml(self._tables)

    def overlay(self, design: str) -> str | None:
        """Return a design as resolved, of a combination each part by its id; None: no designs."""
        if self._kept and design in self._kept.overlays:
            return self._kept.overlays[design]
        from renkei.scenario.designs.combination import parts_of
        from renkei.scenario.text.yaml_writing import to_yaml

        overlays = self._tables.get("designs", {})
        if not overlays:
            return None
        if design in overlays:
            return to_yaml(dict(overlays[design]))
        return to_yaml({part: overlays[part] for part in parts_of(design)})

    def check(self, combinations: Iterable[str] = ()) -> None:
        """Check every design, and combinations of designs beside them.

        Raises
        ------
        InputError
            With every problem found, each once.
        """
        asked = list(combinations)
        if self._kept and set(asked) <= self._kept.keys.keys():
            return
        self.compiled.check(asked)
        if self._cache is not None and self._key is not None and self._kept is None:
            self._cache.put(self._key, self._to_keep().to_bytes())

    def changed(self, words: str, change: Callable[[Program], Program]) -> Opened:
        """Return the scenario with every program changed; ``words`` say how, for the record."""
        other = copy(self)
        other._change = change
        other.laid = (*self.laid, words)
        return other

    def program(self, design: str) -> Program:
        """Return the program of a design; raises as :meth:`Compiled.program` does."""
        program = self._program(design)
        for part in parts_of(design):
            if part in self.policies:
                program = replace(program, policy=self.policies[part])
        return program if self._change is None else self._change(program)

    def _program(self, design: str) -> Program:
        if self._kept and self._cache is not None and design in self._kept.keys:
            program = kept_program(self._cache, self._kept.keys[design])
            if program is not None:
                return program
        return self.compiled.program(design)

    def remembered(self, asked: Sequence[str]) -> bytes | None:
        """Return the object remembered for the same files under the same words; None: none."""
        key = self._key_of(asked)
        return None if key is None or self._cache is None else self._cache.get(key)

    def remember(self, asked: Sequence[str], content: bytes) -> None:
        """Remember an object made from this document alone."""
        key = self._key_of(asked)
        if key is not None and self._cache is not None:
            self._cache.put(key, content)

    def _key_of(self, asked: Sequence[str]) -> str | None:
        """Return a key for objects made from the document; None: the document has no key."""
        if self._key is None:
            return None
        zones = self._kept.zones if self._kept else self.compiled.zones()
        return json.dumps([self._key, sorted(zones.items()), *asked])

    @cached_property
    def _tables(self) -> dict[str, Any]:
        return self.document.resolved()

    def _read(self) -> _Kept | None:
        content = None
        if self._cache is not None and self._key is not None:
            content = self._cache.get(self._key)
        if content is None:
            return None
        try:
            kept = _Kept.from_bytes(content)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None  # sealed, and yet of no use: read anew
        changed = any(zone_rules(zone) != rules for zone, rules in kept.zones.items())
        return None if changed else kept

    def _to_keep(self) -> _Kept:
        overlays = {name: self.overlay(name) for name in self.facts.design_ids}
        return _Kept(
            facts=self.facts,
            resolved=self.resolved,
            overlays={name: text for name, text in overlays.items() if text is not None},
            keys=self.compiled.keys(),
            zones=self.compiled.zones(),
        )


def _facts(document: Document) -> Facts:
    scenario = document.scenario
    deadlines, end_h = {}, scenario.time.horizon.mean() + scenario.time.drain.mean()
    for name, incident in scenario.incidents.items():
        response = scenario.responses[incident.response]
        deadlines[name] = (response.deadline_for, response.deadline.mean(), end_h)
    return Facts(
        name=scenario.name.en,
        design_ids=document.design_ids,
        compared_ids=document.compared_ids,
        baseline=document.baseline,
        replications=scenario.runs.replications,
        seed=scenario.runs.seed,
        deadlines=deadlines,
    )
