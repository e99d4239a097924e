"""From what somebody names to an exercise that can be served: a new file, or one opened again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from renkei._base.errors import InputError, ResultsError
from renkei._base.language import Phrase
from renkei._base.version import __version__
from renkei.server.allowances import Allowances
from renkei.server.branching import new_branch
from renkei.server.front import Away, Front
from renkei.server.playing import DESK, Play
from renkei.server.room import Room
from renkei.server.secrets import Keys
from renkei.server.sessions import Sessions
from renkei.server.store import StoodAt, Store
from renkei.study.choosing import bad_argument
from renkei.study.library import LIBRARY, exists, expanded, find

if TYPE_CHECKING:
    from renkei.exercise.clock import AfterGap
    from renkei.exercise.definition import Definition
    from renkei.exercise.running import Exercise

SUFFIX = ".exercise"
"""What the name of an exercise's file ends in."""

_SAYS_SO = re.compile(rb"^exercise:\s", re.MULTILINE)
_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True)
class Started:
    """An exercise that can be served.

    Parameters
    ----------
    codes
        The codes that were given now, by who comes in with each.
    resumed
        Whether its file was there already.
    made_with
        The version of Renkei that made the file.
    """

    front: Front
    codes: dict[str, str]
    resumed: bool
    made_with: str


def exercises() -> dict[str, Path]:
    """Return the packaged exercises by name."""
    found = sorted((LIBRARY / "exercises").glob("*/exercise.yaml"))
    return {path.parent.name: path for path in found}


def is_kept(path: Path) -> bool:
    """Return whether a path is of a file that an exercise was kept in, sound or not."""
    if path.suffix == SUFFIX:
        return True
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


def named_definition(
    name: str, *, design: str | None, seed: int | None, seats: Path | None
) -> Definition:
    """Return the definition of a packaged exercise, an exercise file, or a scenario.

    Raises
    ------
    InputError
        If it is none of these, or is wrong.
    """
    from renkei.exercise.definition import of_scenario, read_definition
    from renkei.exercise.seats_file import with_seats

    path = expanded("SCENARIO", Path(name))
    if not exists(path) and name in exercises():
        path = exercises()[name]
    if path.is_dir() and (path / "exercise.yaml").is_file():
        path = path / "exercise.yaml"
    if _is_exercise(path):
        found = read_definition(path, design=design, seed=seed)
    else:
        found = of_scenario(find(name, "SCENARIO"), design=design, seed=seed)
    return found if seats is None else with_seats(found, seats)


def _is_exercise(path: Path) -> bool:
    try:
        return path.is_file() and _SAYS_SO.search(path.read_bytes()) is not None
    except OSError:
        return False


def free_name(name: str) -> Path:
    """Return a name for a new file in the working folder that no file has."""
    stem = re.sub(r"[^\w-]+", "-", name).strip("-") or "exercise"
    tried = [Path(stem + SUFFIX), *(Path(f"{stem}-{n}{SUFFIX}") for n in range(2, 1000))]
    return next(path for path in tried if not path.exists())


def begun(path: Path, definition: Definition) -> Store:
    """Make the file of a new exercise.

    Raises
    ------
    ResultsError
        If there is one, or it cannot be written.
    """
    keys = Keys.made()
    about = {
        "definition": definition.to_bytes(),
        "branch": new_branch(),
        "family": new_branch(),
        "salt": keys.salt,
        "signing": keys.signing,
        "version": __version__.encode(),
    }
    return Store.made(path, about, StoodAt(definition.begins_h, 1.0, False))


def opened(path: Path) -> Store:
    """Open the file of an exercise again.

    Raises
    ------
    InputError, ResultsError
        If it is none, is damaged, or is open elsewhere.
    """
    return Store.opened(path)


def kept_exercise(path: Path) -> Exercise:
    """Return the exercise that a file keeps, where its clock stood; the file stays as it is.

    Raises
    ------
    InputError, ResultsError
        If it is none, is damaged, or is open elsewhere.
    """
    from renkei.exercise.definition import Definition
    from renkei.exercise.log import Entry
    from renkei.exercise.running import Exercise

    store = Store.opened(path)
    try:
        definition = Definition.from_bytes(store.about()["definition"])
        entries = list(map(Entry.from_json, store.entries()))
        return Exercise(definition, entries, store.clock().now_h)
    finally:
        store.close()


def started(
    store: Store,
    play: Play,
    *,
    resumed: bool,
    new_codes: bool = False,
    after_gap: AfterGap = "pause",
    away: Away | None = None,
    allowances: Allowances | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Started:
    """Return an exercise that can be served; the instructor gets a new code each time.

    Parameters
    ----------
    play
        Makes the exercise from its file.
    new_codes
        Whether every seat gets a new code, too, and who came in by the old ones is out.
    tell
        Is told what goes on.

    Raises
    ------
    InputError, ResultsError
        If the file does not hold what an exercise needs, or cannot be written.
    """
    about = store.about()
    tell("replaying")
    try:
        room = Room(store, play, after_gap=after_gap)
        keys = Keys(about["salt"], about["signing"])
    except (KeyError, ValueError) as error:
        store.close()
        if isinstance(error, InputError):
            raise
        raise ResultsError(
            Phrase("{path} does not hold an exercise that can be played.", path=store.path)
        ) from error
    except BaseException:
        store.close()
        raise
    sessions = Sessions(store, keys)
    codes = {}
    known = set(store.codes().values())
    for who in (DESK, *room.playing.seats):
        if who == DESK or new_codes or who not in known:
            # The instructor's pages stay open over a restart.
            codes[who], _ = sessions.give_code(who, end_sessions=who != DESK)
    room.codes = {who: code for who, code in codes.items() if who != DESK}
    front = Front(room, sessions, away=away, allowances=allowances)
    return Started(front, codes, resumed, about.get("version", b"").decode())


def wrong_tls(cert: Path | None, key: Path | None, *, own: bool = False) -> InputError | None:
    """Return what is wrong with a certificate and its key; None: nothing, or there are none.

    ``own``: whether one is to be made by ourselves.
    """
    import ssl

    if cert is None and key is None:
        return None
    if own:
        given = Phrase("also `{path}`", path=cert or key)
        return bad_argument("--tls", given, Phrase("--tls alone, or --tls-cert and --tls-key"))
    if cert is None or key is None:
        lacks = "--tls-cert" if cert is None else "--tls-key"
        return bad_argument(lacks, Phrase("nothing"), Phrase("a certificate and its key"))
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key)
    except (OSError, ValueError) as error:
        return bad_argument(
            "--tls-cert",
            Phrase("{cert} with {key}: {why}", cert=cert, key=key, why=error),
            Phrase("a certificate and its key, as PEM"),
        )
    return None
