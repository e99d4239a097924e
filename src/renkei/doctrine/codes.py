"""The error codes of doctrine: what only the command graph, or a compiled design, can show."""

from __future__ import annotations

from renkei.scenario.language.codes import ErrorCode

DOCTRINE_CODES = (
    ErrorCode(
        "DOC-001",
        "a unit that nobody can order",
        "Orders flow only down COCOM, OPCON and TACON; this unit has no superior by any of them.",
        "Give it a superior, as in `opcon: fleet`.",
    ),
    ErrorCode(
        "DOC-002",
        "an authority that nobody holds",
        "A response needs a decision of this category by this nation, and no authority covers it.",
        "Add an entry of `authorities` with this nation and category.",
    ),
    ErrorCode(
        "DOC-003",
        "no path of messages",
        "A report or answer must get from one headquarters to another, and no chain of command "
        "relationships and channels joins them.",
        "Declare a channel between them, or give both a common superior.",
    ),
    ErrorCode(
        "DOC-004",
        "no unit that could be ordered or asked for",
        "No unit of the nation with the capability is under the sender, or under a superior that "
        "the sender can ask.",
        "Give the unit or the sender a superior by OPCON, TACON or COCOM.",
    ),
    ErrorCode(
        "DOC-005",
        "overlapping authorities without a judge",
        "Two headquarters hold the same authority, and nobody above both can say who decides.",
        "Put both under one superior, or take the category from one of them.",
    ),
    ErrorCode(
        "DOC-007",
        "work for a headquarters that is not active",
        "An improvised headquarters has no teams until a response activates it, on the lead's "
        "decision. A step of this response falls to such a headquarters before that decision, or "
        "to one that the response does not activate. The step would wait for ever.",
        "Add it to `activates` of the response, or let a standing headquarters do it.",
    ),
    ErrorCode(
        "DOC-008",
        "work for a cell without teams",
        "A step falls to a cell that has no teams in any world, and would wait for ever.",
        "Give the cell teams, or remove it, so that another cell does its work.",
    ),
    ErrorCode(
        "DOC-009",
        "supplies that change in a later phase",
        "Stocks, lines, facilities and maintenance are those of the first phase of a design: a "
        "stock has one past. A phase may change docks, and who decides, releases and carries.",
        "Make the change at the start of the design, or state a design of its own.",
    ),
    ErrorCode(
        "DOC-101",
        "warning: hours that never open",
        "The cell or channel keeps hours that do not come within the run, or within this phase of "
        "the run: its work waits to the end.",
        "Correct `days`, `holidays` or `except` of the hours, or the period.",
    ),
    ErrorCode(
        "DOC-102",
        "warning: holidays outside the run",
        "The list has no date within the run, or no date in some years of the run, or a date is "
        "named that does not come: nothing closes on the days that were meant.",
        "Add the dates of the years of the run.",
    ),
    ErrorCode(
        "DOC-103",
        "warning: docking date outside the run",
        "Maintenance is `scheduled` for a date after the end of the run, or was over before it "
        "began: it never takes place.",
        "Correct the date, or the period.",
    ),
    ErrorCode(
        "DOC-104",
        "warning: the only team is kept too long",
        "One task may hold the only team of a cell longer than the deadline of a more urgent "
        "task that needs the same team and does not interrupt the first. The deadline is then "
        "missed whatever the precedence. By planning values; the worst pair of each cell.",
        "State as work only what occupies the people: waiting for others, travel and sleep do "
        "not. Or let the more urgent interrupt (`interrupts`), or give the cell a second team.",
    ),
    ErrorCode(
        "DOC-105",
        "warning: carriers wait for what only they can carry",
        "Platforms of a unit wait in maintenance for a part. The shipment of the part waits for "
        "lift by the same unit, behind a request for several of its platforms. The free platforms "
        "are held for that request: from then on nothing moves.",
        "Write `overtaking: allowed` at that force, or let others carry the part.",
    ),
    ErrorCode(
        "DOC-111",
        "warning: a place in another part of the world than its time zone",
        "Clocks there would be more than 3 h 30 min off the sun: a sign or a digit of `longitude` "
        "is wrong, latitude and longitude are exchanged, or the zone belongs to another place.",
        "Correct `latitude`, `longitude` or `zone`; `UTC` is not asked about.",
    ),
    ErrorCode(
        "DOC-112",
        "warning: a way by land that perhaps crosses the sea",
        "The way by ship between base and place is hardly longer than the straight line, so that "
        "the way by land may be water. Renkei keeps no map of coasts.",
        "State `land` of both places: one name where a road exists, two names where none does.",
    ),
)
"""Every code, in order; those from DOC-101 on are warnings, and the scenario can be run."""
