"""Who is known by which cookie: sessions, and the codes by which they begin.

What for: every request is checked for who asks. Takes codes and cookies; gives a seat, the
instructor, or nobody. A code that was given anew ends what the old one began.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from renkei.server.secrets import Keys, new_code, read_code
from renkei.server.store import Store, StoredSession

LASTS_S = 72 * 3600.0
"""A session lasts so long [s]: an exercise of three days."""

_LONGEST_NAME = 60
_LONGEST_PEOPLE = 190
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories of characters that no name needs: controls, directions, halves of characters."""
_JOINERS = "\u200c\u200d"
"""Invisible, and yet letters of names are joined by them."""


@dataclass(frozen=True)
class Session:
    """Somebody who has come in."""

    digest: bytes
    who: str
    person: str
    made: float


class Sessions:
    """The sessions and codes of an exercise.

    Parameters
    ----------
    store
        Where they are kept.
    wall_s
        Reads the time of day [s since 1970].
    """

    def __init__(self, store: Store, keys: Keys, wall_s: Callable[[], float] = time.time) -> None:
        self.keys = keys
        self._wall_s = wall_s
        self.reopen(store)

    def reopen(self, store: Store) -> None:
        """Take another file, as of a branch."""
        self._store = store
        self._open = {one.digest: Session(*one) for one in store.sessions()}
        self._read: dict[str, bytes] = {}
        self._codes = store.codes()

    def of_cookie(self, cookie: str | None) -> Session | None:
        """Return the session of a cookie; None: there is none, or it has ended."""
        if cookie is None:
            return None
        # To read one computes a signature, which lets the other thread go first: milliseconds.
        digest = self._read.get(cookie) or self.keys.read_cookie(cookie)
        session = None if digest is None else self._open.get(digest)
        if session is None or self.is_over(session):
            self._read.pop(cookie, None)
            return None
        self._read[cookie] = session.digest
        return session

    def is_over(self, session: Session) -> bool:
        """Return whether a session has ended, or lasted too long."""
        return session.digest not in self._open or self._wall_s() - session.made >= LASTS_S

    def of_code(self, digest: bytes) -> str | None:
        """Return whose code has a digest; None: nobody's."""
        return self._codes.get(digest)

    def begin(self, who: str, person: str) -> tuple[Session, str]:
        """Begin a session; return it and the text of its cookie."""
        cookie, digest = self.keys.new_cookie()
        session = Session(digest, who, person, self._wall_s())
        self._store.add_session(StoredSession(digest, who, person, session.made))
        self._open[digest] = session
        return session, cookie

    def end(self, session: Session) -> None:
        """End a session."""
        self._store.end_session(session.digest)
        self._open.pop(session.digest, None)

    def give_code(self, who: str, *, end_sessions: bool = True) -> tuple[str, list[Session]]:
        """Give somebody a new code; return it, and the sessions that have ended with the old."""
        code = new_code()
        digest = self.keys.code_digest(code)
        self._store.set_code(who, digest, end_sessions=end_sessions)
        self._codes = self._store.codes()
        ended = [one for one in self._open.values() if one.who == who and end_sessions]
        for session in ended:
            del self._open[session.digest]
        return code, ended

    def people(self, who: str) -> str:
        """Return the names of all who have come in as somebody, in the order in which they did."""
        found = dict.fromkeys(one.person for one in self._open.values() if one.who == who)
        text = ""
        for person in found:
            longer = f"{text}, {person}" if text else person
            if len(longer) > _LONGEST_PEOPLE:
                break
            text = longer
        return text


def digest_of_code(keys: Keys, typed: str) -> bytes | None:
    """Return the digest of a code as it was typed; None: it cannot be one. Slow on purpose."""
    code = read_code(typed)
    return None if code is None else keys.code_digest(code)


def read_name(typed: str) -> str | None:
    """Return a name as it is shown: composed, in one line; None: it cannot be shown."""
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    hidden = any(unicodedata.category(one) in _HIDDEN and one not in _JOINERS for one in name)
    visible = any(unicodedata.category(one)[0] in "LNSP" for one in name)
    return name if visible and not hidden and len(name) <= _LONGEST_NAME else None


def unreadable(texts: Iterable[str]) -> bool:
    """Return whether a text has control characters other than those that end lines."""
    return any(
        unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\r\t"
        for text in texts
        for one in text
    )
