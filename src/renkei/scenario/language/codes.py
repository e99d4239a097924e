"""The error codes of the language, each with what it means and how to put it right.

What for: `renkei explain SCN-012`, the page of error codes, and the tests, which make sure that
each code is reported by some case. A code keeps its meaning for good; codes are not used again.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ErrorCode:
    """An error code: a title, why it is an error, and an example of the remedy."""

    code: str
    title: str
    explanation: str
    remedy: str


def _codes(text: str) -> dict[str, ErrorCode]:
    """Read the table below: blocks of code and title, explanation, remedy."""
    found = {}
    for block in text.strip().split("\n\n"):
        head, explanation, remedy = block.split("\n")
        code, title = head.split(" ", 1)
        found[code] = ErrorCode(code, title, explanation, remedy)
    return found


FAMILIES = {
    "SCN-00": "files and folders",
    "SCN-01": "the text: YAML and keys",
    "SCN-02": "plain values",
    "SCN-03": "quantities",
    "SCN-04": "designs",
    "SCN-05": "references",
    "SCN-06": "command",
    "SCN-07": "time",
    "SCN-08": "incidents and responses",
    "SCN-09": "posture",
    "SCN-10": "stocks and lines",
    "SCN-11": "facilities and maintenance",
    "SCN-12": "hours and holidays",
    "SCN-13": "forces that wait",
    "SCN-14": "recorded clocks",
    "SCN-15": "disruptions",
}
"""The subject of each ten codes."""

CODES: dict[str, ErrorCode] = _codes(
    r"""
SCN-001 file cannot be read
No file exists at the path, or the file may not be read.
Check the spelling of the path; the message names the nearest file beside it.

SCN-002 file too large
A file is refused by its size before it is read, so that a wrong file costs no time.
Split the scenario: a folder of files may replace one file.

SCN-003 not UTF-8
The bytes of the file are not UTF-8 text; the message gives line, column and byte position.
Save the file as UTF-8, in most editors under "Save with encoding".

SCN-004 empty file
The file has no content, or comments only.
Begin with `renkei: 1`; `renkei new mine.yaml` writes a small scenario that works.

SCN-005 folder without scenario.yaml
A scenario may be a folder: its root is `scenario.yaml`, its tables are the files beside it.
Add `scenario.yaml` with `renkei: 1`, `name` and `time`.

SCN-006 row of a CSV table
A row has more or fewer cells than the header, or a quote is not closed.
Put a cell that contains a comma, a quote or a line break in quotes: `"Yokota, west"`.

SCN-007 header of a CSV table
The first column must be `id`, and each attribute has one column.
Name columns by attribute: `id,name.en,name.ja,nation`; not `name` beside `name.en`.

SCN-008 file of no table
In a folder, each YAML or CSV file is named after a table of the language.
Rename `hq.yaml` to `headquarters.yaml`; keep notes in files with another ending.

SCN-010 text that is not YAML
The YAML parser stopped here; the rest of the file was not read.
Check the indentation (spaces, no tabs), and quote texts with `: ` or a leading `@`.

SCN-011 key or entry twice
YAML readers keep the first or the last of two equal keys; Renkei keeps neither.
Remove one of the two, or give it another id.

SCN-012 unknown key
Each table has a fixed set of attributes, so that a misspelt key cannot pass unseen.
Use the nearest valid key, which the message names: `teams`, not `team`.

SCN-013 attribute missing
This attribute has no default.
Add the attribute; in a design, check the spelling of the id: a new id makes a new entry.

SCN-014 null
A value is missing here; null means different things to different readers.
Leave the attribute out, write `{}` for an empty table, or quote the text: `"null"`.

SCN-015 merge key
`<<` is not part of current YAML, and hides the origin of a value.
Write the attributes out; to share changes, use designs with `extends`.

SCN-016 alias
An alias has no anchor before it, refers to itself, or aliases multiply the document.
Write the values out.

SCN-017 tag
Tags such as `!!int` tell a parser the type; here the language knows the type.
Remove the tag.

