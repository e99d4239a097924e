"""Kill a served exercise at random moments under load: is all there that was acknowledged?

People in all seats send messages as fast as they are answered, each under a key of its own, while
the clock runs at 600 times; what was not acknowledged is sent again under its key after the
restart. A page reads the stream and comes again with what it had last. At the end, each message is
in the log once, in the order in which its seat sent it; the page has had every notice once and in
order; and the log, replayed twice, gives the very bytes that the server showed.

Run as ``python benchmarks/exercise_killed.py --kills 100``.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SERVING = ROOT / "benchmarks" / "exercise_serving.py"


class Server:
    """The process that is killed and begun again."""

    def __init__(self, file: Path, words: Sequence[str]) -> None:
        self._words = [sys.executable, str(SERVING), str(file), *words]
        self.process: subprocess.Popen[str] | None = None
        self.codes: dict[str, str] = {}
        self.port = 0

    def begin(self) -> None:
        """Begin the process, and wait until browsers could come."""
        self.process = subprocess.Popen(
            self._words, stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
        )
        assert self.process.stdout is not None
        told = json.loads(self.process.stdout.readline())
        self.codes |= told["codes"]
        self.port = told["port"]

    def kill(self) -> None:
        """End it as a power cut would, as far as a process can tell."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def end(self) -> None:
        """End it as a person would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=60)


@dataclass
class Person:
    """Somebody with a page, who tries again what was not answered."""

    server: Server
    who: str
    cookie: str = ""
    link: http.client.HTTPConnection | None = None
    port: int = 0

    def ask(self, method: str, path: str, body: Any = None, patience_s: float = 90.0) -> bytes:
        """Ask until there is an answer, over kills and restarts."""
        deadline = time.monotonic() + patience_s
        while True:
            try:
                return self._ask(method, path, body)
            except (OSError, http.client.HTTPException):
                self.close()
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def _ask(self, method: str, path: str, body: Any) -> bytes:
        if self.link is None or self.port != self.server.port:
            self.close()
            self.port = self.server.port
            self.link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": self.cookie}
        raw = None
        if body is not None:
            raw = json.dumps(body).encode()
            headers |= {
                "Content-Type": "application/json",
                "Origin": f"http://127.0.0.1:{self.port}",
            }
        self.link.request(method, path, raw, headers)
        answer = self.link.getresponse()
        content = answer.read()
        if answer.status == 429 or answer.status >= 500:
            time.sleep(0.05)
            raise http.client.HTTPException(str(answer.status))
        if answer.status != 200:
            raise AssertionError(f"{method} {path}: {answer.status} {content!r}")
        if (cookie := answer.getheader("Set-Cookie")) is not None:
            self.cookie = cookie.partition(";")[0]
        return content

    def close(self) -> None:
        """Let the connection go."""
        if self.link is not None:
            self.link.close()
        self.link = None

    def join(self) -> None:
        """Come in by the code."""
        self.ask("POST", "/api/join", {"code": self.server.codes[self.who], "name": self.who})


@dataclass
class Page:
    """A page that reads the stream of a viewer, over kills and restarts."""

    person: Person
    numbers: list[int] = field(default_factory=list)
    last_id: str = ""
    stopped: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        """Read until it is stopped."""
        while not self.stopped.is_set():
            try:
                self._read()
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)

    def _read(self) -> None:
        port = self.person.server.port
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=1)) as link:
            self._hear(link)

    def _hear(self, link: http.client.HTTPConnection) -> None:
        headers = {"Cookie": self.person.cookie}
        if self.last_id:
            headers["Last-Event-ID"] = self.last_id
        link.request("GET", "/api/events", headers=headers)
        answer = link.getresponse()
        event: dict[str, str] = {}
        while not self.stopped.is_set() and answer.status == 200 and (line := answer.readline()):
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                event[name] = value
                continue
            if "id" in event:
                self.last_id = event["id"]
                self.numbers.append(json.loads(event["data"])["n"])
            event = {}


@dataclass(frozen=True)
class Outcome:
    """What was found."""

    kills: int
    acknowledged: int
    again: int
    """Sent more than once, as no answer had come."""
    lost: int
    doubled: int
    misplaced: int
    """Of a seat's messages those that are not where it sent them."""
    notices: int
    notices_wrong: int
    replay_differs: int

    @property
    def sound(self) -> bool:
        """Whether nothing is lost, doubled, out of order or other than it was."""
        wrong = self.lost, self.doubled, self.misplaced, self.notices_wrong, self.replay_differs
        return not any(wrong) and self.acknowledged > 0


