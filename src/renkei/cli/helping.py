"""Help and errors of usage in the language of the context, within the columns of the terminal.

What for: the texts of help stand in the sources as Typer takes them, each in English; what is shown
is made from their paragraphs and lines, which are in the catalogue (``scripts/translations.py``
walks the commands). Typer breaks lines at blanks, of which Japanese has none, and leaves examples
as long as they are.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from typer.core import TyperCommand, TyperGroup

from renkei._base.language import later, spoken, tr
from renkei.cli.placeholders import extent, placeholder

_RAW = "\b"
"""Before a paragraph whose lines stay as they are."""

_SHOWN = later("Show this message and exit.")
"""The text of --help, which is Typer's."""

_COLUMN = 28
"""Columns of the names of options, at most; longer ones have their text below."""

_EXAMPLE = re.compile(r"(?P<command>\s*renkei\b.*?)(?:(?P<gap>\s{2,}#? ?|\s+# )(?P<what>\S.*))?$")
_TAKES_NEXT = re.compile(r"\s*(?:--?[a-z][\w-]*|>)")
_EXTRA = re.compile(r"  \[((?:default|required|env var|x|\d).*)\]$")


class SpokenCommand(TyperCommand):
    """A command whose help is in the language of the context."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        formatter.write("\n".join(_page(self, ctx, formatter.width)) + "\n")


class SpokenGroup(TyperGroup):
    """All commands; their help is in the language of the context."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
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
    """Return the lines of a paragraph that stays as it is; what goes on over several is one."""
    lines: list[str] = []
    for line in re.sub(r" *\\\n *", " ", paragraph).splitlines()[1:]:
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
    usage = placeholder(" ".join([ctx.command_path, *command.collect_usage_pieces(ctx)]))
    lines = [tr("Usage: {usage}", usage=usage)]
    for text in _said(command.help or "", width - 2):
        lines += ["", *text]
    rows: dict[str, list[tuple[str, str]]] = {}
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record is not None:
            head = tr("Arguments") if param.param_type_name == "argument" else tr("Options")
            rows.setdefault(head, []).append((placeholder(record[0]), _of_param(param, record[1])))
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
    said = [
        extent(one.replace("default: ", tr("default: ")).replace("required", tr("required")))
        for one in extra[1].split("; ")
    ]
    return f"{text} [{tr('; ').join(said)}]".strip()


def _wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines of a width; rich is loaded for Japanese alone."""
    if text.isascii():
        return textwrap.wrap(text, width, break_on_hyphens=False)
    from renkei.report.line_breaks import wrapped

    return wrapped(text, width)


def _cells(text: str) -> int:
    """Return how many cells of a terminal a text takes: wide characters take two."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _said(text: str, width: int) -> Iterator[list[str]]:
    """Yield the paragraphs of a help, each as its lines."""
    for paragraph in _paragraphs(text):
        if paragraph.startswith(_RAW):
            yield [f"  {line}" for line in _raw(_lines(paragraph), width)]
        else:
            yield [f"  {line}" for line in _wrapped(tr(" ".join(paragraph.split())), width)]


def _raw(lines: Iterable[str], width: int) -> Iterator[str]:
    for line in lines:
        example = _EXAMPLE.match(line)
        if example is None:
            yield from [line] if line.startswith(" ") else _wrapped(tr(line), width)
            continue
        what = tr(example["what"]) if example["what"] else ""
        said = f"{example['command']}{example['gap'] or ''}{what}"
        if _cells(said) <= width:
            yield said
        else:
            yield from _continued(example["command"], width)
            yield from (f"      {one}" for one in _wrapped(what, width - 6) if what)


def _continued(command: str, width: int) -> list[str]:
    """Return a command over as many lines as it takes, as a shell reads them."""
    lines = [""]
    words: list[str] = []
    for word in re.findall(r"\s*(?:\"[^\"]*\"|'[^']*'|\S)+", command):
        # An option and its value stay together; so do a sign and its file.
        if words and _TAKES_NEXT.fullmatch(words[-1]) and not word.lstrip().startswith(("-", ">")):
            words[-1] += word
        else:
            words.append(word)
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) + 2 > width:
            lines[-1] += " \\"
            lines.append("    " + word.strip())
        else:
            lines[-1] += word
    return lines


def _table(rows: list[tuple[str, str]], width: int) -> Iterator[str]:
    """Yield the rows; a name that is wider than its column has its text below."""
    column = min(max(_cells(name) for name, _ in rows), _COLUMN)
    for name, text in rows:
        said = _wrapped(text, width - column - 4) if text else []
        first = ""
        if said and _cells(name) <= column:
            first, *said = said
        yield f"  {name}{' ' * (column - _cells(name))}  {first}".rstrip()
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
    (
        re.compile(r"Missing argument '(?P<argument>.*?)'\."),
        later("Missing argument '{argument}'."),
    ),
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
    (re.compile(r" \(Possible options: (?P<names>.*?)\)"), later("Possible are {names}.")),
)
_VALUES = (
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
)
"""What pydantic says of a value, in words for people."""


def usage_words(text: str) -> str:
    """Return an error of usage, as Typer writes it, in the language of the context."""
    own = (*_VALUES, *_USAGE) if spoken() == "en" else (*_ERRORS, *_VALUES, *_USAGE)
    for pattern, words in own:
        text = pattern.sub(partial(_in_other_words, words), text)
    return text


def _in_other_words(words: str, found: re.Match[str]) -> str:
    said = {
        key: placeholder(value) if key in ("usage", "argument") else value
        for key, value in found.groupdict().items()
    }
    return tr(words, **said)
