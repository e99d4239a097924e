"""Documents of an exercise on the Skerries, with every part in them, for tests of its pages."""

from __future__ import annotations

from typing import Any

from renkei.exercise.views import (
    Candidate,
    Clock,
    DeskView,
    DoneTask,
    Force,
    Ground,
    Item,
    KnownIncident,
    Line,
    LookAhead,
    Note,
    Option,
    Outlook,
    PathStep,
    Reach,
    Rehearsal,
    Response,
    Review,
    ReviewedIncident,
    ReviewedLine,
    ReviewedTask,
    SeatHour,
    SeatLoad,
    SeatName,
    SeatView,
    Spread,
    Task,
)
from renkei.report.page.document import (
    Course,
    Lane,
    Map,
    Message,
    Milestone,
    Movement,
    Named,
    Occurred,
    Organisation,
    Phase,
    Place,
    Post,
    Relation,
    Step,
)
from renkei.report.page.land import land_around
from renkei.report.said import Said

NOW = 38.4
HOSTILE = "</script><script>window.hurt=1</script><img src=x onerror=window.hurt=1>\u202eevil"


def said(en: str, ja: str) -> Said:
    """Return a text in both languages."""
    return Said(en=en, ja=ja)


def named(key: str, en: str, ja: str) -> Named:
    """Return an identifier with its name."""
    return Named(id=key, name=said(en, ja))


EXERCISE = named("northern-lantern", "Exercise Northern Lantern", "演習「北の灯」")
NATIONS = (named("MRD", "Meridia", "メリディア"), named("AUR", "Aurelia", "アウレリア"))
HARASSMENT = named("harassment", "Harassment in the Skerries", "スケリーズでの航行妨害")
LAUNCH = named("launch", "Missile launch without warning", "予告なしのミサイル発射")

POSTS = (
    # id, English, Japanese, nation, place
    ("meridian-joint", "Meridian Joint Command", "メリディア統合司令部", "MRD", "capital"),
    ("meridian-flotilla", "Meridian Flotilla", "メリディア小艦隊", "MRD", "island"),
    ("aurelian-fleet", "Aurelian Fleet Command", "アウレリア艦隊司令部", "AUR", "far-home"),
    ("aurelian-forward", "Aurelian Forward Staff", "アウレリア前方幕僚部", "AUR", "island"),
)  # fmt: skip
UNITS = (
    ("frigates", "Meridian frigates", "メリディアのフリゲート", "MRD", "island"),
    ("patrol", "Meridian patrol ships", "メリディアの哨戒艦", "MRD", "capital"),
    ("destroyers", "Aurelian destroyers", "アウレリアの駆逐艦", "AUR", "island"),
)
PLACES = (
    ("capital", "Meridian capital", "メリディア首都", 52.0, 4.0),
    ("island", "Island base", "島の基地", 60.2, -1.2),
    ("far-home", "Aurelian naval base", "アウレリア海軍基地", 36.9, -76.3),
    ("skerries", "The Skerries", "スケリーズ諸島", 61.5, -3.0),
)
MILESTONES = (
    named("informed", "informed", "通報受領"),
    named("decided", "decided", "決定"),
    named("on-station", "on station", "全部隊到着"),
)
NAMES = {key: said(en, ja) for key, en, ja, *_ in (*POSTS, *UNITS, *PLACES)}

SEATS = (
    # id, headquarters, cell, English, Japanese, person, connected, zone
    ("mrd-ops", "meridian-joint", "operations", "operations", "作戦班",
     "Kapitein J. de Vries", True, "Europe/Amsterdam"),
    ("mrd-log", "meridian-joint", "logistics", "logistics", "兵站班",
     "", False, "Europe/Amsterdam"),
    ("mrd-flot", "meridian-flotilla", None, "", "", "Lt Cdr A. Okafor", False, "Europe/London"),
    ("aur-fleet", "aurelian-fleet", "operations", "operations", "作戦班",
     "Capt. M. Rossi", True, "America/New_York"),
    ("aur-fwd", "aurelian-forward", "operations", "operations", "作戦班", "", False,
     "Europe/London"),
)  # fmt: skip


