"""What `serve --rehearse` prints: the expected load of each seat, and lines that collide."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from renkei._base.language import tr, tr_many
from renkei.cli.output import console, show, show_json, show_text
from renkei.study.choosing import bad_argument

if TYPE_CHECKING:
    from renkei.exercise.views import Rehearsal, SeatHour

_BARS = "▁▂▃▄▅▆▇█"
_BUSY_H = 0.005
"""Less work than this in an hour is shown as none [h]."""


def rehearsed(
    what: str,
    *,
    design: str | None,
    seed: int | None,
    seats: Path | None,
    json: bool,
    quiet: bool,
) -> None:
    """Play an exercise with bots many times, and print what it would ask of its seats."""
    from renkei._base.language import Phrase
    from renkei.exercise.ahead import Ahead
    from renkei.exercise.rehearsing import rehearse
    from renkei.exercise.setting import Setting
    from renkei.server.starting import is_kept, named_definition

    if is_kept(Path(what)):
        raise bad_argument(
            "--rehearse",
            Phrase("`{given}`, an exercise that was begun", given=what),
            Phrase("an exercise or a scenario in YAML"),
        )
    definition = named_definition(what, design=design, seed=seed, seats=seats)
    with (
        console(err=True).status(tr("Rehearsing")) as status,
        Ahead(min(2, os.cpu_count() or 1)) as ahead,
    ):
        if quiet or json:
            status.stop()
        setting = Setting(definition)
        found = rehearse(setting, ahead)
    if json:
        show_json(found.model_dump(mode="json"))
        return
    _show(found, {id_: str(seat.name) for id_, seat in setting.seats.items()})


def _show(found: Rehearsal, names: dict[str, str]) -> None:
    from rich.table import Table

    show_text(str(found.exercise.name))
    show_text(
        tr_many(
            "Mean of {count} run with bots in all seats.",
            "Mean of {count} runs with bots in all seats.",
            found.runs,
        )
    )
    show_text("")
    by_seat: dict[str, list[SeatHour]] = {seat: [] for seat in names}
    for one in found.hours:
        by_seat[one.seat].append(one)
    most = max((one.work_h for one in found.hours), default=0.0)
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(tr("Seat"), header_style="bold")
    for head in (tr("tasks"), tr("work [h]"), tr("peak hour")):
        table.add_column(head, header_style="bold", justify="right")
    table.add_column(tr("work by hour"), header_style="bold", overflow="fold")
    for seat, name in names.items():
        hours = sorted(by_seat[seat], key=lambda one: one.hour)
        busiest = max(hours, key=lambda one: one.work_h, default=None)
        table.add_row(
            name,
            f"{sum(one.tasks for one in hours):.1f}",
            f"{sum(one.work_h for one in hours):.1f}",
            "" if busiest is None or busiest.work_h < _BUSY_H else str(busiest.hour),
            "".join(_bar(one.work_h, most) for one in hours),
        )
    show(table)
    show_text("")
    if not found.collisions:
        show_text(tr("No two lines reach one seat within half an hour."))
    for seat, first, second in found.collisions:
        values = {"first": first, "second": second, "seat": names[seat]}
        show_text(tr("{first} and {second} reach {seat} within half an hour.", **values))


def _bar(work_h: float, most_h: float) -> str:
    if work_h < _BUSY_H or most_h <= 0:
        return "·"
    return _BARS[min(int(work_h / most_h * len(_BARS)), len(_BARS) - 1)]
