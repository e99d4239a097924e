"""A small document of the page with every part in it, for tests of the page in a browser."""

from __future__ import annotations

import json
import math
from typing import Any

from renkei.report.figures.figure import Choice, Figure
from renkei.report.figures.waterfall import taken_away
from renkei.report.page.document import (
    Annex,
    Answer,
    Assumption,
    Course,
    Design,
    Finding,
    Judged,
    Lane,
    Map,
    Message,
    Milestone,
    Movement,
    Named,
    Occurred,
    Organisation,
    Page,
    Phase,
    Place,
    Post,
    Relation,
    Replay,
    Response,
    Scenario,
    Step,
)
from renkei.report.page.land import land_around
from renkei.report.page.packing import packed
from renkei.report.said import Said

HOSTILE = (
    "</script><script>window.hurt=1</script><img src=x onerror=window.hurt=1>"
    "\u202eevil\u2066\"'&amp;\u2028{@html}${1}"
)
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def said(en: str, ja: str) -> Said:
    """Return a text in both languages."""
    return Said(en=en, ja=ja)


def named(key: str, en: str, ja: str) -> Named:
    """Return an identifier with its name."""
    return Named(id=key, name=said(en, ja))


DESIGNS = (
    ("before", "Two commands side by side", "二つの司令部を併置"),
    ("joint", "Joint headquarters", "統合司令部"),
    ("standing", "Standing combined task force", "常設の共同任務部隊"),
)
LAUNCH = named("launch", "Missile launch without warning", "予告なしのミサイル発射")
STRAIT = named("strait", "Carrier group passes the strait", "空母群の海峡通過")
QUAKE = named("quake", "Large disaster", "大規模災害")

LANES = (
    ("sensor", "Warning radar site", "警戒管制レーダー", "A"),
    ("air-command", "Air Defence Command", "航空総隊", "A"),
    ("joint-staff", "Joint Staff", "統合幕僚監部", "A"),
    ("minister", "Office of the Minister", "大臣官房", "A"),
    ("ally-forward", "Forward Headquarters (Ally)", "前方司令部（同盟国）", "B"),
    ("ally-main", "Regional Command (Ally)", "地域軍司令部（同盟国）", "B"),
    ("units", "Units of nation A", "A国の部隊", "A"),
)

PLACES = (
    ("capital", "Capital, headquarters district", "首都・司令部地区", 35.69, 139.73),
    ("north-base", "North base", "北基地", 41.2, 141.4),
    ("west-port", "West port", "西港", 33.16, 129.72),
    ("south-island", "South island base", "南島基地", 26.2, 127.65),
    ("far-island", "Far island", "遠島", 24.45, 122.98),
    ("ally-island", "Ally island base", "同盟国島嶼基地", 13.45, 144.79),
    ("ally-capital", "Ally regional command", "同盟国地域軍", 21.36, -157.95),
    ("gap", "Strait", "海峡", 25.0, 125.2),
)


def _findings() -> tuple[Finding, ...]:
    in_time = said("answered in time", "期限内に完了")
    mean = said("decided, mean", "決定まで（平均）")

    def share(a: Named, base: float, rows: list[tuple[str, str, float, float, float]]) -> Finding:
        first = Judged(
            design="before", verdict="baseline", value=base, low=base - 0.06, high=base + 0.06
        )
        return Finding(
            incident=a,
            measure=in_time,
            metric="in-time",
            milestone="decided",
            unit="1",
            better_is="more",
            rows=(
                first,
                *(
                    Judged(
                        design=design,
                        verdict=verdict,  # type: ignore[arg-type]
                        value=base + change,
                        low=base + low,
                        high=base + high,
                        difference=change,
                        difference_low=low,
                        difference_high=high,
                    )
                    for design, verdict, change, low, high in rows
                ),
            ),
        )

    return (
        share(
            LAUNCH,
            0.31,
            [("joint", "undecided", 0.04, -0.03, 0.11), ("standing", "better", 0.5, 0.4, 0.58)],
        ),
        Finding(
            incident=LAUNCH,
            measure=mean,
            metric="mean",
            milestone="decided",
            unit="h",
            better_is="less",
            rows=(
                Judged(design="before", verdict="baseline", value=3.3, low=3.0, high=3.6),
                Judged(
                    design="joint",
                    verdict="equivalent",
                    value=3.4,
                    low=3.1,
                    high=3.8,
                    difference=0.1,
                    difference_low=-0.2,
                    difference_high=0.4,
                ),
                Judged(
                    design="standing",
                    verdict="worse",
                    value=4.3,
                    low=4.0,
                    high=4.8,
                    difference=1.0,
                    difference_low=0.78,
                    difference_high=1.2,
                ),
            ),
        ),
        share(
            STRAIT,
            0.62,
            [("joint", "better", 0.12, 0.07, 0.18), ("standing", "better", 0.2, 0.13, 0.27)],
        ),
        share(
            QUAKE,
            0.97,
            [("joint", "equivalent", 0.002, -0.006, 0.01), ("standing", "too few", 0.0, -1.0, 1.0)],
        ),
    )