def seat(key: str, **more: Any) -> SeatName:
    """Return a seat by its identifier."""
    _, hq, cell, en, ja, person, connected, zone = next(one for one in SEATS if one[0] == key)
    name = NAMES[str(hq)]
    kept = {
        "id": key,
        "name": said(f"{name.en}, {en}", f"{name.ja} {ja}") if cell else name,
        "nation": next(one[3] for one in POSTS if one[0] == hq),
        "headquarters": hq,
        "cell": cell,
        "person": person,
        "connected": connected,
        "zone": zone,
    }
    return SeatName(**(kept | more))


def clock(**more: Any) -> Clock:
    """Return the clock of the exercise."""
    kept: dict[str, Any] = {
        "now_h": NOW,
        "ends_h": 72.0,
        "start": "2031-01-14",
        "zone": "UTC",
        "running": False,
        "speed": 10.0,
        "stands": "paused",
    }
    return Clock(**(kept | more))


def ground() -> Ground:
    """Return what does not change."""
    posts = [
        Post(
            id=key,
            name=said(en, ja),
            kind="headquarters",
            nation=nation,
            sidc="10031000001412000000",
            detail=said("Commander: flag officer", "指揮官：将官"),
            place=place,
        )
        for key, en, ja, nation, place in POSTS
    ]
    posts += [
        Post(
            id=key,
            name=said(en, ja),
            kind="unit",
            nation=nation,
            sidc="10033000001202040000",
            detail=said("Escort", "護衛"),
            place=place,
        )
        for key, en, ja, nation, place in UNITS
    ]

    def relation(superior: str, subordinate: str, kind: str = "OPCON") -> Relation:
        return Relation(
            superior=superior,
            subordinate=subordinate,
            type=kind,
            missions=(),
            only=None,
            changed=False,
        )

    phase = Phase(
        name=said("From the start", "開始時"),
        from_h=0.0,
        relations=(
            relation("meridian-joint", "meridian-flotilla"),
            relation("meridian-flotilla", "frigates"),
            relation("meridian-joint", "patrol"),
            relation("aurelian-fleet", "aurelian-forward"),
            relation("aurelian-forward", "destroyers"),
            relation("meridian-joint", "aurelian-fleet", "COORDINATION"),
        ),
        gone=(),
    )
    return Ground(
        exercise=EXERCISE,
        briefing=said(
            "It is the tense winter of 2031. Merchant ships are harassed in the Skerries. Meridia "
            "leads; Aurelia helps where it agrees.",
            "2031年、緊張の冬。スケリーズで商船への妨害が続く。メリディアが主導し、"
            "アウレリアは合意した範囲で支援する。",
        ),
        nations=NATIONS,
        incidents=(HARASSMENT, LAUNCH),
        milestones=MILESTONES,
        organisation=Organisation(design="apart", posts=tuple(posts), phases=(phase,)),
        map=Map(
            land=land_around([(lat, lon) for *_, lat, lon in PLACES]),
            milestones=MILESTONES,
            places=tuple(
                Place(id=key, name=said(en, ja), latitude=lat, longitude=lon)
                for key, en, ja, lat, lon in PLACES
            ),
            replication=None,
            from_h=0.0,
            until_h=72.0,
            replays=(),
        ),
    )


INCIDENTS = (
    KnownIncident(
        id="harassment-1",
        incident="harassment",
        name=HARASSMENT.name,
        place="skerries",
        happened_h=29.2,
        known_h=29.6,
        as_of_h=37.5,
        deadline_h=40.2,
        milestones={"informed": 29.6},
        over=False,
    ),
    KnownIncident(
        id="launch-1",
        incident="launch",
        name=LAUNCH.name,
        place="island",
        happened_h=37.9,
        known_h=38.1,
        as_of_h=38.1,
        deadline_h=38.3,
        milestones={},
        over=False,
    ),
    KnownIncident(
        id="harassment-0",
        incident="harassment",
        name=HARASSMENT.name,
        place="skerries",
        happened_h=3.0,
        known_h=3.4,
        as_of_h=26.0,
        deadline_h=51.0,
        milestones={"informed": 3.4, "decided": 9.1, "on-station": 20.5},
        over=True,
    ),
)