def trial(
    file: Path,
    kills: int,
    seed: int,
    receiver: Callable[[str, dict[str, Any]], str],
    replayed: Callable[[bytes, Iterable[str], float], Any],
    words: Sequence[str] = (),
    told: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Kill an exercise some times under load, and say what was found.

    Parameters
    ----------
    receiver
        To which headquarters a seat sends, by its view.
    replayed
        Makes the exercise from its definition, its log and where the clock stood.
    words
        Options of ``exercise_serving.py``.
    """
    luck, server = random.Random(seed), Server(file, words)
    server.begin()
    seats = [who for who in server.codes if who != "desk"]
    desk = Person(server, "desk")
    desk.join()
    page = Page(desk)
    acknowledged: dict[str, list[str]] = {seat: [] for seat in seats}
    again, stop = [0], threading.Event()

    def works(seat: str) -> None:
        person = Person(server, seat)
        person.join()
        to = receiver(seat, json.loads(person.ask("GET", "/api/view")))
        while not stop.is_set():
            subject = f"{seat} {len(acknowledged[seat])}"
            action = {"do": "send", "receivers": [to], "subject": subject}
            before = person.link
            person.ask("POST", "/api/act", {"key": subject.replace(" ", "_key_"), "action": action})
            again[0] += person.link is not before and before is not None
            acknowledged[seat].append(subject)
        person.close()

    threads = [threading.Thread(target=works, args=(seat,), daemon=True) for seat in seats]
    threads.append(threading.Thread(target=page.read, daemon=True))
    desk.ask("POST", "/api/clock", {"command": "speed", "value": 600})
    desk.ask("POST", "/api/clock", {"command": "start"})
    for thread in threads:
        thread.start()
    for n in range(kills):
        time.sleep(luck.uniform(0.05, 0.6))
        server.kill()
        server.begin()
        told(n + 1)
        if n % 4 == 0:  # some of the time it runs, some it stands
            desk.ask("POST", "/api/clock", {"command": "go-on"})
    time.sleep(0.3)
    stop.set()
    for thread in threads[:-1]:
        thread.join(timeout=120)
    desk.ask("POST", "/api/clock", {"command": "pause"})
    views = {seat: _body(desk.ask("GET", f"/api/view?as={seat}")) for seat in seats}
    views["desk"] = _body(desk.ask("GET", "/api/view"))
    deadline = time.monotonic() + 20
    while len(page.numbers) < views["desk"]["event"] and time.monotonic() < deadline:
        time.sleep(0.05)
    page.stopped.set()
    threads[-1].join(timeout=10)
    desk.close()
    server.end()
    return _found(file, kills, acknowledged, again[0], page.numbers, views, replayed)


def _body(view: bytes) -> dict[str, Any]:
    """Return a view without what is not the exercise's: the clock, who is connected, codes."""
    read = json.loads(view)
    del read["clock"]
    for seat in (*read.get("seats", ()), *read.get("colleagues", ()), read.get("me", {})):
        seat.pop("connected", None)
        seat.pop("code", None)
    return dict(read)


def _found(
    file: Path,
    kills: int,
    acknowledged: dict[str, list[str]],
    again: int,
    numbers: list[int],
    views: dict[str, dict[str, Any]],
    replayed: Callable[[bytes, Iterable[str], float], Any],
) -> Outcome:
    from renkei.server.store import Store

    store = Store.opened(file)
    log, content, stood = list(store.entries()), store.about()["definition"], store.clock()
    store.close()
    entries = [json.loads(line) for line in log]
    lost = doubled = misplaced = 0
    for seat, subjects in acknowledged.items():
        kept = [
            body["subject"]
            for _, _, _, who, body in entries
            if who == seat and body["do"] == "send"
        ]
        lost += len(set(subjects) - set(kept))
        doubled += len(kept) - len(set(kept))
        misplaced += sum(a != b for a, b in zip(subjects, kept, strict=False))
    differs = 0
    for _ in range(2):
        playing = replayed(content, log, stood.now_h)
        for who, shown in views.items():
            view = playing.desk_view() if who == "desk" else playing.seat_view(who)
            differs += _body(view.model_dump_json().encode()) != shown
    wanted = list(range(numbers[0], numbers[0] + len(numbers))) if numbers else []
    wrong = sum(a != b for a, b in zip(numbers, wanted, strict=True))
    wrong += max(0, views["desk"]["event"] - (numbers[-1] if numbers else 0))
    total = sum(map(len, acknowledged.values()))
    return Outcome(kills, total, again, lost, doubled, misplaced, len(numbers), wrong, differs)


def to_colleague(seat: str, view: dict[str, Any]) -> str:
    """Return a headquarters of the seat's own nation that it can reach, or its own."""
    del seat
    ways = [one["headquarters"] for one in view["reaches"] if not one["needs_release"]]
    return ways[0] if ways else str(view["me"]["headquarters"])


def main() -> None:
    """Kill the packaged exercise, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    from renkei.server.played import Player

    player = Player(1)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "killed.exercise"
        began = time.monotonic()

        def told(n: int) -> None:
            print(f"\r{n} of {asked.kills}", end="", file=sys.stderr, flush=True)

        found = trial(file, asked.kills, asked.seed, to_colleague, player, ["--free"], told)
        print(file=sys.stderr)
        print(found)
        print(f"{time.monotonic() - began:.0f} s, {file.stat().st_size / 2**20:.1f} MiB")
    player.close()
    sys.exit(0 if found.sound else 1)


if __name__ == "__main__":
    main()
