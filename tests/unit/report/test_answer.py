"""The answer on one page: what differs, what does not, how few incidents make it, in 60 lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from rich.console import Console
from rich.text import Text

from renkei._base.language import speaking
from renkei.analysis import Comparison, Families, Row, Zone
from renkei.analysis.responses.rows import Separated
from renkei.report.responses.answer import LINES, render_answer
from renkei.report.responses.reasons import Reason
from renkei.study.names import design_in_words, plain_design_name
from renkei.study.naming import Labels, Naming
from renkei.study.prices import Price

NUMBERS = {
    "numbers": 12,
    "sourced": 2,
    "unverified": 1,
    "guesses": 8,
    "unsourced": 1,
    "with_range": 9,
    "other_mean": 0,
}
WHY = {"new": ["Because the board meets daily.", "And so on."], "far": ["Because."]}


def naming(incidents: dict[str, str], designs: dict[str, str]) -> Naming:
    prices = {name: [Price(date(2025, 4, 1), {"ARN": 60.0})] for name in designs}
    deadlines = dict.fromkeys(incidents, ("decided", 12.0))
    labels = Labels(incidents, designs, deadlines, prices)
    return Naming(labels, {}, 720.0, False, [], {}, [], NUMBERS)


def rows(incident: str, verdicts: dict[str, tuple[float, str]], metric: str) -> list[Row]:
    statistic = "p_deadline" if metric == "p_deadline" else "mean"
    base = Row(
        incident=incident,
        design="old",
        metric=metric,
        milestone="decided",
        statistic=statistic,
        unit="1" if statistic == "p_deadline" else "h",
        estimate=0.5 if statistic == "p_deadline" else 8.0,
        low=0.4,
        high=0.6,
        n_incidents=300,
        n_replications=50,
        reached=1.0,
        verdict="baseline",
    )
    others = [
        replace(
            base,
            design=design,
            difference=by,
            diff_low=by - 0.02,
            diff_high=by + 0.02,
            verdict=verdict,
            needed=700 if verdict == "undecided" else None,
        )
        for design, (by, verdict) in verdicts.items()
    ]
    return [base, *others]


def answer(
    found: list[Row],
    separated: tuple[Separated, ...] = (),
    designs: int = 3,
    supply: Sequence[tuple[str, str, Text]] = (),
    why: Mapping[str, Sequence[str]] = WHY,
) -> str:
    names = {"old": "Two chains", "new": "One commander", "far": "Far away"}
    names |= {f"more-{n}": f"Another design, number {n}" for n in range(designs - 3)}
    incidents = dict.fromkeys(row.incident for row in found)
    comparison = Comparison(
        tuple(found), "old", tuple(names), 0.95, Zone(), "holm", Families(3, 3), "worlds", (),
        separated,
    )  # fmt: skip
    of = naming({name: f"Incident of {name}" for name in incidents}, names)
    console = Console(width=100, no_color=True, markup=False)
    with console.capture() as captured:
        console.print(render_answer(comparison, of, why, supply))
    return captured.get()


def words(text: str) -> str:
    return " ".join(text.split())


def test_each_incident_type_stands_where_it_belongs() -> None:
    same = {"new": (0.0, "equivalent"), "far": (0.0, "equivalent")}
    open_ = {"new": (0.02, "undecided"), "far": (0.0, "equivalent")}
    rare = {"new": (0.0, "too few"), "far": (0.0, "too few")}
    told = {"new": (0.09, "better"), "far": (0.01, "undecided")}
    later = {"new": (3.0, "worse"), "far": (0.0, "equivalent")}
    text = words(answer([
        *rows("quake", told, "p_deadline"),
        *rows("flood", same, "p_deadline"), *rows("flood", later, "decided_mean"),
        *rows("fire", open_, "p_deadline"), *rows("landing", rare, "p_deadline"),
        *rows("storm", same, "p_deadline"),
    ]))  # fmt: skip
    # The interval of the baseline stands on the second line, between the words of the verdicts.
    assert "50 % better: new +9 points (+7 to +11); undecided: (40–60) far" in text
    assert "8 h worse: new +3 h (+3 to +3); equivalent:" in text
    assert "Of 5 incident types 2 differ under some design, 1 are alike, 1 undecided, 1 too" in text
    assert "alike In time, under every design: Incident of storm." in text
    assert "undecided Incident of fire; 700 to 700 replications would decide." not in text
    assert "undecided Incident of fire; about 700 replications would decide." in text
    assert "too rare In these replications: Incident of landing." in text
    assert text.index("quake") < text.index("flood")  # what was asked comes before what was not


def test_a_design_that_decides_later_and_arrives_sooner_is_told_by_both() -> None:
    """The milestone that answers the type comes first, whatever the order of the rows."""
    later = [
        replace(row, milestone="ordered", metric="ordered_mean")
        for row in rows("quake", {"new": (1.5, "worse")}, "decided_mean")
    ]
    sooner = rows("quake", {"new": (-20.0, "better")}, "decided_mean")
    text = words(answer([*rows("quake", {"new": (0.0, "undecided")}, "p_deadline"),
                         *later, *sooner]))  # fmt: skip
    assert text.index("better: new −20 h") < text.index("worse: new +1.5 h")
    alike = [replace(row, verdict="better") if row.design == "new" else row for row in later]
    text = words(answer([*alike, *sooner]))
    assert "better: new −20 h" in text
    assert "+1.5 h" not in text  # a second measure of the same verdict adds nothing


def test_the_designs_and_the_incidents_that_make_the_difference_come_first() -> None:
    told = {"new": (0.09, "better"), "far": (0.0, "equivalent")}
    separated = (
        Separated("quake", "new", 300, 28, 1), Separated("quake", "far", 300, 2, 2),
        Separated("fire", "new", 100, 1, 0), Separated("fire", "far", 100, 0, 0),
    )  # fmt: skip
    found = [*rows("quake", told, "p_deadline"), *rows("fire", told, "decided_mean")]
    lines = answer(found, separated).splitlines()
    assert lines[0] == "The answer: new (One commander), far (Far away) against old (Two chains)"
    head = words(" ".join(lines[1:8]))
    assert head.startswith("Of the same 400 incidents in 50 replications:")
    # In time where the baseline is late, late where it is in time; ARN 60 billets more.
    assert "new One commander 29 1 ARN +60 far Far away 2 2 ARN +60" in head
    assert "12 numbers, 2 with a source, 1 held to be known but not looked up, 8 marked" in words(
        "\n".join(lines)
    )


def test_the_name_of_a_design_does_not_say_its_identifier_twice() -> None:
    assert design_in_words("d8", "D8: combined command") == "d8 (combined command)"
    assert plain_design_name("d2+m4", "D2: by phases + M4: second shift") == (
        "by phases + second shift"
    )
    assert plain_design_name("apart", "Two chains: apart") == "Two chains: apart"
    assert design_in_words("staffed", "staffed") == "staffed"
    with speaking("ja"):
        assert design_in_words("d8", "D8：連合司令部（韓米連合軍司令部型）") == (
            "d8：連合司令部（韓米連合軍司令部型）"
        )


def test_each_type_that_differs_is_named_with_its_verdicts() -> None:
    """Thirteen types differ: those that the table has no room for are said in words."""
    told = {"new": (0.09, "better"), "far": (-0.1, "worse")}
    found = [row for n in range(13) for row in rows(f"t{n}", told, "p_deadline")]
    text = words(answer(found))
    assert [n for n in range(13) if f"Incident of t{n}" not in text] == []
    assert "Incident of t12 (in time: better new, worse far)" in text
    same = {"new": (0.09, "better"), "far": (0.1, "better")}
    found = [row for n in range(13) for row in rows(f"t{n}", same, "p_deadline")]
    assert "Incident of t12 (in time: better all)" in words(answer(found))


def test_nothing_differs_is_said() -> None:
    text = answer(rows("fire", {"new": (0.0, "equivalent")}, "p_deadline"))
    assert "Nothing that was compared is better or worse under any design." in text
    assert "why   " in text


def test_one_design_alone_is_not_said_to_differ_from_nothing() -> None:
    alone = Comparison(
        tuple(rows("fire", {}, "p_deadline")), "old", ("old",), 0.95, Zone(), "holm", Families(0),
        "worlds", (),
    )  # fmt: skip
    console = Console(width=100, no_color=True, markup=False)
    with console.capture() as captured:
        console.print(render_answer(alone, naming({"fire": "Fire"}, {"old": "Two chains"}), {}))
    assert "The answer: old" in captured.get()
    assert "better or worse" not in captured.get()


def test_many_designs_and_types_stay_on_one_page() -> None:
    designs = {"new": (0.09, "better"), "far": (-0.3, "worse")}
    designs |= {f"more-{n}": (0.1 + n / 100, "better") for n in range(7)}
    found = [row for n in range(30) for row in rows(f"type-{n}", designs, "p_deadline")]
    supply = [(f"Frigates {n}, mission capable", "60 %", Text("better: new +6 points (+1 to +9)"))
              for n in range(5)]  # fmt: skip
    text = answer(found, designs=10, supply=supply)
    long = {name: ["Under the new design " + "much is done sooner, " * 25] for name in "ab"}
    text = answer(found, designs=10, supply=supply, why=long)
    assert len(text.splitlines()) <= LINES
    assert max(map(len, text.splitlines())) <= 100
    assert "more incident types (--types); 4 groups of units or stocks (--sust" in words(text)
    assert "much is done sooner" in text
    assert "better: more-6 +16 points" in words(text)
    assert "also more-4, more-3" in words(text)


def test_what_differs_in_supply_is_named_too() -> None:
    supply = [("Frigates, mission capable", "60 %", Text("better: new +6 points"))]
    text = answer(rows("fire", {"new": (0.0, "equivalent")}, "p_deadline"), supply=supply)
    assert "Frigates, mission capable" in text
    assert "Nothing that was compared" not in text


def test_a_reason_is_of_a_type_that_is_shown() -> None:
    """Of thirty types that differ a few are shown: what is said of another one is left out."""
    better = {"new": (0.09, "better"), "far": (0.0, "equivalent")}
    found = [row for n in range(30) for row in rows(f"t{n}", better, "p_deadline")]
    why = {
        "new": [Reason("Hidden, because of it.", "t29"), Reason("Shown, because of it.", "t0")],
        "far": [Reason("Hidden too.", "t28")],
    }
    text = words(answer(found, why=why))
    assert "Incident of t0" in text
    assert "18 more incident types (--types)" not in text
    assert "11 more incident types (--types)" in text
    assert "why Shown, because of it." in text
    assert "Hidden" not in text


def test_the_first_reason_is_of_the_first_row_and_the_design_that_differs_most() -> None:
    """Three designs do the same to one type: it is said once, and not before the first type."""
    first = rows("launch", {"new": (0.5, "better"), "far": (0.0, "undecided")}, "p_deadline")
    second = rows("intruder", {"new": (0.2, "worse"), "far": (0.1, "worse")}, "decided_mean")
    why = {
        "far": [Reason("Far decides late.", "intruder")],
        "new": [
            Reason("New decides late too.", "intruder"),
            Reason("New agrees sooner.", "launch"),
            Reason("The probability is higher.", "launch", restates=True),
        ],
    }
    text = words(answer([*first, *second], why=why))
    assert "why New agrees sooner." in text
    assert "Far decides late." not in text
    assert text.count("decides late") <= 1
