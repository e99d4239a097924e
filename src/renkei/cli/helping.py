"""Help and errors of usage in Japanese; in English they are Typer's own.

What for: the texts of help stand in the sources as Typer takes them, each in English; what is shown
is made from their paragraphs and lines, which are in the catalogue (``scripts/translations.py``
walks the commands). Typer breaks lines at blanks, of which Japanese has none.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from typer.core import TyperCommand, TyperGroup

from renkei._base.language import later, spoken, tr

_RAW = "\b"
"""Before a paragraph whose lines stay as they are."""

_SHOWN = later("Show this message and exit.")
"""The text of --help, which is Typer's."""

_COLUMN = 28
"""Columns of the names of options, at most; longer ones have their text below."""

_EXAMPLE = re.compile(r"(?P<command>\s*renkei\b.*?)(?:(?P<gap>\s{2,}#? ?|\s+# )(?P<what>\S.*))?$")
_EXTRA = re.compile(r"  \[((?:default|required|env var|x|\d).*)\]$")


class SpokenCommand(TyperCommand):
    """A command whose help is in the language of the context."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        if spoken() == "en":
            super().format_help(ctx, formatter)
        else:
            formatter.write("\n".join(_page(self, ctx, formatter.width)) + "\n")


class SpokenGroup(TyperGroup):
    """All commands; their help is in the language of the context."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        if spoken() == "en":
            super().format_help(ctx, formatter)
        else:
            formatter.write("\n".join(_page(self, ctx, formatter.width)) + "\n")


def help_texts(text: str) -> Iterator[str]:
    """Yield the texts of a help that are said one by one."""
    for paragraph in _paragraphs(text):
        if not paragraph.startswith(_RAW):
            yield " ".join(paragraph.split())
            continue
        for line in _lines(paragraph):
            example = _EXAMPLE.match(line)
            if example is None and not line.startswith(" "):
                yield line
            elif example is not None and example["what"]:
                yield example["what"]


def _lines(paragraph: str) -> list[str]:
    """Return the lines of a paragraph that stays as it is; sentences over several are one."""
    lines: list[str] = []
    for line in paragraph.splitlines()[1:]:
        prose = not line.startswith(" ") and not _EXAMPLE.match(line)
        before = lines[-1] if lines else ":"
        begun = not before.startswith(" ") and not _EXAMPLE.match(before)
        if prose and begun and not before.endswith(":"):
            lines[-1] = f"{before} {line.strip()}"
        else:
            lines.append(line.rstrip())
    return lines


def texts_of_commands(group: Any) -> Iterator[str]:
    """Yield all texts of help of an application, as Typer makes it."""
    for command in (group, *group.commands.values()):
        for text in (command.help, command.short_help, command.epilog):
            yield from help_texts(text or "")
        for param in command.params:
            if param.help:
                yield " ".join(param.help.split())


def _paragraphs(text: str) -> list[str]:
    whole = inspect.cleandoc(text).partition("\f")[0]
    return [paragraph for paragraph in whole.split("\n\n") if paragraph.strip()]


def _page(command: Any, ctx: Any, width: int) -> list[str]:
    """Return the lines of a page of help."""
    usage = " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])
    lines = [tr("Usage: {usage}", usage=usage)]
    for text in _said(command.help or "", width - 2):
        lines += ["", *text]
    rows: dict[str, list[tuple[str, str]]] = {}
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record is not None:
            head = tr("Arguments") if param.param_type_name == "argument" else tr("Options")
            rows.setdefault(head, []).append((record[0], _of_param(param, record[1])))
    if isinstance(command, TyperGroup):
        rows[tr("Commands")] = [
            (name, tr(" ".join((one.short_help or one.help or "").split())))
            for name, one in command.commands.items()
            if not one.hidden
        ]
    for head in sorted(rows, key=lambda one: one != tr("Arguments")):
        lines += ["", tr("{head}:", head=head), *_table(rows[head], width)]
    for text in _said(command.epilog or "", width - 2):
        lines += ["", *text]
    return lines


def _of_param(param: Any, record: str) -> str:
    """Return the help of an option: its text, and what Typer adds on its default."""
    extra = _EXTRA.search(record)
    text = tr(" ".join((param.help or "").split())) if param.help else ""
    if extra is None:
        return text
    said = extra[1].replace("default: ", tr("default: ")).replace("required", tr("required"))
    return f"{text} [{said}]".strip()


