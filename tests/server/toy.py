"""An exercise of a few lines, with what the server asks of one; every text of a nation is marked.

Every tenth of an hour something happens to one nation or the other, by turns: its seats get an item
and each fifth time a task. All follows from the definition and the log.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from renkei.exercise.actions import (
    ACTION,
    Action,
    Claim,
    Finish,
    Leave,
    Pin,
    Read,
    Release,
    Send,
    Take,
)
from renkei.exercise.refusals import Refused
from renkei.exercise.views import (
    Clock,
    DeskView,
    Ground,
    Item,
    KnownIncident,
    LookAhead,
    Note,
    Notice,
    OlderItems,
    Option,
    Rehearsal,
    Response,
    Review,
    SeatLoad,
    SeatName,
    SeatView,
    Task,
)
from renkei.report.page.document import Course, Named, Organisation
from renkei.report.said import Said

TICKS = 3_600_000_000
BEGINS_H, LASTS_H, STEP_H = 10.0, 24.0, 0.1
NATIONS = ("RED", "BLUE")


def marked(nation: str, what: str) -> str:
    """Return a text that only a nation may see."""
    return f"secret-of-{nation} {what}"


@dataclass(frozen=True)
class ToySeat:
    nation: str
    headquarters: str


@dataclass(frozen=True)
class ToyEntry:
    number: int
    at: int
    wall: float
    who: str
    action: Action

    def to_json(self) -> str:
        body = self.action.model_dump(mode="json")
        return json.dumps([self.number, self.at, self.wall, self.who, body], ensure_ascii=False)

    @staticmethod
    def from_json(line: str) -> ToyEntry:
        number, at, wall, who, body = json.loads(line)
        return ToyEntry(number, at, wall, who, ACTION.validate_python(body))


def both(text: str) -> Said:
    return Said(en=text, ja=text)


class Toy:
    """The exercise; ``seats`` in the definition gives how many seats each nation has."""

    def __init__(self, definition: bytes, log: Iterable[str] = (), now_h: float | None = None):
        about = json.loads(definition)
        self.seats = {
            f"{nation.lower()}-{n}": ToySeat(nation, f"hq-{nation.lower()}-{n}")
            for nation in NATIONS
            for n in range(1, about.get("seats", 2) + 1)
        }
        self.work = about.get("work", 0)
        self.begins_h, self.ends_h = BEGINS_H, BEGINS_H + LASTS_H
        self.now_h = BEGINS_H
        self.people: dict[str, str] = {}
        self.items: dict[str, dict] = {}
        self.tasks: dict[str, dict] = {}
        self.notes: list[tuple[float, str]] = []
        self.entries: list[ToyEntry] = []
        self.feeds: dict[str, list[Notice]] = {who: [] for who in ("desk", *self.seats)}
        self.happened = 0
        for line in log:
            entry = ToyEntry.from_json(line)
            self.advance(entry.at / TICKS)
            self.apply(entry)
        if now_h is not None:
            self.advance(now_h)

    # time

    def advance(self, until_h: float) -> None:
        self.go(until_h, stop=False)

    def advance_to_task(self, until_h: float) -> bool:
        return self.go(until_h, stop=True)

    def go(self, until_h: float, *, stop: bool) -> bool:
        until_h = min(round(until_h * TICKS) / TICKS, self.ends_h)
        while True:
            due_h = round((BEGINS_H + (self.happened + 1) * STEP_H) * TICKS) / TICKS
            if due_h > until_h:
                self.now_h = max(self.now_h, until_h)
                return False
            self.now_h = due_h
            self.happened += 1
            for _ in range(self.work):
                pass
            if self.happens(self.happened) and stop:
                return True

    def happens(self, k: int) -> bool:
        nation = NATIONS[k % 2]
        mine = [id_ for id_, seat in self.seats.items() if seat.nation == nation]
        self.add_item(f"item-{nation}-{k:04d}", nation, mine, marked(nation, f"subject {k}"))
        if k % 5:
            return False
        seat = mine[k // 10 % len(mine)]
        self.tasks[f"task-{nation}-{k:04d}"] = {"seat": seat, "since_h": self.now_h, "by": ""}
        self.notify(seat, "task", f"task-{nation}-{k:04d}")
        return bool(self.people.get(seat))

    def add_item(self, id_, owner, seats, subject, text="", sender="model") -> None:
        self.items[id_] = {
            "owner": owner, "seats": list(seats), "subject": subject, "text": text,
            "sender": sender, "released": [], "at_h": self.now_h,
        }  # fmt: skip
        for seat in seats:
            self.notify(seat, "item", id_)

    def notify(self, viewer: str, kind: str, id_: str) -> None:
        for who in {viewer, "desk"}:
            feed = self.feeds[who]
            at_h = self.now_h - BEGINS_H
            feed.append(Notice(n=len(feed) + 1, kind=kind, id=id_, at_h=at_h))

    # actions

    def act(self, who: str, action: Action, wall: float) -> ToyEntry:
        entry = ToyEntry(len(self.entries) + 1, round(self.now_h * TICKS), wall, who, action)
        self.apply(entry)
        return entry

    def apply(self, entry: ToyEntry) -> None:
        who, number = entry.who, len(self.entries) + 1
        match entry.action:
            case Take(person=person):
                self.people[who] = person
                self.notify(who, "seats", who)
            case Leave():
                self.people.pop(who, None)
                self.notify(who, "seats", who)
            case Claim(task=task):
                self.task(who, task)
            case Read(item=item):
                self.item(who, item)
            case Finish(task=task):
                if self.task(who, task)["by"]:
                    raise Refused(409, "done", lambda: "done")
                self.tasks[task]["by"] = self.people.get(who, "?")
                self.notify(who, "task", task)
            case Send(receivers=receivers, subject=subject, text=text):
                nation = self.seats[who].nation
                there = {seat.headquarters: id_ for id_, seat in self.seats.items()}
                known = [there[one] for one in receivers if one in there]
                if len(known) < len(receivers) or any(
                    self.seats[one].nation != nation for one in known
                ):
                    raise Refused(404, "receiver", lambda: "no such receiver")
                self.add_item(f"sent-{number:04d}", nation, {who, *known}, subject, text, who)
            case Release(item=item, to=to):
                found = self.item(who, item)
                if found["owner"] != self.seats[who].nation or to not in NATIONS:
                    raise Refused(403, "release", lambda: "no")
                found["released"].append(to)
                for id_, seat in self.seats.items():
                    if seat.nation == to:
                        found["seats"].append(id_)
                        self.notify(id_, "item", item)
            case Pin(text=text):
                self.notes.append((self.now_h, text))
                self.notify("desk", "note", str(len(self.notes)))
            case _:
                raise Refused(422, "action", lambda: "not in this toy")
        self.entries.append(entry)

    def task(self, who: str, id_: str) -> dict:
        if self.tasks.get(id_, {"seat": None})["seat"] != who:
            raise Refused(404, "task", lambda: "no such task")
        return self.tasks[id_]

    def item(self, who: str, id_: str) -> dict:
        if who not in self.items.get(id_, {"seats": ()})["seats"]:
            raise Refused(404, "item", lambda: "no such item")
        return self.items[id_]

    # views

    def clock(self) -> Clock:
        return Clock(
            now_h=self.now_h - BEGINS_H, ends_h=LASTS_H, start="2030-01-01T10:00:00+00:00",
            zone="UTC", running=False, speed=1.0, stands="",
        )  # fmt: skip

    def name(self, id_: str) -> dict:
        seat = self.seats[id_]
        return {
            "id": id_, "name": both(id_), "nation": seat.nation, "headquarters": seat.headquarters,
            "cell": None, "person": self.people.get(id_, ""), "connected": False,
        }  # fmt: skip

    def ground(self, who: str) -> Ground:
        return Ground(
            exercise=Named(id="toy", name=both("Toy")), briefing=both(""), nations=(),
            incidents=(), milestones=(), organisation=Organisation.model_construct(), map=None,
        )  # fmt: skip

    def seat_view(self, seat: str) -> SeatView:
        nation = self.seats[seat].nation
        return SeatView(
            exercise=Named(id="toy", name=both("Toy")),
            event=self.last_notice(seat),
            clock=self.clock(),
            me=SeatName(**self.name(seat)),
            may_ask_ahead=False,
            colleagues=tuple(
                SeatName(**self.name(id_))
                for id_, one in self.seats.items()
                if one.nation == nation and id_ != seat
            ),
            tasks=tuple(
                self.as_task(id_, one)
                for id_, one in self.tasks.items()
                if one["seat"] == seat and not one["by"]
            ),
            done=(),
            items=tuple(
                self.as_item(id_, one) for id_, one in self.items.items() if seat in one["seats"]
            ),
            incidents=(), movements=(), messages=(), occurred=(), reaches=(),
        )  # fmt: skip

    def older_items(self, seat: str, before: str) -> OlderItems:
        self.item(seat, before)
        mine = [id_ for id_, one in self.items.items() if seat in one["seats"]]
        older = mine[: mine.index(before)]
        items = tuple(self.as_item(id_, self.items[id_]) for id_ in older[-3:])
        return OlderItems(items=items, older_items=len(older) - len(items))

    def desk_view(self) -> DeskView:
        return DeskView(
            exercise=Named(id="toy", name=both("Toy")),
            event=self.last_notice("desk"),
            clock=self.clock(),
            seats=tuple(
                SeatLoad(
                    **self.name(id_), open_tasks=0, waiting_tasks=0, late_tasks=0, oldest_h=None,
                    done_tasks=0, code="",
                )
                for id_ in self.seats
            ),
            lines=(), incidents=(), movements=(), messages=(), occurred=(),
            notes=tuple(
                Note(id=str(n), at_h=at_h, text=text) for n, (at_h, text) in enumerate(self.notes)
            ),
            tasks=tuple(self.as_task(*one) for one in self.tasks.items()),
        )  # fmt: skip

    def as_task(self, id_: str, task: dict) -> Task:
        nation = self.seats[task["seat"]].nation
        return Task(
            id=id_, seat=task["seat"], headquarters="", cell=None, kind="decision",
            kind_name=both("decision"), text=both(marked(nation, id_)), incident=None,
            incident_name=None, place=None, precedence="routine", since_h=task["since_h"],
            begun_h=None, usual_h=1.0, due_h=None,
            options=(Option(id="go-on", name=both("go on"), explains=both("")),), forces=(),
            claimed_by=None, board=both(marked(nation, "board")), sits_h=task["since_h"],
        )  # fmt: skip

    def as_item(self, id_: str, item: dict) -> Item:
        return Item(
            id=id_, kind="report", sender=item["sender"], receivers=(),
            subject=both(item["subject"]), text=item["text"], incident=None,
            precedence="routine", sent_h=item["at_h"],
            received_h=item["at_h"], as_of_h=item["at_h"], owner=item["owner"],
            released_to=tuple(item["released"]), may_release_to=(), reply_to=None, read=False,
        )  # fmt: skip

    def response(self, who: str, incident: str) -> Response:
        nation = incident.rpartition("-")[2]
        if incident.partition("-")[0] != "incident" or nation not in NATIONS:
            raise Refused(404, "incident", lambda: "no such incident")
        if who != "desk" and self.seats[who].nation != nation:
            raise Refused(403, "incident", lambda: marked(nation, "incident"))
        known = KnownIncident(
            id=incident, incident="i", name=both(marked(nation, "incident")), place="", known_h=0,
            happened_h=0, as_of_h=0, deadline_h=None, milestones={}, over=False,
        )  # fmt: skip
        return Response(incident=known, course=Course.model_construct())

    def look_ahead(self, futures, incident, task):
        return lambda: LookAhead(at_h=self.now_h - BEGINS_H, futures=futures, outlooks=())

    def look_back(self, at_h, seat):
        del at_h
        return lambda: self.seat_view(seat).model_dump_json()

    def reviewing(self):
        return self

    def wait(self) -> None:
        pass

    def review(self, nation: str) -> Review:
        notes = tuple(
            Note(id=id_, at_h=0, text=one["subject"])
            for id_, one in self.items.items()
            if nation in ("", one["owner"])
        )
        name = Named(id="toy", name=both("Toy"))
        return Review(
            exercise=name, nation=nation, clock=self.clock(), runs=0, tasks=(), incidents=(),
            lines=(), notes=notes, seats=(),
        )  # fmt: skip

    def rehearsing(self):
        return lambda: Rehearsal(
            exercise=Named(id="toy", name=both("Toy")), runs=1, hours=(), collisions=()
        )

    def tables(self) -> bytes:
        return self.lines_workbook()

    def lines_workbook(self) -> bytes:
        return b"PK a workbook with " + b" ".join(
            one["subject"].encode() for one in self.items.values()
        )

    def read_lines(self, content: bytes):
        from renkei.exercise.lines_workbook import LineChange, ReadLines, RejectedRow

        pins = tuple(Pin(text=line) for line in content.decode().splitlines())
        change = LineChange(row=2, line="x", added=True, what="x", details=(), actions=pins)
        return ReadLines((change,), (RejectedRow(3, both("wrong")),))

    def notices(self, who: str, after: int) -> list[Notice]:
        return self.feeds[who][after:]

    def last_notice(self, who: str) -> int:
        return len(self.feeds[who])
