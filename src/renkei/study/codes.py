"""The error codes of what a study is given besides a scenario: lists of worlds, study files."""

from __future__ import annotations

from renkei.scenario.language.codes import ErrorCode

STUDY_CODES = (
    ErrorCode(
        "WLD-001",
        "a factor that is none of the scenario",
        "A column of a list of worlds is headed by the path of a quantity with a range, or by the "
        "id of a parameter. Columns `replication`, `weight`, `luck` and `... as drawn` are no "
        "factors.",
        "Use the nearest name that the message gives; `renkei assumptions` lists all paths.",
    ),
    ErrorCode(
        "WLD-002",
        "a factor without a range",
        "The quantity has one value, so that nothing could be drawn from the list.",
        'Give it a range, `--set "PATH={value: 4, range: [2, 6]}"`, or take the column out.',
    ),
    ErrorCode(
        "WLD-003",
        "a value outside its range",
        "A world takes its values from the ranges that the scenario states; designs with another "
        "range for the same path take the same place in their own, and outside there is none.",
        "Widen the range of the scenario, with its source, or correct the list.",
    ),
    ErrorCode(
        "WLD-004",
        "no list of worlds",
        "A list of worlds is CSV: a header with one factor in each column, then one world in each "
        "row, every cell filled. Lines that begin with # are remarks.",
        "Write it so; `renkei calibrate --to FILE` gives one.",
    ),
    ErrorCode(
        "WLD-005",
        "no number of its column",
        "A cell is a number with the unit of its quantity, as in YAML; or a plain number where the "
        "header names the unit, `delay [min]`, or says `[quantile]`: 0 is the low end of the "
        "range, 0.5 its median, 1 the high end. A weight is 0 or more, luck a whole number.",
        "Write the value so.",
    ),
    ErrorCode(
        "STU-001",
        "a place of a write-up that names nothing",
        "`{{ RUN | MEASURE | DESIGN }}` and fences that begin with ```renkei OUTPUT are filled "
        "from results: each names a run or an output of the study, and what these have.",
        "Use one of the names that the message lists; `renkei study FILE --plan` checks them.",
    ),
    ErrorCode(
        "STU-002",
        "a name that a study does not have",
        "A run, output, question or variant names something that neither the study nor its "
        "scenario declares, or that cannot be read.",
        "Use the nearest name that the message gives, or declare it.",
    ),
    ErrorCode(
        "STU-003",
        "an attribute that has no meaning there",
        "Each kind of output takes some attributes; a study is of a scenario, or of a `shape`; "
        "what is said beside has no effect, and would mislead.",
        "Take it out, or ask for an output of another kind.",
    ),
    ErrorCode(
        "STU-004",
        "a file that the study did not write",
        "A study replaces the files that it wrote, if nobody changed them since; all others stay.",
        "Move the file away, or choose another folder with `--to`.",
    ),
)