GO_ON = Option(
    id="go-on",
    name=said("Order the escort", "護衛を命ずる"),
    explains=said(
        "The order goes down to the units; they sail once they are ready.",
        "命令が部隊に下り、準備が整い次第出港する。",
    ),
)
REFUSE = Option(
    id="refuse",
    name=said("Do nothing", "対応しない"),
    explains=said(
        "The response ends here; the incident counts as not answered.",
        "対応はここで終わり、事案は未完了として扱われる。",
    ),
)
COORDINATION = (
    Option(
        id="agree",
        name=said("Agree", "同意する"),
        explains=said("Both nations go on with the plan as it is.", "両国がこの計画のまま進める。"),
    ),
    Option(
        id="counter",
        name=said("Make a counter-proposal", "対案を示す"),
        explains=said(
            "Another round: the other side works on it again, which takes its usual time.",
            "もう一度調整する。相手側の検討に通常の時間を要する。",
        ),
    ),
    Option(
        id="refuse",
        name=said("Refuse", "拒否する"),
        explains=said(
            "No agreement: each nation acts alone.", "合意に至らず、各国が単独で行動する。"
        ),
    ),
)


def tasks() -> tuple[Task, ...]:
    """Return the tasks of the Meridian operations cell."""
    mine = {"seat": "mrd-ops", "headquarters": "meridian-joint", "cell": "operations"}
    return (
        Task(
            id="t1",
            kind="decision",
            kind_name=said("Decision", "決定"),
            text=said("Decide on the escort through the Skerries", "スケリーズの護衛を決定する"),
            incident="harassment-1",
            incident_name=HARASSMENT.name,
            place="skerries",
            precedence="immediate",
            since_h=36.0,
            begun_h=37.2,
            usual_h=1.0,
            due_h=40.2,
            options=(GO_ON, REFUSE),
            forces=(
                Force(
                    id="frigate",
                    name=said("Escort", "護衛艦"),
                    count=2,
                    candidates=(
                        Candidate(
                            unit="frigates",
                            name=NAMES["frigates"],
                            free=3,
                            distance_nmi=96.0,
                            arrives_h=9.4,
                        ),
                        Candidate(
                            unit="patrol",
                            name=NAMES["patrol"],
                            free=1,
                            distance_nmi=602.0,
                            arrives_h=37.6,
                        ),
                    ),
                ),
            ),
            claimed_by=None,
            **mine,
        ),
        Task(
            id="t2",
            kind="approval",
            kind_name=said("Approval", "承認"),
            text=said("Approve the warning to shipping", "船舶への警報を承認する"),
            incident="launch-1",
            incident_name=LAUNCH.name,
            place="island",
            precedence="flash",
            since_h=38.1,
            begun_h=38.15,
            usual_h=0.25,
            due_h=38.3,
            options=(
                GO_ON.model_copy(
                    update={
                        "name": said("Approve", "承認する"),
                        "explains": said("The warning goes out.", "警報を発出する。"),
                    }
                ),
                REFUSE.model_copy(
                    update={
                        "name": said("Send it back", "差し戻す"),
                        "explains": said("The flotilla works on it again.", "小艦隊が再検討する。"),
                    }
                ),
            ),
            forces=(),
            claimed_by="Kapitein J. de Vries",
            **mine,
        ),
        Task(
            id="t3",
            kind="coordination",
            kind_name=said("Coordination with the ally", "同盟国との調整"),
            text=said("Agree on the part of Aurelia", "アウレリアの分担に合意する"),
            incident="harassment-1",
            incident_name=HARASSMENT.name,
            place="skerries",
            precedence="priority",
            since_h=38.0,
            begun_h=None,
            usual_h=1.0,
            due_h=45.0,
            options=COORDINATION,
            forces=(),
            claimed_by=None,
            **mine,
        ),
        Task(
            id="t4",
            kind="information",
            kind_name=said("Request for information", "情報要求"),
            text=said("Answer the flotilla's question", "小艦隊の照会に回答する"),
            incident=None,
            incident_name=None,
            place=None,
            precedence="routine",
            since_h=30.5,
            begun_h=31.0,
            usual_h=0.5,
            due_h=None,
            options=(
                GO_ON.model_copy(
                    update={
                        "name": said("Answer", "回答する"),
                        "explains": said("Your text is sent to them.", "本文が送られる。"),
                    }
                ),
            ),
            forces=(),
            claimed_by=None,
            **mine,
        ),
    )


