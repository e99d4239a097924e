"""Sixty seats at work: how long a notice takes to a page, and what memory the server holds.

The packaged exercise with fifteen seats in each of its four headquarters. Each has a page: a stream
that stays open, and a view that is fetched when a notice came, at most every 400 ms and less often
where it takes long, as the page does it. Twenty times a second one of them sends a message; what is
measured is the time from before the request until the notice of it is read from the stream of the
sender, and of each page of the headquarters that it reaches. The clock runs so that eight hours
pass. Server and pages share the machine.

Run as ``python benchmarks/exercise_load.py --seconds 240``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SERVING = ROOT / "benchmarks" / "exercise_serving.py"
SEATS, HOURS = 60, 8.0
LEAST_BETWEEN_S, TIMES_THE_LAST = 0.4, 4
HEADQUARTERS = ("meridian-joint", "meridian-flotilla", "aurelian-fleet", "aurelian-forward")


@dataclass
class Page:
    """The page of a seat."""

    port: int
    who: str
    cookie: str = ""
    last: int = 0
    came: dict[int, float] = field(default_factory=dict)
    """When each notice came."""
    news: asyncio.Event = field(default_factory=asyncio.Event)
    views: int = 0
    view_s: list[float] = field(default_factory=list)
    link: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask, on the connection that the page keeps; on a new one if that was let go."""
        async with self.lock:
            try:
                return await self._ask(method, path, body)
            except (asyncio.IncompleteReadError, ConnectionError):
                self.link = None
                return await self._ask(method, path, body)

    async def _ask(self, method: str, path: str, body: Any) -> Any:
        if self.link is None:
            self.link = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.link
        raw = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
        head += f"Cookie: {self.cookie}\r\nOrigin: http://127.0.0.1:{self.port}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(raw)}\r\n\r\n"
        writer.write(head.encode() + raw)
        await writer.drain()
        answer = (await reader.readuntil(b"\r\n\r\n")).decode()
        fields = dict(
            line.lower().split(": ", 1) if "set-cookie" not in line else line.split(": ", 1)
            for line in answer.split("\r\n")[1:]
            if ": " in line
        )
        content = await reader.readexactly(int(fields["content-length"]))
        if answer.split()[1] != "200":
            raise AssertionError(f"{path}: {answer.splitlines()[0]} {content!r}")
        if "set-cookie" in fields:
            self.cookie = fields["set-cookie"].partition(";")[0]
        return json.loads(content)

    async def listen(self) -> None:
        """Read the stream."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = f"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
        writer.write(f"{head}Cookie: {self.cookie}\r\n\r\n".encode())
        numbered = False
        while line := await reader.readline():
            if line.startswith(b"id: "):
                numbered = True
            elif line.startswith(b"data: ") and numbered:
                self.last = json.loads(line[6:])["n"]
                self.came[self.last] = time.monotonic()
                self.news.set()
                numbered = False

    async def look(self) -> None:
        """Fetch the view when something came, not too often."""
        while True:
            await self.news.wait()
            self.news.clear()
            began = time.monotonic()
            await self.ask("GET", "/api/view")
            self.view_s.append(time.monotonic() - began)
            await asyncio.sleep(max(LEAST_BETWEEN_S, (TIMES_THE_LAST - 1) * self.view_s[-1]))


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process [MiB]."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


async def loaded(port: int, codes: dict[str, str], pid: int, seconds: float, rate: float) -> None:
    """Put the load on, and print what was measured."""
    pages = [Page(port, who) for who in codes if who != "desk"]
    desk = Page(port, "desk")
    for page in (desk, *pages):
        body = {"code": codes[page.who], "name": page.who}
        await page.ask("POST", "/api/join", body)
    ground = time.monotonic()
    await asyncio.gather(*(page.ask("GET", "/api/ground") for page in pages))
    ground = time.monotonic() - ground
    running = [asyncio.create_task(work) for page in pages for work in (page.listen(), page.look())]
    await asyncio.sleep(1.0)
    speed = min(max(1.0, HOURS * 3600 / seconds), 600.0)
    await desk.ask("POST", "/api/clock", {"command": "speed", "value": speed})
    await desk.ask("POST", "/api/clock", {"command": "start"})
    headquarters = {}
    for page in pages:
        headquarters[page.who] = (await page.ask("GET", "/api/view"))["me"]["headquarters"]
    luck, sent, memory, acts = random.Random(1), [], [], []
    began = time.monotonic()

    async def act(n: int) -> None:
        page = luck.choice(pages)
        to = headquarters[page.who]
        at = time.monotonic()
        action = {"do": "send", "receivers": [to], "subject": f"message {n}", "text": "x" * 400}
        answer = await page.ask("POST", "/api/act", {"key": f"load-{n:08d}", "action": action})
        acts.append(time.monotonic() - at)
        sent.append((page, answer["event"], at))

    n, jobs = 0, set()
    while (now := time.monotonic() - began) < seconds:
        if n <= now * rate:
            job = asyncio.create_task(act(n))
            jobs.add(job)
            job.add_done_callback(jobs.discard)
            n += 1
            continue
        if len(memory) <= now:
            memory.append(memory_mb(pid))
        await asyncio.sleep(0.005)
    await asyncio.gather(*jobs)
    await asyncio.sleep(2.0)
    delays = [page.came[event] - at for page, event, at in sent if event in page.came]
    lost = len(sent) - len(delays)
    for task in running:
        task.cancel()
    notices = sum(page.last for page in pages)
    views = [one for page in pages for one in page.view_s]
    print(
        f"{len(pages)} seats, {len(sent) / seconds:.1f} actions/s, {seconds:.0f} s at {speed:.0f}x"
    )
    print(f"{notices / seconds:.0f} notices/s and {len(views) / seconds:.0f} views/s in all")
    print(f"ground for all at once: {ground:.2f} s")
    for name, found in (("notice", delays), ("answer", acts), ("view", views)):
        cut = quantiles(found, n=100)
        print(f"{name} [ms]: median {cut[49] * 1e3:.0f}, 95 % {cut[94] * 1e3:.0f}, "
              f"99 % {cut[98] * 1e3:.0f}, most {max(found) * 1e3:.0f}")  # fmt: skip
    within = sum(one <= 0.2 for one in delays) / max(len(sent), 1)
    print(f"within 200 ms: {within:.1%}; not delivered: {lost}")
    marks = [memory[len(memory) * k // 8] for k in range(8)] + [memory[-1]]
    print("memory by eighths [MiB]:", ", ".join(f"{one:.0f}" for one in marks))
    used = os.times()
    print(f"load {os.getloadavg()[0]:.1f}; the pages took {used.user + used.system:.0f} s")


def main() -> None:
    """Serve, load, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=240)
    parser.add_argument("--rate", type=float, default=20)
    asked = parser.parse_args()
    from renkei.exercise.definition import read_definition
    from renkei.exercise.seats_file import with_seats
    from renkei.server.starting import begun, exercises

    with tempfile.TemporaryDirectory() as folder:
        seats = Path(folder) / "seats.yaml"
        lines = [
            f"  s{n:02d}: {{headquarters: {HEADQUARTERS[n % len(HEADQUARTERS)]}}}"
            for n in range(SEATS)
        ]
        seats.write_text("seats:\n" + "\n".join(lines) + "\n")
        file = Path(folder) / "load.exercise"
        begun(file, with_seats(read_definition(exercises()["skerries"]), seats)).close()
        words = [sys.executable, str(SERVING), str(file), "--free"]
        server = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert server.stdout is not None
        told = json.loads(server.stdout.readline())
        try:
            asyncio.run(loaded(told["port"], told["codes"], server.pid, asked.seconds, asked.rate))
        finally:
            used = Path(f"/proc/{server.pid}/stat").read_text().split()
            ticks = os.sysconf("SC_CLK_TCK")
            print(f"the server took {(int(used[13]) + int(used[14])) / ticks:.0f} s of processor")
            server.terminate()
            server.communicate()


if __name__ == "__main__":
    main()