SCN-018 several documents
A file holds one document; `---` begins a second one.
Put the second scenario into a file of its own, or turn it into a design.

SCN-019 structure
Keys are plain texts, and tables are not nested without end.
Write the key as a text; bring deep parts up into entries of their own.

SCN-020 value of the wrong kind
The value is a table where a list is expected, or a text where a table is expected.
`capabilities: [airlift]` is a list; `name: {en: Yokota}` is a table.

SCN-021 not one of the choices
The attribute has a fixed set of values.
Use one of the values listed: `medium: sea`.

SCN-022 malformed text
Ids are lower-case letters, digits and hyphens; nations three capitals; times of day `"08:30"`.
Write `sd-fleet`, `JPN`, `"08:30"`.

SCN-023 not a number
Numbers are written out, so that every reader reads the same: no exponent, no leading zeros.
Write `1000`, not `1e3` or `1,000`; `12`, not `012`.

SCN-024 number out of bounds
The number lies outside what the attribute allows.
Latitudes are -90 to 90; counts of platforms are at least 1.

SCN-025 not true or false
`yes`, `on` and `1` mean different things to different readers.
Write `true` or `false`.

SCN-026 not a date
Dates are `2025-04-01`, moments `2025-04-01T08:30`, and must exist in the calendar.
Write the year with four digits, month and day with two.

SCN-027 number of entries
The list or table needs more entries, or has too many.
A channel has exactly two ends: `between: [jjoc, usfj]`.

SCN-028 version of the language
The document is written for a version that this program does not know.
Begin the document with `renkei: 1`.

SCN-030 not a quantity
A quantity is a number with its unit, or a table such as `{value: 20 min, range: [10 min, 1 h]}`.
Write `20 min`; durations are not clock times, `8 h` rather than `8:00`.

SCN-031 unit missing or unknown
Every time, rate, speed and distance has a unit. A month is no unit, since months differ.
Write `20 min`, `450 kt`, `6 / year`, `120 nmi`; days instead of months.

SCN-032 wrong dimension
The unit has another dimension than the attribute.
A notice to move is a time: `2 h`, not `2 kt`.

SCN-033 quantity out of bounds
Speeds and means are above 0; shares are at most 1, also with range and parameter; a cv at most 20.
Write `60 %` or `0.6`; lower the range where a parameter raises a share above 100 %.

SCN-034 malformed distribution
A quantity has exactly one of `value` and the distributions, and each has its own parameters.
Write `{lognormal: {mean: 6 h, cv: 0.5}}` or `{triangular: [1 h, 2 h, 6 h]}`.

SCN-035 bounds in the wrong order
The parameters of a distribution or range must not fall.
`{triangular: [low, mode, high]}` with low <= mode <= high.

SCN-036 empty distribution
A list of values or components is empty, weights are all 0, or their numbers differ.
Give at least one value, and one weight for each value.

SCN-037 range without its best value
The range covers the plausible means; the best value lies in it.
Widen the range, or change the value: the mean of `triangular` is (low + mode + high) / 3.

SCN-038 quantity that may not vary
This attribute is the same in every case, or certain: a distribution or range has no meaning.
Write the mean as `value`, and its uncertainty as `range`, where a range is allowed.

SCN-039 best value that cannot be the mean
Half of the worlds lie below the median: their mean is in the middle half of the range.
Narrow the range, say `means: median`, or state another best value.

SCN-040 nothing to remove
`remove` names a path that the document, as changed so far, does not have.
Write the path from the root: `channels.jct-jjoc`, `headquarters.sd-fleet.opcon`.

SCN-041 design extended
`extends` names no design, or designs extend each other in a circle.
Name another design of the scenario.

SCN-042 change that a design may not make
All designs meet the same incidents, in the same period, under the same limits.
Change the base; or write `unpaired: <why>`: such a design may change arrivals and places.

SCN-043 phases out of order
The phases of a design are listed in the order of their dates, one phase for each date.
Sort them by `from`.