WRITTEN = (
    "Two merchant ships report small craft closing in at 15 knots.\nNo shots so far.",
    "Can a destroyer sail tonight?",
    "We need a second escort for the convoy of Thursday. What can you free, and by when?",
    "Press asks about the convoy",
    "A newspaper has the route of the convoy and prints tomorrow. What do we say?",
    "Public affairs under time pressure",
    "Informs the Ministry; agrees a line with Aurelia before 12:00.",
    "Second launch from the north",
    "Frigate loses its gearbox",
    "One frigate reports metal in the oil and turns back.",
    "Replans with what is left; asks Aurelia.",
    "Logistics under strain",
    "Weather closes in",
    "Gale warning from 18:00.",
    "stock meridian-interceptors below 8",
    "Good discussion of who may release what. Come back to it in the review.",
    "The flotilla waited three hours for an answer that lay in a tray.",
    *(one[5] for one in SEATS if one[5]),
)
"""What people wrote: it stands as it is, in whatever language."""


def item(key: str, kind: str, en: str, ja: str, sender: str, received: float, **more: Any) -> Item:
    """Return an item that was sent a quarter of an hour before it was received."""
    kept: dict[str, Any] = {
        "id": key,
        "kind": kind,
        "sender": sender,
        "receivers": ("meridian-joint",),
        "subject": said(en, ja),
        "text": "",
        "incident": "harassment-1",
        "precedence": "routine",
        "sent_h": received - 0.25,
        "received_h": received,
        "as_of_h": received - 0.5,
        "owner": "MRD",
        "released_to": (),
        "may_release_to": ("AUR",),
        "reply_to": None,
        "read": True,
    }
    return Item(**(kept | more))


def items() -> tuple[Item, ...]:
    """Return what has reached the Meridian joint command, and what it sent."""
    return (
        item(
            "i1", "report", "Small craft close in on merchant ships", "小型船が商船に接近",
            "meridian-flotilla", 29.6, precedence="immediate", text=WRITTEN[0],
        ),
        item(
            "i2", "report", "Frigates: 3 free, 2 in the yard", "フリゲート：可用3、入渠2",
            "meridian-flotilla", 33.1, released_to=("AUR",), may_release_to=(),
        ),
        item(
            "i3", "order", "Prepare an escort", "護衛の準備を命ずる", "meridian-joint", 34.0,
            receivers=("meridian-flotilla",),
        ),
        item(
            "i4", "question", WRITTEN[1], WRITTEN[1], "meridian-joint", 36.5,
            receivers=("aurelian-fleet",), text=WRITTEN[2], released_to=("AUR",),
            may_release_to=(),
        ),
        item(
            "i5", "answer", "Destroyers: one can sail at 20:00", "駆逐艦：1隻が20:00に出港可能",
            "aurelian-fleet", 37.5, owner="AUR", released_to=("MRD",), may_release_to=(),
            reply_to="i4", read=False,
        ),
        item(
            "i6", "report", "Launch detected", "発射を探知", "meridian-flotilla", 38.1,
            precedence="flash", incident="launch-1", read=False,
        ),
        item(
            "i7", "inject", WRITTEN[3], WRITTEN[3], "meridian-flotilla", 38.2, incident=None,
            text=WRITTEN[4], read=False,
        ),
        item(
            "i8", "message", "Convoy sails as planned", "船団は予定どおり出港", "meridian-joint",
            38.3, receivers=("meridian-flotilla", "aurelian-fleet"), received_h=None,
        ),
    )  # fmt: skip


def older_items() -> tuple[Item, ...]:
    """Return what came before these, from the oldest on."""
    return tuple(
        item(f"o{n}", "report", f"Patrol report {n}", f"哨戒報告{n}", "meridian-flotilla", 20.0 + n)
        for n in range(1, 5)
    )


