"""The command that takes tables and orders of battle of other programs: import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from renkei._base.language import Phrase, tr
from renkei.cli import import_options as options
from renkei.cli.output import INPUT, Json, Quiet, message, show, show_json
from renkei.cli.written_files import check_target, write_content
from renkei.study.choosing import bad_argument, one_of

if TYPE_CHECKING:
    from renkei.interop.columns import Headings
    from renkei.interop.estimates import Estimated
    from renkei.interop.imported_tables import Imported
    from renkei.interop.mapping_files import ColumnMapping
    from renkei.interop.sheets import Spelling


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import", short_help="Take tables, records, orders of battle.", epilog=_EXAMPLES)(
        import_
    )


_EXAMPLES = """\b
Examples:
  renkei import fleet.xlsx --as units --map "Ship class=id" --set nation=JPN
  renkei import fleet.xlsx --as units --sheet Ships --skip Remarks --out mine/units.csv
  renkei import failures.csv --from 2023-04-01 --until 2026-04-01 --out failures.yaml
  renkei import yard.xlsx --as repairs --set unit=frigates --set maintenance=docking --json
  renkei import schiffe.csv --as units --mapping ours.yaml --decimal comma --dates dmy
  renkei import log.csv --as clocks --mapping log.yaml -o clocks.csv
  renkei import --as failures --template failures.xlsx
  renkei import msel.xlsx --as msel --exercise mine.yaml --mapping ours.yaml -o lines.yaml
  renkei import scenario.json -o mine/
  renkei import events/*.cot -o mine/
A table of the language becomes a CSV table of a scenario folder; `failures` and `repairs` become
estimates with ranges, as YAML. Without --out nothing is written, and the rows are only checked.
If a row is rejected, the command exits with 2 and writes nothing, except with --keep-good.
The master events list of an exercise (`msel`, XLSX) becomes the `lines` of its file.
An ORBAT Mapper scenario, recognised by its content, becomes a scenario folder; what the language
has no word for is kept in it for `renkei export --to orbat-mapper`, and the loss report says so.
MSDL likewise.
So do positions of units in GeoJSON, KML, KMZ and Cursor on Target.
"""


def import_(
    files: options.Files = None,
    kind: options.Kind = None,
    mapped: options.Mapped = None,
    values: options.Values = None,
    skipped: options.Skipped = None,
    sheet: options.SheetName = None,
    header: options.HeaderRow = None,
    mapping: options.Mapping = None,
    exercise: options.Exercise = None,
    encoding: options.Encoding = "auto",
    separator: options.Separator = "auto",
    decimal: options.Decimal = "auto",
    dates: options.Dates = "auto",
    epoch: options.Epoch = "auto",
    zone: options.Zone = None,
    visible: options.VisibleOnly = False,
    begins: options.Begins = None,
    ends: options.Ends = None,
    form: options.Form = "auto",
    empty: options.Empty = None,
    empty_event: options.EmptyEvent = "refuse",
    repeated: options.Repeated = "auto",
    overlaps: options.Overlaps = "refuse",
    template: options.Template = None,
    out: options.Out = None,
    keep_good: options.KeepGood = False,
    force: options.Force = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Take fleets, stocks, failures and repairs from CSV and XLSX; orders of battle from JSON.

    Checks each row against the language, and prints the place and reason of every row that it
    cannot take. Estimates from records: times between failures, times of work, share of overruns.
    Encoding, separator, decimal sign, dates and zones are guessed from the file, and the guess is
    said; options go before it.
    """
    from renkei.interop.mapping_files import ColumnMapping, read_mapping
    from renkei.interop.records import EMPTY_EVENTS, OVERLAPS, REPEATED, Rules, Window
    from renkei.interop.sheets import Reading
    from renkei.study.importing import table_named, take_table

    if template is not None:
        _write_template(template, kind, files, force, quiet)
        return
    if not files:
        raise bad_argument("FILE", Phrase("no file"), Phrase("CSV or XLSX files, or --template"))
    if kind == "msel":
        from renkei.cli.importing_lines import import_lines

        check_target(out, files, force)
        import_lines(files, exercise, mapping, out, keep_good, force=force, json=json, quiet=quiet)
        return
    if exercise is not None:
        raise bad_argument("--exercise", Phrase("a table"), Phrase("an option of --as msel"))
    if kind is None and _are_scenarios(files):
        _import_scenario(files, out, force=force, json=json, quiet=quiet)
        return
    check_target(out, files, force)
    kept = ColumnMapping() if mapping is None else read_mapping(mapping)
    kind = table_named(kind, files)
    reading = Reading(
        sheet,
        header,
        _encoding(encoding),
        visible,
        frozenset((*(empty or ()), *kept.empty)),
        _separator(separator),
        _spelling(decimal, dates, epoch, zone),
        prefer=kind,
    )
    rules = Rules(
        one_of("--empty-event", empty_event, EMPTY_EVENTS),
        one_of("--repeated", repeated, REPEATED),
        one_of("--overlaps", overlaps, OVERLAPS),
    )
    headings = _headings(mapped, skipped, values, kept)
    window = Window(_day("--from", begins), _day("--until", ends))
    done = take_table(files, kind, reading, headings, window, form, rules)
    stops = _why_not(done, keep_good)
    written = None if stops else out
    if written is not None:
        write_content(written, done.text().encode(), force)
    _show(done, written, json, quiet)
    if stops:
        message(f"renkei: nothing was written; {stops}", quiet=quiet)
        raise typer.Exit(INPUT)
    if written is not None:
        message(f"wrote {written}", quiet=quiet)


def _are_scenarios(files: list[Path]) -> bool:
    """Return whether a file is no table by its content."""
    from renkei.study.exchanging import is_scenario_file

    return any(is_scenario_file(file) for file in files)


def _import_scenario(
    files: list[Path], out: Path | None, *, force: bool, json: bool, quiet: bool
) -> None:
    """Write the scenario folder of an order of battle, and print its loss report."""
    from renkei.report import exchange
    from renkei.study.exchanging import check_folder, store, take

    if out is not None:
        check_folder(out, force=force)
    taken = take(*files)
    if out is not None:
        store(taken, out, force=force)
    if json:
        show_json(exchange.taken_data(taken) | {"written": None if out is None else str(out)})
        return
    show(exchange.render_taken(taken))
    if out is not None:
        message(tr("wrote {out}; `renkei check {out}` finds no error", out=out), quiet=quiet)


def _why_not(done: Imported | Estimated, keep_good: bool) -> str:
    """Return the reason to write nothing; an empty text if there is none."""
    from renkei.interop.estimates import Estimated

    if not (done.lines if isinstance(done, Estimated) else done.entries):
        return "no row could be taken"
    if done.n_rejected > 0 and not keep_good:
        return "--keep-good goes on with the accepted rows"
    return ""


def _show(done: Imported | Estimated, written: Path | None, json: bool, quiet: bool) -> None:
    """Print the rows taken; the reasons for rejected rows go to standard error."""
    from renkei.interop.estimates import Estimated
    from renkei.report import imports

    if json:
        data = (
            imports.estimated_data(done)
            if isinstance(done, Estimated)
            else imports.imported_data(done)
        )
        show_json(data | {"written": None if written is None else str(written)})
        return
    if done.rejections and not quiet:
        show(imports.render_rejections(done.rejections), err=True)
    if isinstance(done, Estimated):
        show(imports.render_estimated(done))
    else:
        show(imports.render_imported(done))


def _pairs(option: str, words: list[str] | None) -> dict[str, str]:
    """Return the pairs of an option; a name may hold an equals sign only at its end."""
    found = {}
    for word in words or ():
        name, sign, value = word.rpartition("=") if option == "--map" else word.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise bad_argument(option, f"`{word}`", Phrase('a pair, such as "Ship name=id"'))
        found[name.strip()] = value.strip()
    return found


def _day(option: str, text: str | None) -> Any:
    from renkei.interop.moments import day_of

    day = None if text is None else day_of(text)
    if text is not None and day is None:
        raise bad_argument(option, f"`{text}`", Phrase("a date, such as 2025-04-01"))
    return day


def _headings(
    mapped: list[str] | None,
    skipped: list[str] | None,
    values: list[str] | None,
    kept: ColumnMapping,
) -> Headings:
    """Return the options on columns: those of the command line go before a mapping file."""
    from renkei.interop.columns import Headings

    own, given = _pairs("--map", mapped), _pairs("--set", values)
    left_out = frozenset(skipped or ())
    kept_columns = {n: a for n, a in kept.columns.items() if n not in own and n not in left_out}
    kept_skip = frozenset(kept.skip) - set(own)
    return Headings(
        kept_columns | own,
        kept_skip | left_out,
        dict(kept.set) | given,
        maybe=frozenset(kept_columns) | (kept_skip - left_out),
        words=kept.values,
    )


def _separator(name: str) -> str:
    from renkei.interop.csv_files import SEPARATORS

    return SEPARATORS.get(one_of("--separator", name, ("auto", *SEPARATORS)), "")


def _spelling(decimal: str, dates: str, epoch: str, zone: str | None) -> Spelling:
    """Return how numbers and moments are said to be written."""
    from renkei.interop.moments import EPOCHS, ORDERS, offset_of
    from renkei.interop.sheets import Spelling

    if zone is not None and offset_of(zone) is None:
        expected = Phrase("an offset from UTC, such as +09:00, or Z")
        raise bad_argument("--zone", f"`{zone}`", expected)
    decimal, dates, epoch = (
        "" if one_of(option, word, ("auto", *known)) == "auto" else word
        for option, word, known in (
            ("--decimal", decimal, ("point", "comma")),
            ("--dates", dates, ORDERS),
            ("--epoch", epoch, tuple(EPOCHS)),
        )
    )
    return Spelling(decimal, dates, epoch, zone or "")


def _write_template(
    path: Path, kind: str | None, files: list[Path] | None, force: bool, quiet: bool
) -> None:
    """Write the workbook to fill in for a table or record."""
    from renkei.interop.templates import template
    from renkei.study.importing import table_named

    if files:
        raise bad_argument(
            "--template", Phrase("files to read as well"), Phrase("--template without files")
        )
    if path.suffix.lower() != ".xlsx":
        raise bad_argument("--template", f"`{path}`", Phrase("a name that ends with .xlsx"))
    content = template(table_named(kind, [path]))
    check_target(path, [], force)
    write_content(path, content, force)
    message(f"wrote {path}", quiet=quiet)


def _encoding(name: str) -> str:
    import codecs

    from renkei.interop.encodings import AUTO

    if name == AUTO:
        return name
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):  # ValueError: what is no name at all, with a NUL in it
        raise bad_argument(
            "--encoding", f"`{name}`", Phrase("an encoding such as utf-8, cp932 or cp1252")
        ) from None