def _answer(more: str) -> Answer:
    return Answer(
        title=said(
            "A standing combined task force answers a launch without warning in time half again "
            "as often; it decides an hour later." + more,
            "常設の共同任務部隊は、予告なしの発射に期限内に対応する割合を大きく高めるが、"
            "決定は1時間遅れる。" + more,
        ),
        question=said(
            "Which command design answers incidents in the strait in time?",
            "海峡での事案に期限内に対応できる指揮編成はどれか。",
        ),
        levels=said(
            "Levels are no forecast: they rest on 2,255 numbers, 382 with a source.",
            "水準は予測ではない。2,255の数値に基づき、そのうち出典があるのは382。",
        ),
        few=said(
            "Of 83,096 incidents in 75 replications the joint headquarters answers 5 in time that "
            "the baseline misses, and misses 70 that it answers.",
            "75反復の83,096件のうち、統合司令部は基準案が逃す5件に間に合い、70件を逃す。",
        ),
        findings=_findings(),
        more=said("5 incident types and 19 stocks differ.", "ほか5種の事案と19の備蓄に差がある。"),
        alike=said("Local disaster, airspace violation.", "局地災害、領空侵犯。"),
        undecided=said("Drone through the gap.", "海峡を通る無人機。"),
        rare=said("Great earthquake.", "巨大地震。"),
        supply=said("All units, mission capable: +10.", "全部隊の任務可能数：10増。"),
        why=(
            said(
                "The launch is reported to both headquarters at once: 1.4 h less queue on the "
                "critical path.",
                "発射が両司令部に同時に報告され、クリティカルパス上の順番待ちが1.4時間減る。",
            ),
            said("Approval at the ally's main command: +1.0 h.", "同盟国司令部の承認：+1.0時間。"),
        ),
        turns=said(
            "It holds while the liaison team is on watch day and night; staff tempo makes 41 % of "
            "the variance between worlds.",
            "連絡班が昼夜当直につく限り成り立つ。幕僚作業の速さが想定世界間の分散の41 %を占める。",
        ),
        method=said(
            "95 % intervals of paired differences; each plausible world weighs the same.",
            "対応のある差の95 %信頼区間。各世界の重みは等しい。",
        ),
    )


def _ecdf() -> Figure:
    def columns(speed: float) -> dict[str, list[Any]]:
        out: dict[str, list[Any]] = {"design": [], "hours": [], "share": [], "low": [], "high": []}
        for at, (design, *_) in enumerate(DESIGNS):
            for n in range(25):
                hours = n * 0.5
                share = 1 - math.exp(-hours * speed / (3 + at))
                out["design"].append(design)
                out["hours"].append(hours)
                out["share"].append(round(share, 4))
                out["low"].append(round(max(0, share - 0.05), 4))
                out["high"].append(round(min(1, share + 0.05), 4))
        return out

    def spec(lang: str) -> dict[str, Any]:
        names = {d: (en if lang == "en" else ja) for d, en, ja in DESIGNS}
        hours = "Hours since the event" if lang == "en" else "発生からの時間"
        share = "Share decided" if lang == "en" else "決定済みの割合"
        color = {
            "field": "design",
            "type": "nominal",
            "title": None,
            "sort": list(names),
            "scale": {"domain": list(names)},
            "legend": {
                "labelExpr": f"{json.dumps(names, ensure_ascii=False)}[datum.value]",
            },
        }
        x = {"field": "hours", "type": "quantitative", "title": hours}
        y: dict[str, Any] = {
            "field": "share",
            "type": "quantitative",
            "title": share,
            "axis": {"format": "%"},
            "scale": {"domain": [0, 1]},
        }
        return {
            "$schema": SCHEMA,
            "data": {"name": "rows"},
            "height": 300,
            "layer": [
                {
                    "mark": {"type": "area"},
                    "encoding": {
                        "x": x,
                        "y": y | {"field": "low"},
                        "y2": {"field": "high"},
                        "color": color,
                    },
                },
                {
                    "mark": {"type": "line", "tooltip": True},
                    "encoding": {"x": x, "y": y, "color": color},
                },
                {
                    "mark": {"type": "rule", "strokeDash": [6, 3]},
                    "encoding": {"x": {"datum": 4}},
                },
            ],
        }

    return Figure(
        id="ecdf",
        section="how-long",
        title=said("Time to the decision", "決定までの時間"),
        caption=said(
            "Share of incidents decided by each hour, with its 95 % interval; dashed: the "
            "deadline.",
            "各時点までに決定された割合と95 %信頼区間。破線は期限。",
        ),
        spec={"en": spec("en"), "ja": spec("ja")},
        choices=tuple(
            Choice(id=one.id, name=one.name, columns=columns(0.6 + 0.4 * n))
            for n, one in enumerate((LAUNCH, STRAIT, QUAKE))
        ),
    )