def _said(text: str, width: int) -> Iterator[list[str]]:
    """Yield the paragraphs of a help, each as its lines."""
    from renkei.report.line_breaks import wrapped

    for paragraph in _paragraphs(text):
        if paragraph.startswith(_RAW):
            yield [f"  {line}" for line in _raw(_lines(paragraph), width)]
        else:
            yield [f"  {line}" for line in wrapped(tr(" ".join(paragraph.split())), width)]


def _raw(lines: Iterable[str], width: int) -> Iterator[str]:
    from rich.cells import cell_len

    from renkei.report.line_breaks import wrapped

    for line in lines:
        example = _EXAMPLE.match(line)
        if example is None:
            yield from [line] if line.startswith(" ") else wrapped(tr(line), width)
            continue
        what = tr(example["what"]) if example["what"] else ""
        said = f"{example['command']}{example['gap'] or ''}{what}"
        if cell_len(said) <= width or not what:
            yield said
        else:
            yield example["command"]
            yield from (f"      {one}" for one in wrapped(what, width - 6))


def _table(rows: list[tuple[str, str]], width: int) -> Iterator[str]:
    from renkei.report.line_breaks import wrapped

    column = min(max(len(name) for name, _ in rows), _COLUMN)
    for name, text in rows:
        said = wrapped(text, width - column - 4) if text else []
        first = ""
        if said and len(name) <= column:
            first, *said = said
        yield f"  {name.ljust(column)}  {first}".rstrip()
        yield from (f"{' ' * (column + 4)}{line}" for line in said)


_USAGE = (
    (re.compile(r"Usage: (?P<usage>.*)"), later("Usage: {usage}")),
    (re.compile(r"Try '(?P<command>.*)' for help\."), later("Try '{command}' for help.")),
    (re.compile(r"Error: (?P<error>.*)", re.DOTALL), later("Error: {error}")),
)
_ERRORS = (
    (re.compile(r"No such option: (?P<name>\S+)"), later("No such option: {name}")),
    (re.compile(r"No such command '(?P<name>.*?)'\."), later("No such command '{name}'.")),
    (re.compile(r"Did you mean (?P<name>.*)\?"), later("Did you mean {name}?")),
    (re.compile(r"Missing argument '(?P<name>.*?)'\."), later("Missing argument '{name}'.")),
    (re.compile(r"Missing option '(?P<name>.*?)'\."), later("Missing option '{name}'.")),
    (re.compile(r"Missing command\."), later("Missing command.")),
    (
        re.compile(r"Option '(?P<name>.*?)' requires an argument\."),
        later("Option '{name}' requires an argument."),
    ),
    (
        re.compile(r"Option '(?P<name>.*?)' does not take a value\."),
        later("Option '{name}' does not take a value."),
    ),
    (
        re.compile(r"Got unexpected extra arguments? \((?P<words>.*?)\)"),
        later("Got unexpected extra arguments ({words})"),
    ),
    (
        re.compile(r"Got unexpected extra argument\(s\) \((?P<words>.*?)\)"),
        later("Got unexpected extra arguments ({words})"),
    ),
    (
        re.compile(r"Invalid value for (?P<name>\S.*?): (?P<why>.*)"),
        later("Invalid value for {name}: {why}"),
    ),
    (re.compile(r"Invalid value: (?P<why>.*)"), later("Invalid value: {why}")),
    (
        re.compile(r"Value (?P<value>.*?) is not a valid (?P<kind>[\w ]+)\."),
        later("Value {value} is not a valid {kind}."),
    ),
    # What pydantic says of a value.
    (
        re.compile(r"Input should be a valid integer(?:, .*)?"),
        later("A whole number is expected."),
    ),
    (re.compile(r"Input should be a valid number(?:, .*)?"), later("A number is expected.")),
    (
        re.compile(r"Input should be greater than or equal to (?P<least>\S+)"),
        later("At least {least} is expected."),
    ),
    (
        re.compile(r"Input should be less than or equal to (?P<most>\S+)"),
        later("At most {most} is expected."),
    ),
    (
        re.compile(r"Input should be greater than (?P<least>\S+)"),
        later("More than {least} is expected."),
    ),
    (
        re.compile(r"Input should be less than (?P<most>\S+)"),
        later("Less than {most} is expected."),
    ),
    (re.compile(r" \(Possible options: (?P<names>.*?)\)"), later("Possible are {names}.")),
)


def usage_words(text: str) -> str:
    """Return an error of usage, as Typer writes it, in the language of the context."""
    if spoken() == "en":
        return text
    for pattern, words in (*_ERRORS, *_USAGE):
        text = pattern.sub(partial(_in_other_words, words), text)
    return text


def _in_other_words(words: str, found: re.Match[str]) -> str:
    return tr(words, **found.groupdict())
