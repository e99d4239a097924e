"""The error codes of imports, each with what it means and how to put it right."""

from __future__ import annotations

from renkei.scenario.language.codes import ErrorCode

IMPORT_CODES = (
    ErrorCode(
        "IMP-001",
        "no table that can be read",
        "The file is neither CSV nor an XLSX workbook, is damaged, or is larger than the bound.",
        "Save it as CSV (UTF-8, commas) or as XLSX; other encodings of CSV: --encoding.",
    ),
    ErrorCode(
        "IMP-002",
        "the sheet is not clear",
        "The workbook has several sheets with content, or none of the name asked for.",
        "Name one with --sheet.",
    ),
    ErrorCode(
        "IMP-003",
        "the header is not clear",
        "Each column needs one name of its own, in one row: no merged cells, no name twice.",
        "Put the names into one row; where it is not the first with content, say --header N.",
    ),
    ErrorCode(
        "IMP-004",
        "a column that means nothing here",
        "The name of the column is no attribute of the table, nor one of a record.",
        'Say what it is, --map "Ship name=id", or leave it out, --skip "Remarks".',
    ),
    ErrorCode(
        "IMP-005",
        "a column is missing",
        "Without this column no row can be read.",
        'Name the column that holds the value, --map "Ship name=id", or one value for all rows, '
        "--set nation=JPN.",
    ),
    ErrorCode(
        "IMP-006",
        "a cell without a value of its own",
        "A formula whose value was not saved, an error value such as #N/A, a cell merged with "
        "another, or a time that the program formats as a duration.",
        "Open and save the workbook in the program that made it, paste values, or unmerge.",
    ),
    ErrorCode(
        "IMP-007",
        "no date",
        "The text is no date, or it is two: 5/3/2024 is in March or in May, and no other date of "
        "the file shows which.",
        "Write the year first, format the cells as dates, or say the order: --dates dmy.",
    ),
    ErrorCode(
        "IMP-008",
        "no value of its column",
        "A number has a point as its decimal sign, or what the other numbers of the file show; "
        "1,200 alone has two meanings. A flag is yes or no.",
        "Write the value so, or say what the comma is: --decimal comma. A time needs a unit, in "
        "the cell or in the name of the column: "
        "`time [h]`.",
    ),
    ErrorCode(
        "IMP-009",
        "a record that contradicts itself",
        "An end before its start, a failure outside the record, a return without a failure, one "
        "platform in two repairs at once or failing while it is down, a time that is not above 0.",
        "Correct the row, or leave it out: --keep-good goes on without it, and says so.",
    ),
    ErrorCode(
        "IMP-010",
        "too little to estimate from",
        "A mean with an interval needs events: observed failures, finished work.",
        "Take a longer record, put similar platforms together, or write a guess with its range.",
    ),
    ErrorCode(
        "IMP-011",
        "a row that is none of the table",
        "A total, a note, or the names of the columns again: it would count as one more platform.",
        "Delete the row, or leave it out: --keep-good goes on without it, and says so.",
    ),
    ErrorCode(
        "IMP-012",
        "a date that means no date",
        "Programs write 1900-01-01, 1970-01-01 or 9999-12-31 where there is no date; years before "
        "1950 and after 2100 are refused.",
        "Clear the cell, or say that the text stands for nothing: --empty 9999-12-31.",
    ),
    ErrorCode(
        "IMP-013",
        "rows that occur twice",
        "Several rows occur a second time in one file, one after the other and in the same order, "
        "as if a table had been pasted twice.",
        "Count each row once, --repeated once; or --repeated each, if each is an event of its own.",
    ),
    ErrorCode(
        "IMP-014",
        "an empty event",
        "The table has a column `event`, and the row does not say whether it ended by a failure.",
        "Fill the cell in, or declare its meaning: --empty-event censored.",
    ),
    ErrorCode(
        "IMP-015",
        "a mapping file that is none",
        "A mapping file is YAML: columns, skip, set, empty.",
        'Write it so: columns: {Ship class: id, Speed: "speed [kt]"}, skip: [Remarks].',
    ),
    ErrorCode(
        "IMP-016",
        "a file of no known format",
        "The content is neither a table nor a file of a planning tool that Renkei knows.",
        "docs/reference/formats.md lists the formats that are read.",
    ),
    ErrorCode(
        "IMP-017",
        "a file that is known and not read",
        "The format was recognised by its content, and Renkei does not read it, or not this one: "
        "an encrypted scenario, several files at once.",
        "Save it in a format that is read; docs/reference/formats.md lists them.",
    ),
    ErrorCode(
        "IMP-018",
        "a malformed file",
        "JSON or XML that is damaged, nested too deeply, or declares a document type: entities are "
        "not read, and nothing is fetched.",
        "Save it again in the program that made it.",
    ),
)