def _load() -> Figure:
    columns: dict[str, list[Any]] = {"headquarters": [], "hour": [], "load": []}
    for at, (key, *_) in enumerate(LANES[1:6]):
        for hour in range(24):
            columns["headquarters"].append(key)
            columns["hour"].append(hour)
            columns["load"].append(round(0.5 + 0.4 * math.sin((hour - 4 - at) / 24 * 2 * 3.14), 3))

    def spec(hour: str, load: str, lang: int) -> dict[str, Any]:
        names = json.dumps({key: names[lang] for key, *names in LANES}, ensure_ascii=False)
        return {
            "$schema": SCHEMA,
            "data": {"name": "rows"},
            "mark": {"type": "rect", "tooltip": True},
            "height": {"step": 24},
            "encoding": {
                "x": {"field": "hour", "type": "ordinal", "title": hour},
                "y": {
                    "field": "headquarters",
                    "type": "nominal",
                    "title": None,
                    "axis": {"labelExpr": f"{names}[datum.value]"},
                },
                "color": {
                    "field": "load",
                    "type": "quantitative",
                    "title": load,
                    "scale": {"domain": [0, 1]},
                },
            },
        }

    return Figure(
        id="load",
        section="where",
        title=said("Load of staff cells over the day", "班の負荷（一日）"),
        caption=said(
            "Share of its teams that are at work, by hour of the day.",
            "各時刻に作業中の班の割合。",
        ),
        spec={
            "en": spec("Hour of the day", "Share at work", 0),
            "ja": spec("時刻", "作業中の割合", 1),
        },
        choices=(Choice(id="all", name=said("All", "すべて"), columns=columns),),
    )


def _stock() -> Figure:
    columns: dict[str, list[Any]] = {"day": [], "share": []}
    for day in range(0, 361, 10):
        columns["day"].append(day)
        columns["share"].append(round(0.4 + 0.6 * math.exp(-day / 90), 4))

    def spec(day: str, share: str) -> dict[str, Any]:
        return {
            "$schema": SCHEMA,
            "data": {"name": "rows"},
            "mark": {"type": "line", "point": True, "tooltip": True},
            "height": 220,
            "encoding": {
                "x": {"field": "day", "type": "quantitative", "title": day},
                "y": {
                    "field": "share",
                    "type": "quantitative",
                    "title": share,
                    "axis": {"format": "%"},
                    "scale": {"domain": [0, 1]},
                },
            },
        }

    return Figure(
        id="stock",
        section="readiness",
        title=said("Interceptors in stock", "迎撃弾の備蓄"),
        caption=said("Share of the full stock, mean.", "満量に対する割合（平均）。"),
        spec={"en": spec("Day", "Share in stock"), "ja": spec("日", "備蓄の割合")},
        choices=(Choice(id="all", name=said("All", "すべて"), columns=columns),),
    )


def falls() -> Figure:
    """Return a figure of small charts beside each other, as the page makes it."""
    shares = {"ready": 0.5, "committed": 0.1, "recovering": 0.05, "planned": 0.2, "repair": 0.15}
    names = {key: said(en, ja) for key, en, ja in DESIGNS}
    made = taken_away(
        {"ships": {key: shares for key, _, _ in DESIGNS}}, names, {"ships": said("Ships", "艦艇")}
    )
    assert made is not None
    return made


