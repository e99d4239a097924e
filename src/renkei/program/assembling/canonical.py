"""Puts the declarations of the assembler into canonical order and flat arrays.

What for: two assemblies of the same model, whatever the order of declaration, give equal programs.
Named things are sorted by name, distributions by their content; blocks keep the order in which
they were emitted. Takes a draft; gives a :class:`~renkei.program.machine.program.Program`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from renkei.program.assembling.draft import Draft
from renkei.program.assembling.records import BlockRecord, Rows
from renkei.program.machine import program as tables
from renkei.program.machine.block_table import KIND_BY_OP
from renkei.program.machine.blocks import Op
from renkei.program.machine.program import TAG_FIELDS, Program, table, text_hash
from renkei.program.machine.shapes import UnitShape

NO_ROWS = np.zeros(0, dtype=np.int32)


class _Ranks:
    """Rows of a table in sorted order, and the new row of each old one."""

    def __init__(self, records: Sequence[Any], key: Callable[[Any], Any], first: int = 0) -> None:
        order = sorted(range(len(records)), key=lambda i: key(records[i]))
        self.sorted = [records[i] for i in order]
        self._row = {old: new + first for new, old in enumerate(order)}

    def __getitem__(self, old: int) -> int:
        return -1 if old < 0 else self._row[old]


class _Pile:
    """Arrays laid end to end; ``add`` returns the first row of the addition."""

    def __init__(self) -> None:
        self.rows: list[Any] = []

    def add(self, rows: Sequence[Any] | np.ndarray[Any, Any]) -> int:
        first = len(self.rows)
        self.rows.extend(rows.tolist() if isinstance(rows, np.ndarray) else rows)
        return first

    def floats(self) -> tables.Floats:
        return np.array(self.rows, dtype=np.float64)

    def integers(self) -> tables.Integers:
        return np.array(self.rows, dtype=np.int32)


def _content(shape: UnitShape) -> tuple[Any, ...]:
    return (int(shape.kind), shape.p, shape.q, shape.r, shape.knots)


def canonical_program(draft: Draft) -> Program:
    """Return the program of a draft whose labels are all placed."""
    check_rounds(draft.blocks, [block for _, block in draft.labels])
    # A later phase may give a path other values: same draw, another slot.
    slots = _Ranks(
        draft.slots,
        lambda r: (r.path, r.best, r.middle, r.low, r.high, _path(draft, r.factor), r.inverse),
    )
    dists = _Ranks(
        draft.dists,
        lambda r: (slots[r.slot], slots[r.factor], r.mean, *_content(r.shape)),
    )
    ranks = {
        "slot": slots,
        "dist": dists,
        "calendar": _Ranks(draft.calendars, lambda r: r.name),
        "gate": _Ranks(draft.gates, lambda r: r.name),
        "station": _Ranks(draft.stations, lambda r: r.name),
        "pool": _Ranks(draft.pools, lambda r: r.name),
        "reason": _Ranks(draft.reasons, lambda r: r),
        "tag": _Ranks(draft.tags, lambda r: r[0], first=1),
        "stock": _Ranks(draft.stocks, lambda r: r.name),
        "tally": _Ranks(draft.tallies, lambda r: r),
    }
    sources = sorted(draft.sources, key=lambda r: r.name)
    triggered = {r.name: row for row, r in enumerate(sources) if r.triggered}
    profiles, hours, steps = _Pile(), _Pile(), _Pile()
    return Program(
        horizon_h=draft.horizon_h,
        warm_up_h=draft.warm_up_h,
        drain_h=draft.drain_h,
        milestones=draft.milestones,
        traced=draft.traced,
        places=draft.places,
        reasons=tuple(ranks["reason"].sorted),
        tags=(("untagged", *("",) * (len(TAG_FIELDS) - 1)), *ranks["tag"].sorted),
        labels=tuple(sorted({(block, name) for name, block in draft.labels if name})),
        purposes=tuple(block.purpose for block in draft.blocks),
        slots=tuple(r.path for r in slots.sorted),
        stations=tuple(r.name for r in ranks["station"].sorted),
        calendars=tuple(r.name for r in ranks["calendar"].sorted),
        gates=tuple(r.name for r in ranks["gate"].sorted),
        pools=tuple(r.name for r in ranks["pool"].sorted),
        sources=tuple(r.name for r in sources),
        slot=table(
            tables.SLOT,
            [
                (text_hash(r.path), r.best, r.middle, r.low, r.high, slots[r.factor], 0)
                for r in slots.sorted
            ],
        ),
        **_dist_arrays(dists, slots),
        **_calendar_arrays(ranks["calendar"].sorted, ranks["gate"].sorted),
        **_station_arrays(ranks, hours, steps),
        **_pool_arrays(ranks, len(draft.places), hours, steps),
        schedule_hours=hours.floats(),
        schedule_slots=steps.integers(),
        **_source_arrays(sources, ranks, [block for _, block in draft.labels], profiles),
        **_BlockArrays(draft, ranks, triggered, profiles).arrays(),
        **_stock_arrays(ranks, triggered),
        training=np.array(
            [slots[r.training] for r in ranks["pool"].sorted]
            if any(r.training >= 0 for r in draft.pools)
            else [],
            dtype=np.int32,
        ),
        population=np.array(
            [slots[r.population] for r in sources]
            if any(r.population >= 0 for r in sources)
            else [],
            dtype=np.int32,
        ),
        inverse=np.array([i for i, r in enumerate(slots.sorted) if r.inverse], dtype=np.int32),
        tallies=tuple(ranks["tally"].sorted),
        sample_every_h=draft.sample_every_h,
        **_loss_arrays(draft, ranks),
    )


def _loss_arrays(draft: Draft, ranks: dict[str, _Ranks]) -> dict[str, Any]:
    slots = ranks["slot"]
    rows = sorted(
        (r.begin_h, ranks["station"][r.station], slots[r.lasts], slots[r.diverted_after])
        for r in draft.losses
    )
    return {
        "loss_begins": np.array([begin for begin, *_ in rows], dtype=np.float64),
        "loss_rows": np.array([row for _, *row in rows], dtype=np.int32).reshape(-1, 3),
    }


def _path(draft: Draft, slot: int) -> str:
    return draft.slots[slot].path if slot >= 0 else ""


def _dist_arrays(dists: _Ranks, slots: _Ranks) -> dict[str, Any]:
    knots = _Pile()
    known: dict[Any, int] = {}
    rows = []
    for r in dists.sorted:
        shape = r.shape
        if shape.knots not in known:  # distributions of one shape share their table
            known[shape.knots] = knots.add(shape.knots)
        rows.append(
            (
                shape.kind,
                slots[r.slot],
                slots[r.factor],
                known[shape.knots],
                len(shape.knots),
                0,
                r.mean,
                shape.p,
                shape.q,
                shape.r,
            )
        )
    return {"dist": table(tables.DIST, rows), "knots": knots.floats().reshape(-1, 2)}


def _calendar_arrays(calendars: Sequence[Any], gates: Sequence[Any]) -> dict[str, Any]:
    opens, closes, before, times = _Pile(), _Pile(), _Pile(), _Pile()
    calendar_first, gate_first = [0], [0]
    for calendar in calendars:
        opens.add(calendar.opens)
        closes.add(calendar.closes)
        hours = np.cumsum(calendar.closes - calendar.opens)
        before.add(np.concatenate([[0.0], hours[:-1]]))
        calendar_first.append(len(opens.rows))
    for gate in gates:
        times.add(gate.times)
        gate_first.append(len(times.rows))
    return {
        "calendar_first": np.array(calendar_first, dtype=np.int32),
        "opens": opens.floats(),
        "closes": closes.floats(),
        "open_before": before.floats(),
        "gate_first": np.array(gate_first, dtype=np.int32),
        "gate_times": times.floats(),
    }


def _station_arrays(ranks: dict[str, _Ranks], hours: _Pile, steps: _Pile) -> dict[str, Any]:
    slots = ranks["slot"]
    after, share = _Pile(), _Pile()
    rows = []
    for r in ranks["station"].sorted:
        schedule = hours.add([hour for hour, _ in r.schedule])
        steps.add([slots[slot] for _, slot in r.schedule])
        build_up = -1
        if r.build_up is not None:
            build_up = after.add([slots[slot] for slot, _ in r.build_up])
            share.add([slots[slot] for _, slot in r.build_up])
        rows.append(
            (
                slots[r.teams],
                ranks["calendar"][r.calendar],
                slots[r.off_teams],
                r.rooms,
                schedule,
                len(r.schedule),
                build_up,
                len(r.build_up or ()),
                r.interrupts,
            )
        )
    return {
        "station": table(tables.STATION, rows),
        "build_after": after.integers(),
        "build_share": share.integers(),
    }


def _pool_arrays(
    ranks: dict[str, _Ranks], n_places: int, hours: _Pile, steps: _Pile
) -> dict[str, Any]:
    slots, dists = ranks["slot"], ranks["dist"]
    pools = ranks["pool"].sorted
    rows = []
    for row, r in enumerate(pools):
        fleet = ranks["pool"][r.fleet] if r.fleet >= 0 else row
        schedule = hours.add([hour for hour, _ in r.schedule])
        steps.add([ranks["pool"][pool] for _, pool in r.schedule])
        rows.append(
            (
                text_hash(pools[fleet].name),  # the same luck in every phase
                slots[r.platforms],
                slots[r.availability],
                dists[r.notice],
                dists[r.turnaround],
                slots[r.speed],
                slots[r.endurance],
                fleet,
                schedule,
                len(r.schedule),
                slots[r.reserve],
                r.reserve_for,
                0,
            )
        )
    distances = np.array([r.distances_nmi for r in pools], dtype=np.float64)
    return {
        "pool": table(tables.POOL, rows),
        "distances_nmi": distances.reshape(len(pools), n_places),
    }


def _source_arrays(
    sources: Sequence[Any], ranks: dict[str, _Ranks], label_blocks: Sequence[int], levels: _Pile
) -> dict[str, Any]:
    slots, dists = ranks["slot"], ranks["dist"]
    phases, entries, weights, fixed, years = (_Pile() for _ in range(5))
    delays = _Pile()
    rows = []
    for r in sources:
        delays.add([slots[slot] for slot in r.phase_slots or (-1,) * len(r.phase_times)])
        cumulative = np.cumsum(r.weights)
        cumulative[-1] = 1.0
        rows.append(
            (
                text_hash(r.name),
                slots[r.rate],
                slots[r.overdispersion],
                slots[r.extra],
                dists[r.within],
                r.precedence,
                int(r.counted),
                phases.add(r.phase_times),
                len(r.phase_times),
                entries.add([label_blocks[label] for label in r.entries.ravel()]),
                weights.add(cumulative),
                levels.add(np.column_stack([r.intensity_times, r.intensity_factors])),
                len(r.intensity_times),
                fixed.add(r.times),
                len(r.times),
                years.add(r.years),
                len(r.years),
            )
        )
    return {
        "source": table(tables.SOURCE, rows),
        "phase_times": phases.floats(),
        "phase_slots": delays.integers() if max(delays.rows, default=-1) >= 0 else NO_ROWS,
        "entries": entries.integers(),
        "weights": weights.floats(),
        "fixed_times": fixed.floats(),
        "year_starts": years.floats(),
    }


def _stock_arrays(ranks: dict[str, _Ranks], triggered: dict[str, int]) -> dict[str, Any]:
    slots = ranks["slot"]
    rows = [
        (
            slots[r.on_hand],
            slots[r.reorder],
            slots[r.lot],
            slots[r.up_to],
            _source(triggered, r.orders, f"orders of stock {r.name}") if r.orders else -1,
            int(r.continuous),
            slots[r.full],
            r.rank,
        )
        for r in ranks["stock"].sorted
    ]
    names = tuple(r.name for r in ranks["stock"].sorted)
    return {"stocks": names, "stock": table(tables.STOCK, rows)}


def _source(triggered: dict[str, int], name: str, what: str) -> int:
    if name not in triggered:
        raise ValueError(f"{what}: no triggered source {name}; expected one of {sorted(triggered)}")
    return triggered[name]


class _BlockArrays:
    """Writes blocks and the rows they refer to, each operand by its role."""

    def __init__(
        self, draft: Draft, ranks: dict[str, _Ranks], triggered: dict[str, int], profiles: _Pile
    ) -> None:
        self.draft, self.ranks, self.triggered, self.profiles = draft, ranks, triggered, profiles
        self.blocks = [block for _, block in draft.labels]
        self.jumps, self.first, self.pools, self.targets = _Pile(), _Pile(), _Pile(), _Pile()
        self.arm_first, self.arms = _Pile(), _Pile()
        self.n_requests = 0
        self.lists: dict[str, Callable[[Rows], tuple[int, int]]] = {
            "jumps": self._jumps,
            "stations": self._stations,
            "options": self._options,
            "ramp": self._ramp,
            "profile": self._profile,
            "request": self._request,
        }

    def arrays(self) -> dict[str, Any]:
        """Return the arrays of all blocks."""
        keys = {purpose: text_hash(purpose) for purpose in {r.purpose for r in self.draft.blocks}}
        rows = [(*self._row(r), keys[r.purpose]) for r in self.draft.blocks]
        self.first.add([len(self.pools.rows)])
        self.arm_first.add([len(self.arms.rows)])
        equips = any(r.op == Op.EQUIP for r in self.draft.blocks)
        return {
            "blocks": table(tables.BLOCK, rows),
            "jumps": self.jumps.integers().reshape(-1, 2),
            "request_first": self.first.integers(),
            "request_pool": self.pools.integers(),
            "request_target": self.targets.integers(),
            "arm": table(tables.ARM, self.arms.rows),
            "arm_first": self.arm_first.integers() if equips else np.zeros(0, dtype=np.int32),
            "intensity_times": self.profiles.floats().reshape(-1, 2)[:, 0].copy(),
            "intensity_factors": self.profiles.floats().reshape(-1, 2)[:, 1].copy(),
        }

    def _row(self, r: BlockRecord) -> tuple[int, ...]:
        columns = {name: getattr(r, name) for name in ("dist", "slot", "a", "b", "c", "flags")}
        count = 0
        for operand in KIND_BY_OP[r.op].operands:
            column, role = operand.column, operand.role
            if role in self.lists:
                columns[column], count = self.lists[role](r.rows)
            elif role == "rows":  # of the list before it
                columns[column] = count
            elif role == "pc":
                columns[column] = self._block(columns[column])
            elif role == "source":
                name = self.draft.started[columns[column]]
                columns[column] = _source(self.triggered, name, "start")
            elif role in self.ranks:
                columns[column] = self.ranks[role][columns[column]]
        return (r.op, 0 if r.tag < 0 else self.ranks["tag"][r.tag], *columns.values())

    def _block(self, label: int) -> int:
        return self.blocks[label] if label >= 0 else -1

    # Lists: the first row of what a block refers to, and how many

    def _jumps(self, rows: Rows) -> tuple[int, int]:
        if not rows.targets:
            return -1, 0
        pairs = [(self._block(label), self.ranks["slot"][slot]) for label, slot in rows.targets]
        return self.jumps.add(pairs), len(pairs)

    def _stations(self, rows: Rows) -> tuple[int, int]:
        stations = sorted(self.ranks["station"][station] for station in rows.stations)
        return self.jumps.add([(station, -1) for station in stations]), len(stations)

    def _options(self, rows: Rows) -> tuple[int, int]:
        pairs: list[tuple[int, int]] = []
        for label, station, opens in rows.options:
            pairs.append((self._block(label), self.ranks["slot"][opens]))
            pairs.append((self.ranks["station"][station], -1))
        return self.jumps.add(pairs), len(rows.options)

    def _ramp(self, rows: Rows) -> tuple[int, int]:
        if not rows.ramp:
            return -1, 0
        return self.jumps.add([(-1, self.ranks["slot"][slot]) for slot in rows.ramp]), 2

    def _profile(self, rows: Rows) -> tuple[int, int]:
        return self.profiles.add(rows.profile), len(rows.profile)

    def _request(self, rows: Rows) -> tuple[int, int]:
        ranks = self.ranks
        for place, candidates in enumerate(rows.candidates):
            self.first.add([self.pools.add([ranks["pool"][pool] for pool, _ in candidates])])
            self.targets.add([self._block(label) for _, label in candidates])
            for choice in rows.arms[place] if rows.arms else [()] * len(candidates):
                arms = [(ranks["stock"][k], ranks["slot"][per], how) for k, per, how in choice]
                self.arm_first.add([self.arms.add(arms)])
        self.n_requests += 1
        return self.n_requests - 1, 1


def check_rounds(blocks: Sequence[BlockRecord], label_blocks: Sequence[int]) -> None:
    """Refuse a loop that draws but begins no new round: it would draw the same numbers for ever."""
    follow: list[set[int]] = []
    for number, block in enumerate(blocks):
        kind = KIND_BY_OP[block.op]
        nexts: set[int] = set() if kind.ends else {number + 1}
        if block.op in (Op.ALLOCATE, Op.EQUIP) and block.dist >= 0:
            nexts.add(number + 2)  # where it is filled; the next block is that of giving up
        new_round = block.op in (Op.REPEAT, Op.RELIEVE, Op.MUSTER) or (
            block.op in (Op.JUMP, Op.ROUTE) and block.flags
        )
        if not new_round:
            labels = [getattr(block, o.column) for o in kind.operands if o.role == "pc"]
            labels += [label for label, _ in block.rows.targets]
            labels += [label for label, _, _ in block.rows.options]
            labels += [label for choices in block.rows.candidates for _, label in choices]
            nexts |= {label_blocks[label] for label in labels if label >= 0}
        follow.append({block for block in nexts if block < len(blocks)})
    left = _in_loops(follow)
    drawing = sorted(b for b in left if KIND_BY_OP[blocks[b].op].draws)
    if drawing:
        raise ValueError(
            f"blocks {sorted(left)} form a loop in which no new round begins, yet block "
            f"{drawing[0]} draws `{blocks[drawing[0]].purpose}`: use repeat or next_round"
        )


def _in_loops(follow: Sequence[set[int]]) -> set[int]:
    """Return the blocks left once those with no way out or no way in are removed: loops."""
    enter: list[set[int]] = [set() for _ in follow]
    for block, targets in enumerate(follow):
        for target in targets:
            enter[target].add(block)
    out, into = [len(targets) for targets in follow], [len(origins) for origins in enter]
    left = set(range(len(follow)))
    dead = [block for block in left if not out[block] or not into[block]]
    while dead:
        block = dead.pop()
        if block not in left:
            continue
        left.remove(block)
        for target in follow[block]:
            into[target] -= 1
            if not into[target]:
                dead.append(target)
        for origin in enter[block]:
            out[origin] -= 1
            if not out[origin]:
                dead.append(origin)
    return left
