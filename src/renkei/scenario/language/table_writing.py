"""Entries as a CSV table for a scenario folder.

What for: data from spreadsheets stay a table that spreadsheets can open. Takes the entries of a
table as plain data; gives CSV that :mod:`renkei.scenario.text.csv_tables` reads to the same data.
Attributes follow the order of the language. A table within each entry is spread over columns
(``name.en``) if every entry writes it as a table, else it is written into one cell.
"""

from __future__ import annotations

import re
from typing import Any

from renkei.scenario.language.attributes import DOCUMENT, Kind, TableKind, attributes, below
from renkei.scenario.text.yaml_writing import one_line

_BARE = re.compile(r'[^,\r\n"\s](?:[^,\r\n"]*[^,\r\n"\s])?')

Entry = dict[str, Any]


def to_csv(table: str, entries: dict[str, Entry]) -> str:
    """Return the CSV text of a table.

    Parameters
    ----------
    table
        Name of a table of the language.
    entries
        By id: texts, lists and dictionaries, as
        :func:`renkei.scenario.text.nodes.plain` gives them.

    Raises
    ------
    ValueError
        If a cell cannot hold a text: an empty one, or one that begins with a bracket.
    """
    kind = below(below(DOCUMENT, table), "")
    columns = _columns(list(entries.values()), kind, ())
    lines = [",".join(["id", *(".".join(path) for path in columns)])]
    for id_, entry in entries.items():
        lines.append(",".join([_quoted(id_), *(_cell(entry, path) for path in columns)]))
    return "\n".join(lines) + "\n"


def _columns(
    entries: list[Entry], kind: Kind | None, above: tuple[str, ...]
) -> list[tuple[str, ...]]:
    """Return the path of each column, in the order of the language."""
    order = list(attributes(kind.model)) if isinstance(kind, TableKind) else []
    present = {key for entry in entries for key in entry}
    found = []
    for key in sorted(present, key=lambda key: (order.index(key) if key in order else 999, key)):
        values = [entry[key] for entry in entries if key in entry]
        inner, path = below(kind, key), (*above, key)
        if isinstance(inner, TableKind) and all(isinstance(v, dict) and v for v in values):
            found += _columns(values, inner, path)
        else:
            found.append(path)
    return found


def _cell(entry: Entry, path: tuple[str, ...]) -> str:
    value: Any = entry
    for step in path:
        if step not in value:
            return ""
        value = value[step]
    if isinstance(value, dict | list):
        return _quoted(one_line(value))
    if value == "" or value.strip().startswith(("[", "{")):
        raise ValueError(f"the text {value!r} cannot stand in a cell")
    return _quoted(value)


def _quoted(text: str) -> str:
    return text if _BARE.fullmatch(text) else '"' + text.replace('"', '""') + '"'
