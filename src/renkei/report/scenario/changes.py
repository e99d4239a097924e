"""The changes of a design: entries added, removed, and attributes with another value.

Takes the explicit scenarios of two designs; gives rows as plain data and as a rich table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from renkei._base.language import tr
from renkei.report.tables import Table
from renkei.report.wording import joined, number, wrapped_path
from renkei.scenario.model.common import Name
from renkei.study.names import name_of
from renkei.study.prices import BILATERAL, Price, most

if TYPE_CHECKING:
    from renkei.scenario.model.document import Scenario

_PATH_WIDTH = 52
_NOT_COMPARED = frozenset({"renkei", "name", "description", "time", "runs", "sources", "designs"})


@dataclass(frozen=True)
class Change:
    """One difference: ``before`` is None for an added entry, ``after`` for a removed one.

    ``post`` is the headquarters or unit that changes, if the entry belongs to one.
    """

    path: str
    before: str | None
    after: str | None
    post: str | None = None


def changes(before: Scenario, after: Scenario) -> list[Change]:
    """Return how ``after`` differs from ``before``, in the order of the tables.

    A new or removed entry is one change. In an entry of both scenarios each attribute is one.
    """
    left = before.model_dump(mode="json", by_alias=True, exclude=set(_NOT_COMPARED))
    right = after.model_dump(mode="json", by_alias=True, exclude=set(_NOT_COMPARED))
    found: list[Change] = []
    for table in left:
        one, two = left[table], right[table]
        for key in sorted(one.keys() | two.keys(), key=str):
            path = f"{table}.{key}"
            post = _post(table, key, two.get(key) or one.get(key))
            if key in one and key in two:
                found += _compared(path, one[key], two[key], post)
            else:
                gone = _summary(table, one[key]) if key in one else None
                new = _summary(table, two[key]) if key in two else None
                found.append(Change(path, gone, new, post))
    return found


def _compared(path: str, one: Any, two: Any, post: str | None) -> list[Change]:
    if one == two:
        return []
    if isinstance(one, dict) and isinstance(two, dict) and "value" not in one | two:
        return [
            change
            for key in sorted(one.keys() | two.keys())
            for change in _compared(f"{path}.{key}", one.get(key), two.get(key), post)
        ]
    return [Change(path, _brief(one), _brief(two), post)]


def _post(table: str, key: str, entry: Any) -> str | None:
    if table in ("headquarters", "units"):
        return key
    return str(entry["subordinate"]) if table == "relationships" else None


def _summary(table: str, entry: Any) -> str:
    """Return a whole entry in a few words."""
    if table == "relationships":
        limits = entry.get("missions")
        values = {key: entry[key] for key in ("subordinate", "superior", "type")}
        if limits:
            return tr(
                "{subordinate} under {superior} by {type} for {missions}",
                missions=joined(limits),
                **values,
            )
        return tr("{subordinate} under {superior} by {type}", **values)
    if table == "channels":
        return tr(
            "{ends}, {kind}, delay {delay}",
            ends=" – ".join(entry["between"]),
            kind=entry["kind"],
            delay=_brief(entry["delay"]),
        )
    if table == "authorities":
        holder = f"{entry['nation']}: {', '.join(entry['categories'])}: {entry['holder']}"
        if entry.get("delegated_to"):
            return tr("{holder}, delegated to {to}", holder=holder, to=entry["delegated_to"])
        return holder
    if isinstance(entry, dict) and isinstance(entry.get("name"), dict):
        return name_of(Name(**entry["name"]), "")
    return _brief(entry) or ""


def _brief(value: Any) -> str | None:
    """Return a value in one line, without sources and notes; None stays None."""
    match value:
        case None:
            return None
        case dict():
            if "value" in value:
                return _brief(value["value"])
            inner = ", ".join(
                f"{key}: {_brief(item)}"
                for key, item in value.items()
                if item not in (None, [], {})
                and key not in ("source", "note", "confidence", "range")
            )
            return f"{{{inner}}}"
        case [str(only)]:
            return only
        case list():
            return f"[{', '.join(str(_brief(item)) for item in value)}]"
        case _:
            return str(value)


def render_changes(rows: list[Change]) -> Table:
    """Return the changes as a table with + for added, - for removed, ~ for changed."""
    table = Table.grid(padding=(0, 2))
    table.add_column(width=1)
    table.add_column(width=_PATH_WIDTH)
    table.add_column(overflow="fold")
    for row in rows:
        path = Text(wrapped_path(row.path, _PATH_WIDTH))
        if row.before is None:
            table.add_row(Text("+", "green"), path, Text(row.after or ""))
        elif row.after is None:
            table.add_row(Text("-", "red"), path, Text(row.before, "dim"))
        else:
            value = Text.assemble((row.before, "dim"), " → ", row.after)
            table.add_row(Text("~", "yellow"), path, value)
    return table


def price_words(each: Sequence[Price], nations: Mapping[str, str] | None = None) -> str:
    """Return the most that a design ever costs in billets of each nation: ``JPN −60, USA +325``.

    ``nations`` are what nations are called; None: by their codes.
    """
    words = billets_words(most(each), nations)
    return tr("{billets} at most", billets=words) if len(each) > 1 else words


def billets_data(each: Sequence[Price]) -> list[dict[str, Any]]:
    """Return prices as plain data: people of each nation from a day on."""
    return [{"from": str(one.from_day), "added": dict(one.added)} for one in each]


def billets_words(added: Mapping[str, float], nations: Mapping[str, str] | None = None) -> str:
    """Return billets of each nation, such as ``JPN −60, USA +325``."""
    names = {**(nations or {}), BILATERAL: tr("bilateral")}
    words = [
        f"{names.get(nation, nation)} {'+' if value > 0 else '−'}{number(abs(value))}"
        for nation, value in added.items()
    ]
    return joined(words) or tr("none")


def changes_data(rows: list[Change]) -> list[dict[str, str | None]]:
    """Return the changes as plain data."""
    return [asdict(row) for row in rows]