def rehearsal() -> Rehearsal:
    """Return what the exercise would ask of its seats: with busy hours and two lines that meet."""
    hours = tuple(
        SeatHour(
            seat=key,
            hour=hour,
            tasks=0.4 * (hour % 5),
            work_h=0.3 * ((hour + n) % 5),
            lines=("gearbox",) if (n, hour) == (0, 5) else (),
        )
        for n, (key, *_) in enumerate(SEATS)
        for hour in range(48)
    )
    return Rehearsal(
        exercise=EXERCISE,
        runs=50,
        hours=hours,
        collisions=(("mrd-ops", "gearbox", "launch-2"),),
    )


def movements() -> tuple[Movement, ...]:
    """Return the units under way that are known."""
    return (
        Movement(
            unit="frigates",
            origin="island",
            destination="skerries",
            incident="harassment-1",
            ordered_h=34.5,
            departed_h=36.5,
            arrived_h=41.0,
            left_h=None,
            home_h=None,
        ),
    )


def messages() -> tuple[Message, ...]:
    """Return the messages under way that are known."""
    return (
        Message(
            sender="meridian-joint",
            receiver="aurelian-fleet",
            kind="message",
            kind_name=said("message", "通報"),
            sent_h=38.05,
            received_h=39.0,
            incident="harassment-1",
        ),
    )


def occurred() -> tuple[Occurred, ...]:
    """Return the incidents as the map takes them."""
    return tuple(
        Occurred(
            id=one.id,
            incident=one.incident,
            place=one.place,
            from_h=one.happened_h,
            until_h=one.as_of_h if one.over else None,
            milestones=one.milestones,
        )
        for one in INCIDENTS
    )


def done() -> tuple[DoneTask, ...]:
    """Return tasks that were finished, by a person and by a bot."""
    return (
        DoneTask(
            id="d1",
            headquarters="meridian-joint",
            kind="plan",
            kind_name=said("Plan", "計画"),
            text=said("Draw up courses of action", "行動方針を作成する"),
            incident="harassment-1",
            begun_h=30.0,
            done_h=33.5,
            outcome="go-on",
            by="Kapitein J. de Vries",
        ),
        DoneTask(
            id="d2",
            headquarters="meridian-joint",
            kind="assess",
            kind_name=said("Assessment", "評価"),
            text=said("Assess the report", "報告を評価する"),
            incident="harassment-1",
            begun_h=29.6,
            done_h=30.0,
            outcome="go-on",
            by="",
        ),
    )


def seat_view(key: str = "mrd-ops", **more: Any) -> SeatView:
    """Return what a seat sees."""
    kept: dict[str, Any] = {
        "exercise": EXERCISE,
        "event": 7,
        "clock": clock(),
        "me": seat(key),
        "may_ask_ahead": True,
        "colleagues": (seat("mrd-log"),),
        "tasks": tasks(),
        "done": done(),
        "items": items(),
        "incidents": INCIDENTS,
        "movements": movements(),
        "messages": messages(),
        "occurred": occurred(),
        "reaches": (
            Reach(headquarters="meridian-flotilla", hours=0.1, needs_release=False),
            Reach(headquarters="aurelian-fleet", hours=1.5, needs_release=True),
            Reach(headquarters="aurelian-forward", hours=2.25, needs_release=True),
        ),
    }
    return SeatView(**(kept | more))


def hostile_view() -> SeatView:
    """Return a view in which every text that people write would be markup."""
    one = items()[0].model_copy(update={"subject": said(HOSTILE, HOSTILE), "text": HOSTILE})
    task = tasks()[0].model_copy(update={"text": said(HOSTILE, HOSTILE), "claimed_by": HOSTILE})
    return seat_view(
        me=seat("mrd-ops", person=HOSTILE, name=said(HOSTILE, HOSTILE)),
        items=(one,),
        tasks=(task,),
    )


def line(key: str, subject: str, at_h: float | None, **more: Any) -> Line:
    """Return a line of the master events list."""
    kept: dict[str, Any] = {
        "id": key,
        "at_h": at_h,
        "when": "",
        "kind": "message",
        "sender": "meridian-flotilla",
        "receivers": ("meridian-joint",),
        "subject": subject,
        "text": "",
        "creates": None,
        "place": None,
        "objective": "",
        "expected": "",
        "contingency": False,
        "state": "approved",
        "fired_h": None,
    }
    return Line(**(kept | more))


