"""Ask a served exercise for everything, as whom one may not, and look for a single marked byte.

People of each nation write texts with a mark of their nation, under names with a mark, and the
instructor pins notes with another. Meanwhile every address is asked, with every identifier that
there is (as if somebody had seen it over a shoulder), by seats of the other nation, by nobody, and
with a session that has run out, one that was ended, one made up and one of another exercise. What
comes back, unpacked where it is packed, is searched for marks and identifiers that its reader has
no right to. What was released may be read: that it is, is checked too.

Run as ``python benchmarks/exercise_leaks.py --probes 100000``; with ``--exercise japan`` there are
seats of headquarters that nations share.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.server.asking import Answer, Client, Served, served

from renkei.server.playing import DESK
from renkei.server.sessions import LASTS_S, Sessions
from renkei.server.store import Store

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GETS = (
    *("view", "ground", "events", "review", "review.xlsx", "then", "lines.xlsx", "tables.zip"),
    *("rehearsal", "exercise.file", "me", "x", "items"),
)
STRANGERS = ("nobody", "run out", "ended", "made up", "of another")


@dataclass
class Found:
    """What the probes found."""

    probes: int = 0
    by: Counter[str] = field(default_factory=Counter)
    """Probes by what was asked and the status of the answer."""
    leaks: list[str] = field(default_factory=list)
    read: int = 0
    """Times that somebody read a mark that they may: the search finds what it looks for."""


class Prober:
    """Plays an exercise and probes it."""

    def __init__(self, exercise: Served, seed: int) -> None:
        self.exercise = exercise
        self.luck = random.Random(seed)
        self.found = Found()
        self.seats = dict(exercise.front.room.playing.seats)
        self.nations = sorted({seat.nation for seat in self.seats.values()})
        self.clients: dict[str, Client] = {}
        self.strangers: dict[str, Client] = {}
        self.marks: dict[str, set[bytes]] = {nation: set() for nation in (*self.nations, DESK)}
        self.released: set[bytes] = set()
        self.ids: dict[str, set[str]] = {nation: set() for nation in self.nations}
        self.incidents: list[str] = []
        """All that there are, known to a seat or not."""
        self._n = 0

    def mark(self, nation: str) -> str:
        """Return a new mark of a nation."""
        text = f"mk{self.luck.randrange(16**12):012x}{nation}"
        self.marks[nation].add(text.encode())
        return text

    async def begin(self) -> None:
        """Let everybody come in, and strangers get what sessions they have."""
        exercise = self.exercise
        self.clients[DESK] = await exercise.joined(DESK, self.mark(DESK))
        wall = [0.0]
        sessions = exercise.front.sessions
        patient = Sessions(exercise.front.room.store, sessions.keys, lambda: wall[0])
        exercise.front.sessions = patient
        old = await exercise.joined(next(iter(self.seats)), "Old")
        wall[0] = LASTS_S + 1
        ended = await exercise.joined(next(iter(self.seats)), "Ended")
        cookie = ended.cookie
        await ended.post("/api/leave", {})
        self.clients[DESK] = await exercise.joined(DESK, self.mark(DESK))
        for id_, seat in self.seats.items():
            self.clients[id_] = await exercise.joined(id_, self.mark(seat.nation))
        name = cookie.partition("=")[0]
        other = type(sessions.keys).made().new_cookie()[0]
        forged = self.clients[DESK].cookie[:-2] + ("AA" if cookie[-2:] != "AA" else "BB")
        cookies = ("", old.cookie, cookie, forged, f"{name}={other}")
        for who, text in zip(STRANGERS, cookies, strict=True):
            self.strangers[who] = exercise.client(cookie=text)

    def key(self) -> str:
        """Return a key that was not used."""
        self._n += 1
        return f"key-{self._n:08d}"

    # --- what goes on -----------------------------------------------------------------------

    async def play(self) -> None:
        """Let people of all nations do something with marks, and time go on."""
        for id_, seat in self.seats.items():
            client = self.clients[id_]
            view = (await client.get("/api/view")).json
            ways = [one["headquarters"] for one in view["reaches"] if not one["needs_release"]]
            to = self.luck.choice(ways) if ways else seat.headquarters
            await client.act(
                self.key(), do="send", receivers=[to], subject=self.mark(seat.nation),
                text=self.mark(seat.nation),
            )  # fmt: skip
            for task in view["tasks"]:
                if task["options"] and self.luck.random() < 0.5:
                    outcome = self.luck.choice(task["options"])["id"]
                    await client.act(
                        self.key(), do="finish", task=task["id"], outcome=outcome,
                        text=self.mark(seat.nation),
                    )  # fmt: skip
            mine = [one for one in view["items"] if one["may_release_to"] and one["text"]]
            if mine and self.luck.random() < 0.3:
                item = self.luck.choice(mine)
                nation = self.luck.choice(item["may_release_to"])
                await client.act(self.key(), do="release", item=item["id"], to=nation)
                self._note_released()
            self.ids[seat.nation] |= {task["id"] for task in view["tasks"]}
            self.ids[seat.nation] |= {
                item["id"]
                for item in view["items"]
                if item["owner"] == seat.nation and not item["released_to"]
            }
        self.incidents = [one.id for one in self.exercise.front.room.playing.desk_view().incidents]
        await self.clients[DESK].act(self.key(), do="pin", text=self.mark(DESK))
        await self.clients[DESK].post("/api/clock", {"command": "step", "value": 0.5})
        while self.exercise.front.room.clock.running:
            await self.exercise.pass_time(0.1)

    # --- what is asked ----------------------------------------------------------------------

    async def end(self) -> None:
        """Go to the end, after which seats may ask for their review."""
        await self.clients[DESK].post("/api/clock", {"command": "step", "value": 1000})
        while self.exercise.front.room.clock.running:
            await self.exercise.pass_time(0.1)

    async def probe(self, of: tuple[str, ...] = ()) -> None:
        """Ask once, as somebody, for something; ``of`` are all that is asked for."""
        who = self.luck.choice((*self.seats, *STRANGERS))
        client = self.clients.get(who) or self.strangers[who]
        if of:
            what = self.luck.choice(of)
            path = f"/api/{what}?nation={self.luck.choice(self.nations)}"
            ask: Callable[[], Any] = lambda: client.get(path)  # noqa: E731
        else:
            what, ask = self._question(client)
        answer = await ask()
        if what == "act" and answer.status == 200:
            self._note_released()
        self.found.probes += 1
        self.found.by[f"{what} {answer.status}"] += 1
        self._search(who, what, answer)

    def _question(self, client: Client) -> tuple[str, Callable[[], Any]]:
        luck = self.luck
        if luck.random() < 0.5:
            what = luck.choice(GETS)
            queries = ("", "?as=desk", "?lang=ja", "?preview=1", *(f"?as={s}" for s in self.seats))
            queries += tuple(f"?nation={nation}" for nation in self.nations)
            queries += tuple(f"?at_h=0.5&seat={s}" for s in self.seats)
            path = f"/api/{what}{luck.choice(queries) if luck.random() < 0.6 else ''}"
            if what == "items":
                path = f"/api/items?before={self._any_id()}"
                path += luck.choice(("", *(f"&as={seat}" for seat in self.seats)))
            if what == "events":
                return what, lambda: self._stream(client, path)
            return what, lambda: client.get(path)
        if luck.random() < 0.3:
            return "response", lambda: client.get(f"/api/response/{self._any_id()}")
        bodies: dict[str, Any] = {
            "act": {"key": self.key(), "action": self._action()},
            "ahead": {"futures": 2, "task": self._any_id()},
            "clock": {"command": luck.choice(("speed", "pause", "jump")), "value": 2},
            "back": {"at_h": 0.1},
            "join": {"code": "00000-00000", "name": "x"},
            f"seats/{luck.choice((*self.seats, DESK))}/code": {},
            "lines.xlsx": b"PK",
        }
        what = luck.choice(list(bodies))
        kind = XLSX if what == "lines.xlsx" else "application/json"
        body = bodies[what]
        return what.partition("/")[0], lambda: client.post(f"/api/{what}", body, content_type=kind)

    def _note_released(self) -> None:
        """Take note of what may be read now: somebody may have been allowed to release."""
        playing = self.exercise.front.room.playing
        for id_, seat in self.seats.items():
            for item in playing.seat_view(id_).items:
                if item.owner == seat.nation and item.released_to:
                    texts = (item.id, item.text, item.subject.en)
                    self.released |= {text.encode() for text in texts if text}

    def _any_id(self) -> str:
        known = [*self.ids[self.luck.choice(self.nations)], *self.incidents]
        return self.luck.choice(known) if known else "x"

    def _action(self) -> dict[str, Any]:
        luck, id_ = self.luck, self._any_id()
        somewhere = luck.choice(list(self.seats.values())).headquarters
        return luck.choice(
            (
                {"do": "read", "item": id_},
                {"do": "claim", "task": id_},
                {"do": "finish", "task": id_, "outcome": "counter"},
                {"do": "release", "item": id_, "to": luck.choice(self.nations)},
                {"do": "send", "receivers": [somewhere], "subject": "x", "attached": [id_]},
                {"do": "send", "receivers": [somewhere], "subject": "x", "reply_to": id_},
                {"do": "send", "receivers": [somewhere], "subject": "x", "incident": id_},
                {"do": "fire", "line": "M03"},
                {"do": "pin", "text": "x"},
                {"do": id_},
            )
        )

    async def _stream(self, client: Client, path: str) -> Answer:
        """Read what a stream has at once, from some number on."""
        hub = self.exercise.front.hub
        had = self.luck.choice(("", f"{hub.branch}.0", f"{hub.branch}.{self.luck.randrange(99)}"))
        page = client.stream(path.partition("?")[2], **{"last-event-id": had} if had else {})
        await page.until(lambda page: page.events or page.ended)
        for _ in range(3):
            await asyncio.sleep(0)
        await page.close()
        return Answer(page.status, {}, bytes(page.raw))

    # --- what comes back --------------------------------------------------------------------

    def _search(self, who: str, what: str, answer: Answer) -> None:
        content = unpacked(answer.body) + repr(answer.headers).encode()
        seat = self.seats.get(who)
        mine = "" if seat is None else seat.nation
        for nation, marks in self.marks.items():
            if not nation:  # of a headquarters that nations share: what is written there is of all
                continue
            ids = {id_.encode() for id_ in self.ids.get(nation, ())}
            if nation == mine:
                self.found.read += any(mark in content for mark in marks)
                continue
            # All of a nation's marks end in its name: a quick look first.
            if nation.encode() in content or any(id_ in content for id_ in ids):
                for text in (marks | ids) - (self.released if seat else set()):
                    if text in content:
                        self.found.leaks.append(f"{who}: {what} {answer.status}: {text.decode()}")


def unpacked(content: bytes) -> bytes:
    """Return content with all that a ZIP archive in it holds."""
    if content[:2] != b"PK":
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return content + b"".join(map(archive.read, archive.namelist()))
    except zipfile.BadZipFile:
        return content


async def probed(
    store: Store, play: Any, probes: int, seed: int, told: Callable[[int], None] = lambda _: None
) -> Found:
    """Play an exercise, probe it so often, and return what was found."""
    async with served(store, play, inline=True) as exercise:
        prober = Prober(exercise, seed)
        await prober.begin()
        rounds = 40 if probes > 5000 else 12
        for _ in range(rounds):
            await prober.play()
            for _ in range(-(-probes // rounds)):
                await prober.probe()
            told(prober.found.probes)
        await prober.end()
        for _ in range(probes // 20):
            await prober.probe(("review", "review.xlsx", "view"))
        return prober.found


def main() -> None:
    """Probe the packaged exercise, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--probes", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--exercise", default="skerries", help="packaged exercise, or a file")
    asked = parser.parse_args()
    from renkei.exercise.definition import read_definition
    from renkei.server.played import Player
    from renkei.server.starting import begun, exercises

    player, began = Player(1), time.monotonic()
    path = exercises().get(asked.exercise, Path(asked.exercise))

    def told(n: int) -> None:
        print(f"\r{n} of {asked.probes}", end="", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as folder:
        store = begun(Path(folder) / "leaks.exercise", read_definition(path))
        found = asyncio.run(probed(store, player, asked.probes, asked.seed, told))
    player.close()
    print(file=sys.stderr)
    for what, count in sorted(found.by.items()):
        print(f"{count:7d}  {what}")
    print(f"{found.probes} probes, {found.read} answers with marks of the reader's own nation")
    print(f"{len(found.leaks)} leaks in {time.monotonic() - began:.0f} s")
    print(*found.leaks[:20], sep="\n")
    sys.exit(1 if found.leaks else 0)


if __name__ == "__main__":
    main()
