"""Files to the raw tree: one YAML file, or a folder of YAML files and CSV tables.

What for: the door between files and trees. Takes a path, and the disk or a snapshot of it; gives
the tree of the whole document. Files are limited in size before they are read and must be UTF-8.

A folder holds ``scenario.yaml`` with the root, and for any table either ``<table>.yaml``,
``<table>.csv`` or ``<table>/<id>.yaml``; an entry may stand in one place only.
"""

from __future__ import annotations

from pathlib import Path as FilePath

from renkei._base.errors import Location, Problem
from renkei._base.foreign import reason
from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean
from renkei.scenario.text.csv_tables import parse_csv
from renkei.scenario.text.files import MAX_BYTES, ROOT, Disk
from renkei.scenario.text.nodes import Mapping, Node, Problems
from renkei.scenario.text.yaml_reading import parse_yaml

DISK = Disk()

_MARK = "\ufeff"  # the byte order mark that some editors put before UTF-8


def read_path(
    path: FilePath, tables: frozenset[str], problems: Problems, files: Disk = DISK
) -> Mapping | None:
    """Return the tree of a file or folder, or None if there is nothing to work with."""
    if files.is_dir(path):
        return _folder(path, tables, problems, files)
    text = _text(path, str(path), problems, files)
    return None if text is None else read_text(text, str(path), problems)


def read_text(text: str, file: str, problems: Problems) -> Mapping | None:
    """Return the tree of a document given as text."""
    text = text.removeprefix(_MARK)
    if not _has_content(text):
        _empty(file, problems)
        return None
    node = parse_yaml(text, file, problems)
    if node is None and not problems:
        _empty(file, problems)
    return _table(node, "", problems)


def _has_content(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines())


def _empty(file: str, problems: Problems) -> None:
    problems.add(
        Problem(
            "SCN-004",
            Location(file, 1, 1),
            "",
            Phrase("an empty file"),
            Phrase("a table that begins with `renkei: 1`"),
            Phrase("`renkei new` writes one to begin with"),
        )
    )


def _table(node: Node | None, path: str, problems: Problems) -> Mapping | None:
    if node is None or isinstance(node, Mapping):
        return node
    problems.add(
        Problem(
            "SCN-020", node.location, path, Phrase("no table"), Phrase("a table (`key: value`)")
        )
    )
    return None


def _text(path: FilePath, shown: str, problems: Problems, files: Disk) -> str | None:
    """Return the text of a file; problems if it is missing, too large or not UTF-8."""
    where = Location(shown)
    try:
        size, raw = files.read(path)
        if size > MAX_BYTES:
            size_found = Phrase("a file of {size} MB", size=f"{size / 2**20:.1f}")
            most = Phrase("at most {max_bytes} MB", max_bytes=MAX_BYTES // 2**20)
            split = Phrase("split it: a scenario may be a folder of files")
            problems.add(Problem("SCN-002", where, "", size_found, most, split))
            return None
    except OSError as error:
        remedy = ""
        if isinstance(error, FileNotFoundError) and path.parent.is_dir():
            names = [item.name for item in path.parent.iterdir() if not item.name.startswith(".")]
            remedy = did_you_mean(path.name, names)
        found = reason(error, small=True)
        problems.add(
            Problem("SCN-001", where, "", found, Phrase("a file that can be read"), remedy)
        )
        return None
    try:
        return raw.decode("utf-8").removeprefix(_MARK)
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        problems.add(
            Problem(
                "SCN-003",
                Location(shown, line, column),
                "",
                Phrase(
                    "byte 0x{raw} at position {start}, which is not UTF-8",
                    raw=f"{raw[error.start]:02X}",
                    start=error.start,
                ),
                Phrase("text in UTF-8"),
                Phrase("save the file as UTF-8"),
            )
        )
        return None


def _folder(
    folder: FilePath, tables: frozenset[str], problems: Problems, files: Disk
) -> Mapping | None:
    root_file = folder / ROOT
    if not files.is_file(root_file):
        problems.add(
            Problem(
                "SCN-005",
                Location(str(folder)),
                "",
                Phrase("a folder without `{root}`", root=ROOT),
                Phrase("`{root}` with `renkei: 1` and the name", root=ROOT),
            )
        )
        return None
    text = _text(root_file, str(root_file), problems, files)
    root = None if text is None else read_text(text, str(root_file), problems)
    if root is None:
        root = Mapping({}, {}, Location(str(root_file), 1, 1))
    items, keys = dict(root.items), dict(root.keys)
    for path in files.tables(folder):
        table = path.stem if files.is_file(path) else path.name
        where = Location(str(path), 1, 1)
        if table not in tables:
            found, expected = (
                Phrase("a file for `{table}`", table=table),
                Phrase("a table of the language"),
            )
            remedy = did_you_mean(table, tables)
            problems.add(Problem("SCN-008", where, table, found, expected, remedy))
            continue
        content = _content(path, table, problems, files)
        if content is not None:
            _join(items, keys, table, content, where, problems)
    return root.with_items(items, keys)


def _content(path: FilePath, table: str, problems: Problems, files: Disk) -> Mapping | None:
    if files.is_dir(path):
        items: dict[str, Node] = {}
        keys: dict[str, Location] = {}
        for file in files.entries(path):
            content = _content(file, f"{table}.{file.stem}", problems, files)
            if content is not None:
                items[file.stem], keys[file.stem] = content, content.location
        return Mapping(items, keys, Location(str(path)))
    text = _text(path, str(path), problems, files)
    if text is None:
        return None
    if path.suffix == ".csv":
        return parse_csv(text, str(path), table, problems)
    if not _has_content(text):
        return Mapping({}, {}, Location(str(path), 1, 1))
    return _table(parse_yaml(text, str(path), problems), table, problems)


def _join(
    items: dict[str, Node],
    keys: dict[str, Location],
    table: str,
    content: Mapping,
    where: Location,
    problems: Problems,
) -> None:
    """Add the entries of a file to a table; an entry in two files is a problem."""
    there = items.get(table)
    if not isinstance(there, Mapping):
        items[table], keys[table] = content, where
        return
    both, both_keys = dict(there.items), dict(there.keys)
    for key, node in content.items.items():
        if key in both:
            first = both_keys[key]
            problems.add(
                Problem(
                    "SCN-011",
                    content.keys[key],
                    f"{table}.{key}",
                    Phrase("`{key}` again; first in {first}", key=key, first=first),
                    Phrase("each entry once"),
                )
            )
        else:
            both[key], both_keys[key] = node, content.keys[key]
    items[table] = there.with_items(both, both_keys)