SCN-044 relationship given twice
`opcon: x` in a headquarters or unit is short for the relationship `opcon.<id>`.
Keep one of the two; missions and dates need the entry in `relationships`.

SCN-050 unknown id
The attribute refers to an entry that no table has.
Use the nearest id, which the message names, or declare the entry.

SCN-051 unknown source
Every `source` is an id of the table `sources`, or the word `guess`.
Add the source with its `text`, or write `source: guess` and mean it.

SCN-052 unknown parameter
`parameter` names an entry of the table `parameters`; a parameter has no parameter itself.
Declare it: `parameters: {staff-speed: {value: {value: 1, range: [0.5, 2]}, description: ...}}`.

SCN-053 unknown interpreters
Translation is work of a cell, written `headquarters.cell`.
Write `interpreters: jjoc.interpreters`, and give `jjoc` that cell.

SCN-054 unknown time zone
Zones are names of the IANA time zone database.
Write `Asia/Tokyo`, not `JST` or `UTC+9`.

SCN-055 category that no response has
No response or transfer has this category, but one has a category that is spelt nearly alike.
Spell the category as the response or `shared_with` does.

SCN-056 capability that no unit has
No unit of the nation has the capability that the response or shipment needs from that nation.
Spell the capability as the units do, or give it to a unit.

SCN-057 unknown cell
The headquarters has no cell of this name, and the name is not one that every headquarters knows.
Name a cell of the headquarters, or `operations`.

SCN-058 no way by land
Units that move by land stay on the land mass of their base, where `land` of the places names one.
Send units that fly, sail or have their base there; or correct `land` of the places.

SCN-059 design that is no load
The `load` of a question is laid on every design, so each of its parts says `kind: load`.
Name a load or several, as `load: crisis+loss`; compare other designs with `designs`.

SCN-060 circle of command
Relationships of one type, followed upwards, lead back to their start.
Remove or reverse one of the relationships named.

SCN-061 two superiors by OPCON
For a mission and date a force is under OPCON of one commander.
Change the existing relationship instead of adding one, or give them different missions or dates.

SCN-062 own superior
Superior and subordinate of a relationship are the same.
Name two different ends.

SCN-063 id used twice
A unit has the id of a headquarters, or a line that of a stock: the id could mean either.
Rename the unit, `vp-5-squadron`, or the line, `missile-line`.

SCN-064 channel to itself
Both ends of a channel are the same headquarters.
Name two different ends.

SCN-070 date outside the run
A date before the start, or after horizon and drain, never has an effect.
Correct the date, change `time`, or remove the entry.

SCN-071 ends before it begins
`until` is the first day on which the entry no longer holds; it is later than `from`.
Swap or correct the dates.

SCN-072 clock
The horizon is above 0, the warm-up shorter, the run at most 100 years, samples 1 h apart or more.
`time: {start: 2025-04-01, horizon: 90 d, warm_up: 30 d, drain: 30 d}`.

SCN-073 board that never meets
A board without days or times never meets; a decision that waits for it waits for ever.
Give `days` and `times`, or remove the board.

SCN-074 working hours of no length
A `close` after `open` is on the same day, one before `open` on the next; an equal one is unclear.
The whole day is `open: "00:00", close: "24:00"`; a night watch `open: "20:00", close: "04:00"`.

SCN-075 growth out of order
The steps of `build_up` stand in order of time, and there is at least one.
`build_up: [{after: 6 h, share: 30 %}, {after: 2 d, share: 100 %}]`.

SCN-076 year that cannot be meant
A year such as 31 is a slip, and close to the ends of the calendar nothing can be added to a date.
Write four digits: `2031-04-01`.

SCN-077 two boards for one decision
Both boards hold decisions of the same headquarters, stage, category and precedence.
Write all days and times in one board, or give them different `categories`.

SCN-078 questions without pause
The time between two questions is more than 0.
Write `every: 2 h`.

