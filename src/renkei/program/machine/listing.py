"""A readable listing of a program, as plain text.

What for: to see what was compiled, and to review changes of it. Takes a
:class:`~renkei.program.machine.program.Program`; gives text that depends on nothing else, so that
two listings can be compared line by line. Times in h, rates in 1/h, distances in nautical miles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from renkei.program.machine.block_table import KIND_BY_OP
from renkei.program.machine.blocks import Op, PoolOrder, Stamp, Status, Use, WhenShort
from renkei.program.machine.program import Program
from renkei.program.machine.shapes import Shape


def listing(program: Program) -> str:
    """Return the listing; it ends with a line break."""
    parts = [_head, _worlds, _calendars, _stations, _pools, _sources, _blocks]
    if program.stocks:
        parts.insert(5, _stocks)
    return "\n".join("\n".join(part(program)) + "\n" for part in parts)


def _head(p: Program) -> Iterator[str]:
    yield f"program {p.digest()[:16]}"
    yield (
        f"  hours       warm-up {_number(p.warm_up_h)}, horizon {_number(p.horizon_h)}, "
        f"at most {_number(p.drain_h)} more"
    )
    yield f"  milestones  {', '.join(p.milestones) or 'none'}"
    yield f"  traced      {', '.join(p.milestones[m] for m in p.traced) or 'none'}"
    yield f"  places      {', '.join(p.places)}"
    if p.reasons:
        yield f"  failures    {', '.join(p.reasons)}"
    if p.tallies:
        yield f"  tallies     {', '.join(p.tallies)}"
    if p.sample_every_h > 0:
        yield f"  samples     every {_number(p.sample_every_h)} h"


def _worlds(p: Program) -> Iterator[str]:
    yield f"worlds: {len(p.slots)} values, {len(p.varying_slots)} vary"
    for i, (path, row) in enumerate(zip(p.slots, p.slot, strict=True)):
        if path.startswith("="):  # a constant: its path is its value
            continue
        line = f"  {path:60s} {_number(row['best'])}"
        if row["low"] < row["high"]:
            line += f"  [{_number(row['low'])}, {_number(row['high'])}]"
            if row["middle"] != row["best"]:
                line += f", median {_number(row['middle'])}"
        if row["factor"] >= 0:
            line += f"  times {p.slots[row['factor']]}"
        if i in p.inverse:
            line += "  used as 1 / x"
        yield line


def _calendars(p: Program) -> Iterator[str]:
    yield f"calendars: {len(p.calendars)}, gates: {len(p.gates)}"
    for i, name in enumerate(p.calendars):
        part = slice(p.calendar_first[i], p.calendar_first[i + 1])
        opens, closes = p.opens[part], p.closes[part]
        hours = _number(float((closes - opens).sum()))
        yield (
            f"  calendar {name}: {len(opens)} intervals, {hours} open hours, "
            f"first [{_number(opens[0])}, {_number(closes[0])})"
        )
    for i, name in enumerate(p.gates):
        times = p.gate_times[p.gate_first[i] : p.gate_first[i + 1]]
        first = f", first {_number(times[0])}" if len(times) else ""
        yield f"  gate {name}: {len(times)} times{first}"


def _stations(p: Program) -> Iterator[str]:
    yield f"stations: {len(p.stations)}"
    for name, row in zip(p.stations, p.station, strict=True):
        line = f"  {name}: teams {_slot(p, row['teams'])}"
        if row["calendar"] >= 0:
            line += f", hours {p.calendars[row['calendar']]}"
            off = row["off_teams"]
            line += f", then {_slot(p, off)} teams" if off >= 0 else ", then work rests"
        if row["rooms"] >= 0:
            line += f", rooms {row['rooms']}"
        if row["interrupts"] > 0:
            line += f", interrupts up to class {row['interrupts'] - 1}"
        yield line
        for k in range(row["schedule"], row["schedule"] + row["n_schedule"]):
            slot = p.schedule_slots[k]
            teams = f"teams {_slot(p, slot)}" if slot >= 0 else "finishes what it has in hand"
            yield f"    from hour {_number(p.schedule_hours[k])}: {teams}"
        for k in range(row["n_build_up"]):
            after = _slot(p, p.build_after[row["build_up"] + k])
            share = _slot(p, p.build_share[row["build_up"] + k])
            yield f"    {after} h after activation: share {share}"
        yield from _losses(p, name)


def _losses(p: Program, station: str) -> Iterator[str]:
    for begin, (row, lasts, after) in zip(p.loss_begins, p.loss_rows.tolist(), strict=True):
        if p.stations[row] == station:
            line = f"    lost at hour {_number(begin)} for {_slot(p, lasts)} h"
            yield line + (f", diverted after {_slot(p, after)} h" if after >= 0 else "")


def _pools(p: Program) -> Iterator[str]:
    yield f"pools: {len(p.pools)}"
    for i, (name, row) in enumerate(zip(p.pools, p.pool, strict=True)):
        line = f"  {name}: platforms {_slot(p, row['platforms'])}"
        if row["availability"] >= 0:
            line += f" times {_slot(p, row['availability'])}"
        line += f", speed {_slot(p, row['speed'])}, notice {_dist(p, row['notice'])}"
        if row["turnaround"] >= 0:
            line += f", turnaround {_dist(p, row['turnaround'])}"
        if row["endurance"] >= 0:
            line += f", endurance {_slot(p, row['endurance'])}"
        if row["reserve"] >= 0:
            line += f", reserve {_slot(p, row['reserve'])} for classes to {row['reserve_for']}"
        if len(p.training) and p.training[i] >= 0:
            line += f", training {_slot(p, p.training[i])}"
        if row["fleet"] != i:
            line += f", platforms of {p.pools[row['fleet']]}"
        yield line
        for k in range(row["schedule"], row["schedule"] + row["n_schedule"]):
            at = p.schedule_slots[k]
            like = p.pools[at] if at >= 0 else "none"
            yield f"    from hour {_number(p.schedule_hours[k])}: platforms of {like}"
        distances = (
            f"{place} {_number(distance)}"
            for place, distance in zip(p.places, p.distances_nmi[i], strict=True)
        )
        yield f"    nmi to {', '.join(distances)}"


def _stocks(p: Program) -> Iterator[str]:
    yield f"stocks: {len(p.stocks)}"
    for name, row in zip(p.stocks, p.stock, strict=True):
        line = f"  {name}: on hand {_slot(p, row['on_hand'])}"
        for column in ("reorder", "lot", "up_to"):
            if row[column] >= 0:
                line += f", {column.replace('_', ' ')} {_slot(p, row[column])}"
        if row["full"] >= 0:
            line += f", full at {_slot(p, row['full'])}"
        if row["rank"] >= 0:
            line += f", platforms in class {row['rank']}"
        if row["orders"] >= 0:
            how = "after each draw" if row["continuous"] else "at reviews"
            line += f", orders {how} by {p.sources[row['orders']]}"
        yield line


def _sources(p: Program) -> Iterator[str]:
    yield f"sources: {len(p.sources)}"
    for i, (name, row) in enumerate(zip(p.sources, p.source, strict=True)):
        how = f"{row['n_times']} fixed times" if row["n_times"] else "triggered"
        if len(p.population) and p.population[i] >= 0:
            how = f"population {_slot(p, p.population[i])}"
        if row["rate"] >= 0:
            how = f"rate {_slot(p, row['rate'])}"
            if row["n_intensity"] > 1:
                how += f", {row['n_intensity']} levels of intensity"
            if row["overdispersion"] >= 0:
                how += f", yearly factor of cv {_slot(p, row['overdispersion'])}"
        if row["extra"] >= 0:
            how += f", clusters of {_slot(p, row['extra'])} more within {_dist(p, row['within'])}"
        kind = "counted" if row["counted"] else "background"
        yield f"  {name}: {how}, precedence {row['precedence']}, {kind}"
        n = len(p.places)
        for k in range(row["n_phases"]):
            entries = p.entries[row["entry"] + k * n : row["entry"] + (k + 1) * n]
            start = _number(p.phase_times[row["phase"] + k])
            where = ", ".join(
                f"{place} at {entry}" for place, entry in zip(p.places, entries, strict=True)
            )
            yield f"    from hour {start}: {where}"


def _blocks(p: Program) -> Iterator[str]:
    yield f"blocks: {len(p.blocks)}"
    labels: dict[int, list[str]] = {}
    for at, name in p.labels:
        labels.setdefault(at, []).append(name)
    for i, row in enumerate(p.blocks):
        for name in labels.get(i, ()):
            yield f"  {name}:"
        words = [KIND_BY_OP[int(row["op"])].name, *_operands(p, row)]
        if p.purposes[i]:
            words.append(f"<{p.purposes[i]}>")
        if row["tag"] > 0:
            words.append(f"[{p.tags[row['tag']][0]}]")
        yield f"    {i:5d}  {' '.join(words)}"


def _operands(p: Program, row: Any) -> Iterator[str]:
    names: dict[str, Callable[[int], str]] = {
        "station": lambda k: p.stations[k],
        "gate": lambda k: p.gates[k],
        "milestone": lambda k: p.milestones[k],
        "reason": lambda k: p.reasons[k],
        "pc": lambda k: f"-> {k}",
        "stock": lambda k: p.stocks[k],
        "pool": lambda k: p.pools[k],
        "source": lambda k: p.sources[k],
        "tally": lambda k: p.tallies[k],
        "slot": lambda k: _slot(p, k),
        "dist": lambda k: _dist(p, k),
    }
    kind = KIND_BY_OP[int(row["op"])]
    values = kind.unpack(row)
    for operand in kind.operands:
        if operand.role in names and values[operand.name] >= 0:
            yield names[operand.role](values[operand.name])
    yield from _special(p, kind.op, values)


def _special(p: Program, op: Op, v: Mapping[str, int]) -> Iterator[str]:
    """Yield what the operands say beside the things that they name; ``v`` is by their names."""
    match op:
        case Op.MARK if v["stamp"] == Stamp.LAST:
            yield "(last time)"
        case Op.WORK if v["precedence"] >= 0:
            yield f"precedence {v['precedence']}"
        case Op.FORK:
            yield f"need {v['need']} of {_targets(p, v)}"
        case Op.SPLIT:
            yield _targets(p, v)
        case Op.ASSEMBLE:
            yield f"{v['need']} (count {v['count']})" if v["count"] else str(v["need"])
        case Op.ACTIVATE:
            first = v["stations"]
            yield ", ".join(p.stations[k] for k in p.jumps[first : first + v["rows"], 0])
        case Op.ROUTE:
            yield _targets(p, v)
            if v["next_round"]:
                yield "(next round)"
        case Op.DECIDE:
            if v["rows"]:
                yield _targets(p, v)
            if v["external"]:
                yield "(external)"
        case Op.JUMP if v["next_round"]:
            yield "(next round)"
        case Op.ALLOCATE | Op.EQUIP:
            if v["count"] < 0:
                yield "as many as carried"
            yield f"when short {WhenShort(v['when_short']).name.lower()}"
            if v["overtaken"]:
                yield "(may be overtaken)"
            if v["selection"] == PoolOrder.MOST_READY:
                yield "the most ready first"
            if v["longest"] >= 0:
                yield f"gives up after {p.slots[v['longest']]}"
            yield _candidates(p, v["request"])
        case _:
            yield from _supply(p, op, v)


def _supply(p: Program, op: Op, v: Mapping[str, int]) -> Iterator[str]:
    match op:
        case Op.DRAW:
            if v["amount"] < 0:
                yield "its lot"
            if v["per_platform"]:
                yield "per platform"
            yield f"when short {WhenShort(v['when_short']).name.lower()}"
            if v["precedence"] >= 0:
                yield f"precedence {v['precedence']}"
            if v["carry"]:
                yield "(becomes its lot)"
        case Op.PUT:
            if v["amount"] < 0:
                yield "its lot"
            if v["due"]:
                yield "(was due)"
        case Op.START if v["carry"]:
            yield "with its lot"
        case Op.TAKE | Op.SEIZE:
            if v["precedence"] >= 0:
                yield f"precedence {v['precedence']}"
            if v["status"] >= 0:
                yield f"as {Status(v['status']).name.lower()}"
        case Op.STATUS:
            yield Status(v["status"]).name.lower()
        case Op.CLOCK | Op.TALLY if v["clock"]:
            yield f"clock {v['clock']}"
        case Op.AWAIT_USE:
            yield Use(v["use"]).name.lower() + (" times its platforms" if v["per_platform"] else "")
        case Op.CHOOSE:
            for k in range(v["options"], v["options"] + 2 * v["rows"], 2):
                target, slot = p.jumps[k]
                opens = "" if _slot(p, slot) == "0" else f" after {_slot(p, slot)} h"
                yield f"{p.stations[p.jumps[k + 1, 0]]}{opens} -> {target}"
        case Op.MAKE:
            if v["rows"]:
                yield f"{v['rows']} levels"
            if (ramp := v["ramp"]) >= 0:
                share, hours = (_slot(p, slot) for slot in p.jumps[ramp : ramp + 2, 1])
                yield f"ramp from {share} over {hours} h"
        case _:
            pass


def _targets(p: Program, v: Mapping[str, int]) -> str:
    texts = []
    for target, slot in p.jumps[v["jumps"] : v["jumps"] + v["rows"]]:
        texts.append(f"{target}" if slot < 0 else f"{target} ({_slot(p, slot)})")
    return "{" + ", ".join(texts) + "}"


def _candidates(p: Program, request: int) -> str:
    n = len(p.places)
    texts = []
    for place in range(n):
        part = slice(p.request_first[request * n + place], p.request_first[request * n + place + 1])
        choices = zip(p.request_pool[part], p.request_target[part], _arms(p, part), strict=True)
        texts.append(
            f"{p.places[place]}: "
            + (
                ", ".join(f"{p.pools[pool]}{arms} -> {to}" for pool, to, arms in choices)
                or "nobody"
            )
        )
    if len({text.split(": ", 1)[1] for text in texts}) == 1:  # the same everywhere
        return "{" + texts[0].split(": ", 1)[1] + "}"
    return "{" + "; ".join(texts) + "}"


def _arms(p: Program, candidates: slice) -> list[str]:
    texts = []
    for k in range(candidates.start, candidates.stop):
        arms = p.arm[p.arm_first[k] : p.arm_first[k + 1]] if len(p.arm_first) else ()
        words = [
            f"{_slot(p, arm['amount'])} of {p.stocks[arm['stock']]} or "
            f"{WhenShort(arm['short']).name.lower()}"
            for arm in arms
        ]
        texts.append(f" with {' and '.join(words)}" if words else "")
    return texts


def _slot(p: Program, slot: int) -> str:
    path = p.slots[slot]
    return _number(p.slot["best"][slot]) if path.startswith("=") else path


def _dist(p: Program, dist: int) -> str:
    row = p.dist[dist]
    mean = _slot(p, row["slot"]) if row["slot"] >= 0 else _number(row["mean"])
    text = f"{Shape(int(row['kind'])).name.lower()}({mean})"
    return text + (f" times {_slot(p, row['factor'])}" if row["factor"] >= 0 else "")


def _number(value: float | np.floating[Any]) -> str:
    return f"{float(value):.6g}"
