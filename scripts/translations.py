"""Renew the catalogue of translations from the sources, and make its compiled form.

Run from the root: ``.venv/bin/python scripts/translations.py``. Texts that are new stand in the
catalogue with an empty translation; texts that are gone are dropped. With ``--missing`` nothing is
written: prints what has no translation, and exits with 1 if anything has none.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "renkei"
FOLDER = SOURCES / "_base" / "locale" / "ja" / "LC_MESSAGES"
HEADER = b"""msgid ""
msgstr ""
"Language: ja\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
"""The compiled form has a date, and yet is the same whenever it is made."""

CALLS: dict[str, tuple[tuple[int, ...], ...]] = {
    "tr": ((0,),),
    "tr_many": ((0, 1),),
    "tr_as": ((1,),),
    "later": ((0,),),
    "Phrase": ((0,),),
    "Rule": ((0,),),
}
"""Functions of texts, and which of their arguments are one: two are the forms of one text."""

MEANING = {"tr_as": 0}
"""Functions of texts whose meaning is an argument of its own."""

_USES = re.compile(rf"\b({'|'.join(CALLS)})\(")


def found() -> Catalog:
    """Return the texts of the sources, each where it stands."""
    catalogue = Catalog(locale="ja", domain="renkei", project="Renkei", charset="utf-8")
    for file in sorted(SOURCES.rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        for text, meaning in texts_of(source) if _USES.search(source) else ():
            where = [(file.relative_to(SOURCES).as_posix(), 0)]
            catalogue.add(text, locations=where, context=meaning)
    for where, texts in _made().items():
        for said in texts:
            catalogue.add(said, locations=[(where, 0)])
    return catalogue


def _made() -> dict[str, Iterable[str]]:
    """Return texts that no literal of the sources is: of help, and of the codes of errors."""
    from typer.main import get_command

    from renkei.cli.app import app
    from renkei.cli.helping import texts_of_commands
    from renkei.report.codes import all_codes

    codes = [text for one in all_codes() for text in (one.title, one.explanation, one.remedy)]
    return {"cli": texts_of_commands(get_command(app)), "codes": codes}


def texts_of(source: str) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Yield the texts of a module and their meanings as they stand, those in f-strings too."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        given = [one.value if isinstance(one, ast.Constant) else None for one in call.args]
        for places in CALLS.get(name, ()):
            texts = tuple(given[at] for at in places if at < len(given))
            if len(texts) == len(places) and all(isinstance(one, str) for one in texts):
                meaning = given[MEANING[name]] if name in MEANING else None
                yield texts if len(texts) > 1 else texts[0], meaning


def renewed() -> Catalog:
    """Return the catalogue as kept, with the texts of the sources of today."""
    with (FOLDER / "renkei.po").open("rb") as file:
        kept = read_po(file, locale="ja", domain="renkei")
    texts = found()
    for message in texts:
        if not message.id:
            continue
        one = message.id[0] if isinstance(message.id, tuple) else message.id
        before = kept.get(one, message.context)
        if before is not None and before.id == message.id:
            message.string = before.string
    return texts


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the texts without a translation."""
    missing = []
    for message in catalogue:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(strings):
            missing.append(message.id[0] if isinstance(message.id, tuple) else message.id)
    return missing


def as_po(catalogue: Catalog) -> bytes:
    """Return the catalogue as people edit it, without dates and line numbers."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, sort_output=True, include_lineno=False, omit_header=True)
    return HEADER + buffer.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """Return the catalogue as it is read at run time."""
    plain = Catalog(locale="ja", domain="renkei", charset="utf-8", header_comment="")
    plain.creation_date = plain.revision_date = _NO_DATE
    plain.mime_headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Plural-Forms", "nplurals=1; plural=0;"),
    ]
    for message in catalogue:
        if message.id and message.string:
            plain.add(message.id, message.string, context=message.context)
    buffer = io.BytesIO()
    write_mo(buffer, plain)
    return buffer.getvalue()


def main() -> int:
    """Write both files, or say what is missing."""
    catalogue = renewed()
    missing = untranslated(catalogue)
    if "--missing" in sys.argv:
        print(*missing, sep="\n")
        return int(bool(missing))
    (FOLDER / "renkei.po").write_bytes(as_po(catalogue))
    (FOLDER / "renkei.mo").write_bytes(as_mo(catalogue))
    print(f"{len(catalogue)} texts, {len(missing)} without a translation")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