def lines() -> tuple[Line, ...]:
    """Return the master events list."""
    return (
        line(
            "press", WRITTEN[3], 38.0, text=WRITTEN[4], objective=WRITTEN[5], expected=WRITTEN[6],
            state="fired", fired_h=38.0,
        ),
        line(
            "launch-2", WRITTEN[7], 41.5, kind="incident", creates="launch", place="island",
            receivers=(), state="planned",
        ),
        line(
            "gearbox", WRITTEN[8], 46.0, text=WRITTEN[9], expected=WRITTEN[10],
            objective=WRITTEN[11], receivers=("meridian-flotilla", "meridian-joint"),
        ),
        line("weather", WRITTEN[12], 40.0, text=WRITTEN[13], state="skipped"),
        line(
            "short", WRITTEN[11], None, when=WRITTEN[14], contingency=True, state="planned",
            receivers=("meridian-joint", "aurelian-fleet"), text=WRITTEN[2],
        ),
    )  # fmt: skip


def desk_view(**more: Any) -> DeskView:
    """Return what the instructor sees."""
    numbers = {
        # open, waiting, late, oldest, done, code
        "mrd-ops": (4, 1, 1, 30.5, 3, "7KQ2M-X94TB"),
        "mrd-log": (0, 0, 0, None, 5, "H3VWD-0PAZ6"),
        "mrd-flot": (2, 0, 0, 37.0, 4, "QX81C-TT5EN"),
        "aur-fleet": (1, 1, 0, 38.0, 2, "M20RY-KD7GS"),
        "aur-fwd": (0, 0, 0, None, 6, "5BFJ9-W8CAV"),
    }
    loads = []
    for key, (opened, waiting, late, oldest, finished, code) in numbers.items():
        loads.append(
            SeatLoad(
                **seat(key).model_dump(),
                open_tasks=opened,
                waiting_tasks=waiting,
                late_tasks=late,
                oldest_h=oldest,
                done_tasks=finished,
                code=code,
            )
        )
    kept: dict[str, Any] = {
        "exercise": EXERCISE,
        "event": 12,
        "clock": clock(),
        "seats": tuple(loads),
        "lines": lines(),
        "notes": (
            Note(id="n1", at_h=12.5, text=WRITTEN[16]),
            Note(id="n2", at_h=35.0, text=WRITTEN[15]),
        ),
        "incidents": INCIDENTS,
        "movements": movements(),
        "messages": messages(),
        "occurred": occurred(),
        "tasks": tasks(),
    }
    return DeskView(**(kept | more))


STEPS = (
    # lane, to, English kind, Japanese, English, Japanese, start, queue, closed, hours
    (1, 0, "Report", "報告", "Report the harassment", "航行妨害を報告", 0.0, 0.0, 0.0, 0.4),
    (0, None, "Assess", "評価", "Assess the report", "報告を評価", 0.4, 0.1, 0.0, 0.4),
    (0, None, "Plan", "計画", "Draw up courses of action", "行動方針を作成", 0.8, 0.0, 0.0, 3.5),
    (0, 2, "Coordinate", "調整", "Propose the escort to Aurelia", "アウレリアに護衛を提案",
     4.3, 0.5, 0.0, 2.0),
    (2, None, "Coordinate", "調整", "Work on the proposal", "提案を検討", 6.3, 0.2, 1.2, 1.4),
    (0, None, "Decide", "決定", "Decide on the escort", "護衛を決定", 6.8, 1.2, 0.0, 2.4),
)  # fmt: skip