STEPS = (
    # lane, to, kind, en, ja, start, queue, closed, work, on the critical path
    (0, 1, "report", "Report the launch", "発射を報告", 0.0, 0.0, 0.0, 0.05, True),
    (1, 2, "assess", "Assess the report", "報告を評価", 0.05, 0.2, 0.0, 0.5, True),
    (1, 4, "report", "Inform the ally", "同盟国に通報", 0.05, 0.0, 0.0, 0.3, False),
    (2, 3, "plan", "Draw up courses of action", "行動方針を作成", 0.75, 0.4, 0.0, 0.9, True),
    (4, 5, "plan", "Prepare the ally's part", "同盟国の分担を準備", 0.35, 0.6, 2.1, 0.8, False),
    (3, 2, "decide", "Approve the deployment", "展開を承認", 2.05, 0.2, 0.0, 0.3, True),
    (5, 4, "decide", "Release the ally's ships", "同盟国の艦艇を解放", 3.85, 0.5, 0, 0.5, False),
    (2, 6, "order", "Write and send the order", "命令を作成・伝達", 2.55, 0.1, 0.0, 0.4, True),
    (6, None, "ready", "Make ready", "出動準備", 3.05, 0.0, 0.0, 2.0, True),
    (6, None, "move", "Move to the strait", "海峡へ移動", 5.05, 0.0, 0.0, 9.5, True),
)
KINDS = {
    "report": ("Report", "報告"),
    "assess": ("Assess", "評価"),
    "plan": ("Plan", "計画"),
    "decide": ("Decide", "決定"),
    "order": ("Order", "命令"),
    "ready": ("Make ready", "準備"),
    "move": ("Move", "移動"),
}


def _course(design: str, pace: float, lanes: tuple[Lane, ...]) -> Course:
    steps = tuple(
        Step(
            id=f"s{n}",
            kind=kind,
            kind_name=said(*KINDS[kind]),
            lane=lanes[lane].id,
            to=None if to is None else lanes[to].id,
            who=lanes[lane].name,
            what=said(en, ja),
            start_h=start * pace,
            hours=(queue + closed + work) * pace,
            queue_h=queue * pace,
            closed_h=closed * pace,
            on_path=path,
            rule=f"rule-{kind}",
            where=f"headquarters.yaml:{10 * n + 5}",
        )
        for n, (lane, to, kind, en, ja, start, queue, closed, work, path) in enumerate(STEPS)
    )
    return Course(
        design=design,
        answered_h=14.55 * pace,
        sentence=said(
            "Most of the time goes into the way to the strait.",
            "時間の多くは海峡への移動に要する。",
        ),
        lanes=lanes,
        steps=steps,
        milestones=(
            Milestone(id="decided", name=said("decided", "決定"), hours=2.55 * pace),
            Milestone(id="on-station", name=said("on station", "全部隊到着"), hours=14.55 * pace),
        ),
    )


def _responses(extra: str) -> tuple[Response, ...]:
    lanes = tuple(
        Lane(id=key, name=said(en + extra, ja + extra), nation=nation)
        for key, en, ja, nation in LANES
    )
    return tuple(
        Response(
            id=key,
            incident=STRAIT,
            how=said(en, ja),
            place=said("Strait", "海峡"),
            arrived_h=arrived,
            moment=said("day 12, 03:10", "12日目 03:10"),
            milestone=named("on-station", "on station", "全部隊到着"),
            deadline_h=12.0,
            courses=(
                _course("before", pace, lanes),
                _course("standing", pace * 0.8, lanes),
            ),
        )
        for key, en, ja, arrived, pace in (
            ("median", "median", "中央値", 267.2, 1.0),
            ("slow", "slowest tenth", "遅い方の1割", 700.4, 2.2),
        )
    )


def _post(key: str, name: Said, kind: Any, nation: str, sidc: str, place: str) -> Post:
    return Post(
        id=key,
        name=name,
        kind=kind,
        nation=nation,
        sidc=sidc,
        detail=said("Commander: general", "指揮官：将"),
        place=place,
    )