SCN-079 routine work without teams
An improvised headquarters has no teams until it is activated; its routine work would pile up.
Remove `background`, the briefing or the depot, or make the headquarters a standing one.

SCN-080 arrivals
Incidents arrive by a `rate`, at `scheduled` moments, or as `recorded`: exactly one of them.
Keep one; two kinds of arrivals are two entries of `incidents`.

SCN-081 rate missing
Seasons, surges, overdispersion and clusters change a rate; dates are replayed as they are.
Add `rate`, or remove the modulation.

SCN-082 seasonal factors
The twelve factors are 0 or more, and not all 0.
`seasonal: [1, 1, 1, 1, 1, 1, 2, 3, 3, 2, 1, 1]`.

SCN-083 deadline for a milestone that is never reached
Without partners nothing is agreed, without forces nothing is ordered: every answer would be late.
Write `deadline_for: decided`, or `complete`.

SCN-084 lead
Exactly one nation leads a response.
Give one nation `role: lead`, the others `partner` or `informed`.

SCN-085 force without decision
The nation that should send the force has no part in the response, or is informed only.
Add the nation to `nations` as a partner; with `trigger: detection` being informed is enough.

SCN-086 part of a nation
Only a partner starts on the lead's request; an informed nation neither assesses nor plans.
Write `{role: partner, starts: request, request: 12 h}`.

SCN-087 coordination
Rounds, and forces that wait for agreement, need a partner; the agreement of a round is above 0.
Add a partner, remove `coordination` or order on `decision`, or raise `agreement`.

SCN-088 force that can never be complete
The force needs more platforms than the nation can ever have ready: it would wait for ever.
Lower the count, add platforms, or write `when_short: less`.

SCN-089 activation
Only an improvised headquarters, one with `build_up`, is activated.
Give it `build_up`, or remove it from `activates`.

SCN-090 posture limit exceeded
A design adds more people of a nation than today's posture leaves room for.
Add fewer, or remove people elsewhere in the same design.

SCN-091 posture limit below today's figure
More people are present than the limit allows, before any design.
Correct `present` or `limit`.

SCN-100 amount of 0
A lot, batch, rate, dock or interval of 0 would do nothing, or go on for ever; ranges count too.
Write the least possible amount, or remove the attribute.

SCN-101 number that is not whole
Teams, items, platforms and docks are counted one by one.
Write a whole number; a range may have any ends, and the number drawn is rounded in each world.

SCN-102 order never placed
The reorder point lies below the target; a lot without reorder point is at most the target.
`target: 100` with `replenishment: {reorder_at: 40, transport: 10 d}`, or with `lot: 20` beside.

SCN-103 supplier of another item
The stock or line that supplies, or the stock that receives, has another item.
Name a supplier of the same item; different items are different entries of `items`.

SCN-104 circle of supply
A stock is supplied by itself through a chain, or a line needs its own product.
Let the chain end at a line, or at a stock supplied from outside the model (no `supplier`).

SCN-105 not shared
A nation draws on a stock or line of another nation only where the owner shares it.
Add `shared_with: {JPN: {}}` to the stock or line, without its owner.

SCN-106 transfer that nobody may decide
The owner has no authority for the category under which each transfer is decided.
Add an `authority` of the owner with the category, or leave `category` out: a standing agreement.

SCN-107 two stocks of one item
A depot has one stock of an item, so that every demand has a single source.
Merge the two stocks, or put them into two depots at the same place.

SCN-108 repair
Parts come back one by one: each is mended, or one new part is ordered for it.
Beside `repair` leave out `reorder_at`, `lot`, `every`; with a `share` write `replenishment`.

SCN-109 deliveries
Several deliveries need the interval between them.
`{to: missiles, quantity: 10, first: 90 d, every: 90 d, deliveries: 4}`.

SCN-110 when maintenance is due
By calendar time, hours of use, deployments, or at `scheduled` dates: exactly one of them.
Keep one; different reasons are different entries of `maintenance`.

SCN-111 unit without a type
Docks and bays are counted by the type of platform, which the unit does not state.
Add `type: destroyer` to the unit, as in `docks` of its facilities.