def response(key: str) -> Response:
    """Return the course of an incident so far."""
    incident = next(one for one in INCIDENTS if one.id == key)
    lanes = tuple(Lane(id=hq, name=NAMES[hq], nation=nation) for hq, _, _, nation, *_ in POSTS[:3])
    steps = tuple(
        Step(
            id=f"s{n}",
            kind=kind.lower(),
            kind_name=said(kind, kind_ja),
            lane=lanes[lane].id,
            to=None if to is None else lanes[to].id,
            who=lanes[lane].name,
            what=said(en, ja),
            start_h=start,
            hours=hours,
            queue_h=queue,
            closed_h=closed,
            on_path=n != 4,
            rule="",
            where="",
        )
        for n, (lane, to, kind, kind_ja, en, ja, start, queue, closed, hours) in enumerate(STEPS)
    )
    course = Course(
        design="apart",
        answered_h=None,
        sentence=said(
            "Waits for the decision of the Meridian Joint Command.",
            "メリディア統合司令部の決定を待っている。",
        ),
        lanes=lanes,
        steps=steps if key == "harassment-1" else (),
        milestones=(Milestone(id="informed", name=MILESTONES[0].name, hours=0.4),),
    )
    return Response(incident=incident, course=course)


def look_ahead(futures: int = 300) -> LookAhead:
    """Return a look ahead: for each option of a decision, and an incident as it stands."""

    def outlook(
        incident: KnownIncident, option: Option | None, share: float, quantiles: tuple[float, ...]
    ) -> Outlook:
        return Outlook(
            incident=incident.id,
            name=incident.name,
            option=option.id if option else None,
            option_name=option.name if option else None,
            milestone=MILESTONES[2],
            futures=futures,
            in_time=share,
            low=max(0.0, share - 0.055),
            high=min(1.0, share + 0.055),
            q10_h=quantiles[0] if quantiles else None,
            q50_h=quantiles[1] if quantiles else None,
            q90_h=quantiles[2] if quantiles else None,
        )

    return LookAhead(
        at_h=NOW,
        futures=futures,
        outlooks=(
            outlook(INCIDENTS[0], GO_ON, 0.62, (10.2, 16.5, 31.0)),
            outlook(INCIDENTS[0], REFUSE, 0.0, ()),
            outlook(INCIDENTS[1], None, 0.08, (0.6, 1.4, 5.0)),
        ),
    )


def review() -> Review:
    """Return the joint review: one incident answered late, one open; two tasks of people."""
    tasks = (
        ReviewedTask(
            **done()[0].model_dump(),
            seat="mrd-ops",
            took_h=3.5,
            wrote=WRITTEN[10],
            simulated=Spread(runs=1000, q05_h=0.8, q25_h=1.7, q50_h=2.4, q75_h=3.2, q95_h=5.1),
            quicker=0.81,
        ),
        ReviewedTask(
            **(done()[1].model_dump() | {"by": "Capt. M. Rossi", "outcome": "counter"}),
            seat="aur-fleet",
            took_h=0.4,
            wrote="",
            simulated=None,
            quicker=None,
        ),
    )
    path = tuple(
        PathStep(
            who=NAMES[POSTS[lane][0]],
            what=said(en, ja),
            kind_name=said(kind, kind_ja),
            start_h=start,
            queue_h=queue,
            closed_h=closed,
            busy_h=hours - queue - closed,
            by="Kapitein J. de Vries" if n in (2, 5) else "",
        )
        for n, (lane, _, kind, kind_ja, en, ja, start, queue, closed, hours) in enumerate(STEPS)
    )
    ahead = look_ahead().outlooks

    def incident(at: int, answered: float | None, in_time: bool | None) -> ReviewedIncident:
        known = INCIDENTS[at]
        return ReviewedIncident(
            incident=known,
            course=response(known.id).course,
            milestone=MILESTONES[2],
            answered_h=answered,
            in_time=in_time,
            path=path if at == 0 else (),
            simulated=ahead[0] if at == 0 else None,
            quicker=0.37 if at == 0 else None,
        )

    return Review(
        exercise=EXERCISE,
        nation="",
        clock=clock(),
        runs=1000,
        tasks=tasks,
        incidents=(incident(0, 14.2, False), incident(1, None, None), incident(2, 17.5, True)),
        lines=tuple(
            ReviewedLine(
                **one.model_dump(),
                tasks=("d1",) if one.id == "press" else (),
                sent=(WRITTEN[1],) if one.id == "press" else (),
            )
            for one in lines()
        ),
        notes=desk_view().notes,
        seats=tuple(seat(one[0]) for one in SEATS),
    )