def _organisations(extra: str) -> tuple[Organisation, ...]:
    where = ("north-base", "capital", "capital", "capital", "ally-island", "ally-capital")
    posts = tuple(
        _post(key, said(en + extra, ja + extra), "headquarters", nation, sidc, place)
        for (key, en, ja, nation), sidc, place in zip(
            LANES[:6],
            (
                "10031000001412000000",
                "10031002230000000000",
                "10031002240000000000",
                "10031002240000000000",
                "10031002220000000000",
                "10031002240000000000",
            ),
            where,
            strict=True,
        )
    ) + tuple(
        _post(f"unit-{n}", said(f"Squadron {n}", f"第{n}飛行隊"), "unit", nation, sidc, place)
        for n, (nation, sidc, place) in enumerate(
            (
                ("A", "10031000151211000000", "north-base"),
                ("A", "10033000001202000000", "west-port"),
                ("A", "10031000151211000000", "south-island"),
                ("B", "10033000001201000000", "ally-island"),
                ("B", "10031000151211000000", "ally-island"),
            ),
            1,
        )
    )

    def relation(
        superior: str, subordinate: str, kind: str = "OPCON", *, changed: bool = False
    ) -> Relation:
        return Relation(
            superior=superior,
            subordinate=subordinate,
            type=kind,
            missions=("strait",) if kind == "TACON" else (),
            only=said("Carrier group passes the strait", "空母群の海峡通過")
            if kind == "TACON"
            else None,
            changed=changed,
        )

    kept = (
        relation("minister", "joint-staff"),
        relation("joint-staff", "air-command"),
        relation("air-command", "sensor"),
        relation("air-command", "unit-1"),
        relation("joint-staff", "unit-2"),
        relation("ally-main", "ally-forward", "COCOM"),
        relation("ally-main", "unit-4", "ADCON"),
        relation("ally-forward", "unit-5"),
        relation("joint-staff", "ally-forward", "COORDINATION"),
    )
    only = (relation("air-command", "unit-3"), relation("ally-main", "unit-4", "OPCON"))
    new = (
        relation("joint-staff", "unit-3", "TACON", changed=True),
        relation("ally-forward", "unit-4", "OPCON", changed=True),
    )
    first = Phase(name=said("From the start", "開始時"), from_h=0.0, relations=kept + only, gone=())
    later = Phase(
        name=said("From day 180", "180日目から"), from_h=4320.0, relations=kept + new, gone=only
    )
    return (
        Organisation(design="before", posts=posts, phases=(first,)),
        Organisation(design="standing", posts=posts, phases=(first, later)),
    )


def _map(extra: str) -> Map:
    def replay(design: str, late: float) -> Replay:
        return Replay(
            design=design,
            incidents=(
                Occurred(
                    id="i1",
                    incident="strait",
                    place="gap",
                    from_h=268.0,
                    until_h=300.0,
                    milestones={"decided": 270.0 + late, "on-station": 284.0 + late},
                ),
            ),
            movements=(
                Movement(
                    unit="unit-3",
                    origin="south-island",
                    destination="gap",
                    incident="i1",
                    ordered_h=271.0 + late,
                    departed_h=273.0 + late,
                    arrived_h=281.0 + late,
                    left_h=290.0,
                    home_h=298.0,
                ),
                Movement(
                    unit="unit-4",
                    origin="ally-island",
                    destination="gap",
                    incident="i1",
                    ordered_h=272.0 + late,
                    departed_h=274.0 + late,
                    arrived_h=284.0 + late,
                    left_h=None,
                    home_h=None,
                ),
            ),
            messages=(
                Message(
                    sender="sensor",
                    receiver="air-command",
                    kind="report",
                    kind_name=said("report", "報告"),
                    sent_h=268.0,
                    received_h=269.0,
                    incident="i1",
                ),
                Message(
                    sender="joint-staff",
                    receiver="ally-main",
                    kind="order",
                    kind_name=said("order", "命令"),
                    sent_h=269.0,
                    received_h=271.0 + late,
                    incident="i1",
                ),
            ),
        )

    return Map(
        land=land_around([(lat, lon) for *_, lat, lon in PLACES]),
        milestones=(
            named("decided", "decided", "決定"),
            named("on-station", "on station", "全部隊到着"),
        ),
        places=tuple(
            Place(id=key, name=said(en + extra, ja + extra), latitude=lat, longitude=lon)
            for key, en, ja, lat, lon in PLACES
        ),
        replication=7,
        from_h=266.0,
        until_h=302.0,
        replays=(replay("before", 1.5), replay("standing", 0.0)),
    )