SCN-112 no facility may take it
No facility listed has docks for the type, serves the nation and takes work of this length.
Add a facility, or the nation to `serves`; `travel` has a meaning only with `facilities`.

SCN-113 counted twice
`availability` is the share that maintenance and failures leave; here maintenance is modelled.
Remove `availability`, or `maintenance`.

SCN-114 item not in stock
Items that platforms take along, or that maintenance needs, are drawn at the depot of the unit.
Add a stock of the item there, or name a `depot` of the unit that has one.

SCN-115 push
A pushed delivery brings one `lot` at each `every`, whatever the level of the stock.
`{push: true, every: 30 d, lot: 20, transport: 5 d}`, without `reorder_at`.

SCN-116 cannibalisation
Platforms of a unit lend each other the parts that its maintenance needs.
`cannibalises: true` needs `parts` in the maintenance; `cannibalisation` is the time of a swap.

SCN-120 hours that mean nothing
`always` is the only entry, no hours occur twice, and `hours_teams` names hours that the cell keeps.
`hours: [day, saturday]` with `hours_teams: {saturday: 1}`; the others have `teams`.

SCN-121 holiday of no list
The day `holiday` means the dates of the `holidays` named beside it, and none are named.
Declare `holidays: {national: [2025-05-01]}`, and write `holidays: national` beside `days`.

SCN-122 night shift larger than the day's
`off_hours_teams` are the part of the `teams` that stays outside the working hours, so never more.
For a watch at night only write hours across midnight: `open: "22:00", close: "06:00"`.

SCN-130 more than the stock ever holds
One request wants more items than the stock has at the start, and nothing fills the stock.
Give the stock more or a `replenishment`, or request smaller amounts.

SCN-131 longest wait of a request that never waits
`gives_up_after` withdraws a request that waits; with `when_short: fail` no request waits.
`{count: 2, gives_up_after: 12 h, when_given_up: without}`; without a longest wait it waits on.

SCN-140 clock that runs backwards
A clock runs from one milestone to a later one, and its value lies within what the record can mean.
`{from: decided, to: on-station, value: 3 h, low: 2.5 h, high: 4 h}`; without `from`: the event.

SCN-141 event told in two ways
Clocks of one `event` are of one date, type, design and use: no event is both fitted and held out.
Correct the row, or give the other event a name of its own.

SCN-142 clock that the model does not have
The response never comes to the milestone, or not there, or the nation has no such milestone.
Compare with another milestone of the response, or leave the record out: it tests nothing.

SCN-143 nothing to fit
A parameter is fitted within its range; without one its value is certain.
`{value: {value: 1, range: [0.5, 2], source: guess}, fitted: true, description: ...}`.

SCN-144 named milestone
It is reached by one approval, or by a task that begins at a milestone which the response reaches.
`council-met: {name: Council met, approval: council}`, or `{name: Told, after: decided, to: king}`.

SCN-150 loss of nothing
A disruption is the loss of a headquarters, a cell, some channels, or all ways to some places.
Write `headquarters: usfj`, `cell: usfj.operations`, `channels: [north]`, or `cut_off: [island]`.

SCN-151 successor
The successor is another, standing headquarters that works while the loss lasts, one for all losses.
Write `successor: deputy` and `after: 12 h`; channels and places have none, but may have `after`.

SCN-152 times of a loss
A loss lasts some time, and the takeover comes before its end, at both ends of their ranges.
`for: {value: 5 d, range: [3 d, 8 d]}` with `after: {value: 12 h, range: [4 h, 24 h]}`.

SCN-153 lost twice
What is lost already cannot be lost; a cell is lost with its headquarters.
Make it one loss that lasts longer, or let the second begin when the first is over at the latest.

SCN-154 order that differs between worlds
Whether a takeover begins before another change would depend on where in the ranges a world lies.
Move `from`, narrow the ranges, or name them in one entry.
"""
)
"""Every code of the language, in order."""
