"""Files of planning tools in and out: an order of battle as a scenario folder, and back.

Takes paths; gives the files to write and the loss report. What the language has no word for is
kept beside the scenario, in :data:`KEPT`, and used again on the way back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from renkei._base.errors import InputError, Location, Problem, RenkeiError
from renkei._base.foreign import reason
from renkei._base.language import Phrase
from renkei.doctrine import check
from renkei.interop.exchange import cursor_on_target, geojson, kml
from renkei.interop.exchange.bounds import content_of, read_json
from renkei.interop.exchange.c2sim import format as c2sim
from renkei.interop.exchange.c2sim.dialects import Dialect
from renkei.interop.exchange.cursor_on_target_reading import read_cursor_on_target
from renkei.interop.exchange.formats import FORMATS
from renkei.interop.exchange.from_scenario import forces_of, stated
from renkei.interop.exchange.geojson_patching import patched_geojson
from renkei.interop.exchange.geojson_reading import is_kept, read_geojson
from renkei.interop.exchange.kml_patching import patched_kml
from renkei.interop.exchange.kml_reading import others_in, read_kml, unpacked
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.msdl.format import read_msdl
from renkei.interop.exchange.orbat_mapper import format as orbat_mapper
from renkei.interop.exchange.orbat_mapper.patching import patched
from renkei.interop.exchange.orbat_mapper.writing import document_of
from renkei.interop.exchange.recognising import OF_MANY_FILES, is_table, recognise
from renkei.interop.exchange.scenario_text import DESIGN, TABLES, scenario_text
from renkei.interop.exchange.xml_patching import in_utf8
from renkei.interop.exchange.xml_reading import read_xml
from renkei.scenario import Document, load_scenario
from renkei.scenario.model.forces import Unit
from renkei.study import c2sim_files, msdl_files
from renkei.study.choosing import bad_argument, known_design
from renkei.study.kept_originals import as_imported, kept_beside
from renkei.study.library import exists
from renkei.study.symbols import symbol_of_headquarters, symbol_of_unit

if TYPE_CHECKING:
    from renkei.interop.exchange.courses import Replicated
    from renkei.interop.exchange.forces import OrderOfBattle
    from renkei.scenario.model.organisation import Headquarters

KEPT = "kept-orbat-mapper.json"
"""The file beside an imported scenario that holds the document for the way back."""

KEPT_MAP = "kept-map.geojson"
"""Likewise of GeoJSON, as it came."""

KEPT_KML = "kept-map.kml"
"""Likewise of KML, and of what a KMZ holds of it."""


_KML = ("kml", "kmz")


@dataclass(frozen=True)
class ImportedForces:
    """A file that was read: what it holds, the scenario made of it, what is not carried."""

    file: str
    format: str
    version: str
    forces: OrderOfBattle
    files: dict[str, bytes]
    losses: Losses


@dataclass(frozen=True)
class WrittenFiles:
    """Files that were made of a scenario or a replication, and what is not carried."""

    format: str
    files: dict[str, bytes]
    losses: Losses


def is_scenario_file(path: Path) -> bool:
    """Return whether a file is to be imported as a scenario: it can be read and is no table."""
    try:
        return path.is_file() and not is_table(_head(path))
    except (OSError, ValueError):
        return False


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        head = stream.read(4096)
        return head + stream.read() if head.startswith(b"PK") else head


def take(*paths: Path) -> ImportedForces:
    """Return the scenario that is made of a file, or of several of events.

    Raises
    ------
    InputError
        If one cannot be read, is malformed, or of a format that is not read, or if there are
        several of a format of which each is a whole.
    """
    return together([(content_of(path, "IMP-016"), str(path)) for path in paths])


def taken(content: bytes, file: str) -> ImportedForces:
    """Return the scenario that is made of the bytes of a file; raises as :func:`take` does."""
    return together([(content, file)])


def together(contents: Sequence[tuple[bytes, str]]) -> ImportedForces:
    """Return the scenario that is made of files, each with its name; raises as :func:`take`."""
    found = [(file, recognise(content, file)) for content, file in contents]
    file, first = found[0]
    if len(found) > 1 and any(one.format not in OF_MANY_FILES for _, one in found):
        raise bad_argument(
            "FILE",
            Phrase("{count} files", count=len(found)),
            Phrase("one file of an order of battle"),
            Phrase("import each into a folder of its own"),
        )
    losses = Losses(file)
    for name in first.repeated:
        why = Phrase("it stands twice in one table; the last one counts")
        losses.add(Fate.LOST, "", f"`{name[:60]}`", why)
    origin = FORMATS[first.format].name
    version, kept = "", {}
    if first.format == "orbat-mapper":
        version = first.version
        _note_version(version, losses)
        forces = orbat_mapper.read(first.data, losses).forces
        kept[KEPT] = orbat_mapper.to_bytes({"kept": orbat_mapper.ORIGIN, "document": first.data})
    elif first.format == "msdl":
        forces = read_msdl(first.data, losses).forces
        kept[msdl_files.KEPT] = contents[0][0]
    elif first.format == "geojson":
        forces = read_geojson(first.data, losses)
        if is_kept(first.data):
            kept[KEPT_MAP] = contents[0][0]
    elif first.format == "cot":
        several = len(found) > 1
        trees = [(Path(name).name if several else "", one.data) for name, one in found]
        forces = read_cursor_on_target(trees, losses)
    elif first.format == "c2sim":
        version = c2sim.dialect_of(first.data, file).value
        forces = c2sim.read(first.data, losses)[1].forces
        kept[c2sim_files.KEPT] = contents[0][0]
    else:
        content = contents[0][0]
        forces = read_kml(first.data, losses)
        if first.format == "kmz":
            why = Phrase("only the KML of an archive is kept")
            for name in others_in(content):
                losses.add(Fate.LOST, name[:60], Phrase("file in the archive"), why)
            content = unpacked(content, file)
        kept[KEPT_KML] = content
    text = scenario_text(forces, losses, origin)
    files = {name: content.encode("utf-8") for name, content in text.items()} | kept
    return ImportedForces(file, first.format, version, forces, files, losses)


def _note_version(version: str, losses: Losses) -> None:
    parts = version.split(".")
    if not all(part.isdigit() for part in parts[:2]) or len(parts) < 2:
        return
    if (int(parts[0][:9]), int(parts[1][:9])) > orbat_mapper.NEWEST:
        why = Phrase("it is newer than any that was seen; it is read like these")
        losses.add(Fate.APPROXIMATED, "version", f"`{version}`", why)


def store(taken: ImportedForces, folder: Path, *, force: bool = False) -> Document:
    """Write the scenario folder, and return the scenario as it is read again.

    Raises
    ------
    InputError
        If something is there already and ``force`` is not given, or what was written is no
        scenario that passes the checks.
    RenkeiError
        If it cannot be written.
    """
    check_folder(folder, force=force)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _OURS:
            if name not in taken.files:
                (folder / name).unlink(missing_ok=True)
        for name, content in taken.files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise _cannot_write(folder, error) from None
    document = load_scenario(folder)
    check(document)
    return document


_OURS = (
    *(f"{table}.yaml" for table in TABLES),
    *(KEPT, KEPT_MAP, KEPT_KML, c2sim_files.KEPT, msdl_files.KEPT),
)
"""Files of an earlier import, which ``--force`` replaces."""


def check_folder(folder: Path, *, force: bool) -> None:
    """Refuse a folder that holds something, without ``force``, and what is no folder."""
    if not exists(folder):
        return
    if not folder.is_dir():
        raise bad_argument(
            "--out", Phrase("`{out}`, which is a file", out=folder), Phrase("a folder")
        )
    if not force and any(folder.iterdir()):
        raise bad_argument(
            "--out",
            Phrase("`{out}`, which exists already", out=folder),
            Phrase("a name that is free, or --force"),
        )


def export(
    document: Document,
    path: Path,
    to: str,
    design: str | None = None,
    replicated: Replicated | None = None,
) -> WrittenFiles:
    """Return the files of a scenario under a design, or of a replication of it.

    Parameters
    ----------
    path
        Where the scenario stands; what an import kept beside it is used for the way back.
    to
        A format of :data:`~renkei.interop.exchange.formats.FORMATS`.
    design
        None: that of an import, else the baseline.

    Raises
    ------
    InputError
        If the design is unknown, or what was kept cannot be read.
    """
    if design is None:
        design = DESIGN if DESIGN in document.design_ids else document.baseline
    design = known_design("--design", design, document)
    losses = Losses(str(path))
    if to == "msdl":
        _note_still(replicated, losses)
        kept_file = None if replicated is not None else kept_beside(path, msdl_files.KEPT)
        content = msdl_files.written(
            document, design, _symbol if kept_file is None else stated, losses, kept_file
        )
        return WrittenFiles(to, {"": content}, losses)
    kept = None if replicated is not None or to != "orbat-mapper" else _kept(path)
    if kept is not None:
        now = forces_of(document, design, stated, losses)
        return WrittenFiles(to, {"": _returned(kept, now, losses)}, losses)
    if to in c2sim_files.INITIALIZATIONS:
        before = None if replicated is not None else kept_beside(path, c2sim_files.KEPT)
        dialect = c2sim_files.INITIALIZATIONS[to]
        if replicated is not None:
            why = Phrase("an initialization holds for one moment; see c2sim-messages")
            losses.add(Fate.LOST, "", Phrase("ways with times"), why)
        content = c2sim_files.initialization(document, design, _symbol, dialect, losses, before)
        return WrittenFiles(to, {"": content}, losses)
    if to in c2sim_files.MESSAGES:
        if replicated is None:
            raise bad_argument(
                "--to",
                Phrase("`{to}`, for a scenario", to=to),
                Phrase("a result folder, or --to c2sim"),
            )
        dialect = c2sim_files.MESSAGES[to]
        files = c2sim_files.replication(document, design, _symbol, replicated, dialect, losses)
        return WrittenFiles(to, files, losses)
    before_map = kept_beside(path, KEPT_MAP) if to == "geojson" and replicated is None else None
    if before_map is not None:
        now = forces_of(document, design, stated, losses)
        _note_undrawn(now, to, losses)
        return WrittenFiles(to, {"": _returned_map(before_map, now, losses)}, losses)
    kml_file = kept_beside(path, KEPT_KML) if to in _KML and replicated is None else None
    if kml_file is not None:
        now = forces_of(document, design, stated, losses)
        _note_undrawn(now, to, losses)
        content = _returned_kml(kml_file, now, losses)
        return WrittenFiles(to, {"": kml.zipped(content) if to == "kmz" else content}, losses)
    forces = forces_of(document, design, _symbol, losses)
    if to == "orbat-mapper":
        made = document_of(forces, losses, replicated)
        return WrittenFiles(to, {"": orbat_mapper.to_bytes(made)}, losses)
    _note_undrawn(forces, to, losses)
    if to == "cot":
        return WrittenFiles(
            to, cursor_on_target.cursor_on_target(forces, losses, replicated), losses
        )
    write = {"geojson": geojson.geojson, "kml": kml.kml, "kmz": kml.kmz}[to]
    return WrittenFiles(to, {"": write(forces, replicated)}, losses)


def _note_still(replicated: Replicated | None, losses: Losses) -> None:
    """Note that a file of one moment does not say what moves."""
    if replicated is not None:
        why = Phrase("the file holds for one moment, the start")
        losses.add(Fate.LOST, "", Phrase("ways with times"), why)


def _note_undrawn(forces: OrderOfBattle, to: str, losses: Losses) -> None:
    """Note what a map cannot say of any formation, and who stands nowhere on it."""
    for one in forces.formations:
        if one.position is None and to != "cot":  # which says so itself
            losses.add(Fate.LOST, one.id, f"`{one.id}`", Phrase("it has no position"))
    why = Phrase("the format has no such thing")
    for what, has in (
        (Phrase("timed moves"), any(one.moves for one in forces.formations)),
        (Phrase("personnel"), any(one.personnel is not None for one in forces.formations)),
        (Phrase("equipment and supplies"), True),
        (Phrase("superiors"), to == "cot"),
    ):
        if has:
            losses.add(Fate.LOST, "", what, why)


def _symbol(one: Headquarters | Unit) -> str:
    return symbol_of_unit(one) if isinstance(one, Unit) else symbol_of_headquarters(one)


def _kept(path: Path) -> dict[str, Any] | None:
    """Return the document that an import kept beside a scenario; None: it kept none."""
    file = path / KEPT
    if not file.is_file():
        return None
    data = read_json(content_of(file, "IMP-016"), str(file), "IMP-018").data
    document = data.get("document") if isinstance(data, dict) else None
    if not isinstance(document, dict):
        found = Phrase("no document of ORBAT Mapper")
        expected = Phrase("what `renkei import` wrote; without the file, it is written anew")
        raise InputError([Problem("IMP-018", Location(str(file)), "document", found, expected)])
    return document


def returned(taken: ImportedForces, document: Document) -> bytes:
    """Return the file of what was taken, with what the scenario made of it has changed since."""
    if taken.format == "msdl":
        kept_file = taken.files[msdl_files.KEPT]
        return msdl_files.written(document, document.baseline, stated, taken.losses, kept_file)
    if taken.format == "c2sim":
        return c2sim_files.initialization(
            *(document, document.baseline, stated, Dialect.V1_0_2, taken.losses),
            taken.files[c2sim_files.KEPT],
        )
    if taken.format == "geojson":
        now = forces_of(document, document.baseline, stated, taken.losses)
        return _returned_map(taken.files[KEPT_MAP], now, taken.losses)
    if taken.format in _KML:
        now = forces_of(document, document.baseline, stated, taken.losses)
        return _returned_kml(taken.files[KEPT_KML], now, taken.losses)
    kept = read_json(taken.files[KEPT], KEPT, "IMP-018").data["document"]
    design = DESIGN if DESIGN in document.design_ids else document.baseline
    now = forces_of(document, design, stated, taken.losses)
    return _returned(kept, now, taken.losses)


def _returned(document: dict[str, Any], now: OrderOfBattle, losses: Losses) -> bytes:
    """Return the file of an imported document, with what the scenario has changed since."""
    read = orbat_mapper.read(document, Losses(""))
    before = as_imported(read.forces, orbat_mapper.ORIGIN, KEPT, several=False)
    return orbat_mapper.to_bytes(patched(document, read, before, now, losses))


def _returned_map(content: bytes, now: OrderOfBattle, losses: Losses) -> bytes:
    """Return the file of an imported collection, with what the scenario has changed since."""
    collection = read_json(content, KEPT_MAP, "IMP-018").data
    if not (isinstance(collection, dict) and is_kept(collection)):
        found, expected = Phrase("no collection of features"), Phrase("what `renkei import` wrote")
        raise InputError([Problem("IMP-018", Location(KEPT_MAP), "type", found, expected)])
    read = read_geojson(collection, Losses(""))
    before = as_imported(read, FORMATS["geojson"].name, KEPT_MAP, several=False)
    return patched_geojson(collection, read, before, now, losses)


def _returned_kml(content: bytes, now: OrderOfBattle, losses: Losses) -> bytes:
    """Return the KML that was imported, with what the scenario has changed since."""
    plain = in_utf8(content, KEPT_KML, "IMP-018")
    root = read_xml(plain, KEPT_KML, "IMP-018")
    read = read_kml(root, Losses(""))
    before = as_imported(read, FORMATS["kml"].name, KEPT_KML, several=False)
    made = patched_kml(plain, root, read, before, now, losses)
    return content if made == plain else made


def save(written: WrittenFiles, out: Path, *, force: bool = False) -> list[Path]:
    """Write the files, and return them.

    Raises
    ------
    InputError
        If something is there already and ``force`` is not given.
    RenkeiError
        If they cannot be written.
    """
    if FORMATS[written.format].is_folder:
        check_folder(out, force=force)
        targets = {out / name: content for name, content in written.files.items()}
    else:
        if exists(out) and not force:
            raise bad_argument(
                "--out",
                Phrase("`{out}`, which exists already", out=out),
                Phrase("a name that is free, or --force"),
            )
        targets = {out: written.files[""]}
    try:
        if FORMATS[written.format].is_folder:
            out.mkdir(parents=True, exist_ok=True)
        for path, content in targets.items():
            path.write_bytes(content)
    except OSError as error:
        raise _cannot_write(out, error) from None
    return list(targets)


def _cannot_write(path: Path, error: OSError) -> RenkeiError:
    return RenkeiError(Phrase("cannot write {path}: {strerror}", path=path, strerror=reason(error)))