def _annex(extra: str) -> Annex:
    standings = ("sourced", "unverified", "guess", "choice", "none")
    return Annex(
        method=(
            said("Replications share worlds and luck.", "反復は想定世界と偶然を共有する。"),
            said("Verdicts are corrected for their number.", "判定は件数を補正してある。"),
        ),
        provenance=(
            (said("Version", "版"), "0.9.0"),
            (said("Seed", "乱数の種"), "1"),
            (
                said("Scenario", "シナリオ") if not extra else said(extra, extra),
                "sha256 92a4b8ce6d5a",
            ),
        ),
        command="renkei compare strait before joint standing --reps 75 --seed 1",
        assumptions=tuple(
            Assumption(
                path=f"headquarters.joint-staff.cells.cell-{n}.teams{extra}",
                value=f"{n % 7 + 1}",
                range=f"{n % 7}–{n % 7 + 3}",
                source=f"SRC{n % 9}",
                standing=standings[n % 5],  # type: ignore[arg-type]
                confidence=("high", "medium", "low", "guess")[n % 4],
            )
            for n in range(120)
        ),
        sources={f"SRC{n}": f"White paper {2018 + n}, chapter {n + 1}{extra}" for n in range(9)},
    )


def page(*, hostile: bool = False) -> Page:
    """Return a document with every part; ``hostile`` puts markup and controls into its names."""
    extra = HOSTILE if hostile else ""
    return Page(
        scenario=Scenario(
            id="strait",
            name=said("Strait" + extra, "海峡" + extra),
            description=said(
                "Two nations watch a strait with one headquarters each, or with one for both.",
                "二か国が海峡を監視する。司令部はそれぞれに一つ、または共同で一つ。",
            ),
            numbers=2255,
            sourced=382,
            guesses=1778,
            unverified=91,
            zone="Asia/Tokyo",
            start="2027-04-01",
        ),
        designs=tuple(
            Design(
                id=key,
                name=said(en + extra, ja + extra),
                baseline=at == 0,
                summary=said(en, ja),
                price=said("The baseline.", "基準案。")
                if at == 0
                else said(f"{140 * at} more billets.", f"定員{140 * at}名の増。"),
            )
            for at, (key, en, ja) in enumerate(DESIGNS)
        ),
        incidents=(LAUNCH, STRAIT, QUAKE),
        answer=_answer(extra),
        figures=(_ecdf(), _load(), _stock(), falls()),
        responses=packed(
            _responses(extra),
            picked_by="before",
            note=said("Kept are 2 of 83,096 incidents.", "収録は83,096件のうち2件。"),
        ),
        organisations=_organisations(extra),
        map=_map(extra),
        annex=_annex(extra),
    )


def crowded_page() -> Page:
    """Return a document as large as that of the flagship: seven designs, nine rows of verdicts."""
    made = page()
    many = tuple(
        design.model_copy(
            update={
                "id": f"{design.id}-{n}",
                "name": said(
                    f"{design.name.en} with {n} more shifts in the yards",
                    f"{design.name.ja}・整備工場の交代制{n}組増",
                ),
                "baseline": n == 0,
            }
        )
        for n, design in enumerate((made.designs * 3)[:7])
    )
    rows = tuple(
        finding.model_copy(
            update={
                "rows": tuple(
                    finding.rows[min(n, 1 + n % 2)].model_copy(update={"design": design.id})
                    for n, design in enumerate(many)
                )
            }
        )
        for finding in (made.answer.findings * 3)[:9]
    )
    why = said(
        "Under the standing combined task force a missile launch without warning is agreed "
        "between the nations 4.7 h sooner on average than side by side (95 % interval 3.9 to "
        "5.5 h): 2.7 h (2.2 to 3.3 h) less time in coordination, mostly at the regional command; "
        "1.4 h (1.2 to 1.6 h) less time in translation, mostly at the coordination centre.",
        "常設の共同任務部隊では、予告なしのミサイル発射に関する国家間の合意が、併置より平均"
        "4.7時間早い（95 %信頼区間3.9～5.5時間）。内訳：調整の時間が2.7時間（2.2～3.3時間）減、"
        "主に地域軍司令部；翻訳の時間が1.4時間（1.2～1.6時間）減、主に共同運用調整所。",
    )
    answer = made.answer.model_copy(update={"findings": rows, "why": (why,) * 3})
    return made.model_copy(
        update={
            "designs": many,
            "answer": answer,
            "responses": None,
            "organisations": (),
            "map": None,
            "figures": (),
        }
    )
