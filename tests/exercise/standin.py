"""A small server that stands in for the real one: the documents of the sample, and what is done.

It keeps what the pages send, so that tests can say what reached it and how often; it can be made to
answer nothing, as a network that is gone.
"""

from __future__ import annotations

import json
import re
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel
from tests.exercise import sample

from renkei.exercise.actions import ACTION
from renkei.exercise.views import OlderItems

BUNDLE = Path(__file__).parents[2] / "src" / "renkei" / "server" / "bundle"
CODES = {"7KQ2M-X94TB": "mrd-ops", "DESK-CODE": "desk"}


POLICY = re.compile(rb'Content-Security-Policy" content="([^"]*)"')


def _event(n: int, notice: dict[str, Any]) -> bytes:
    return f"id: sample.{n}\nevent: notice\ndata: {json.dumps(notice)}\n\n".encode()


def _no(code: str, en: str, ja: str) -> dict[str, Any]:
    return {"code": code, "text": {"en": en, "ja": ja}}


@dataclass
class Stage:
    """What the stand-in knows, and what was asked of it."""

    view: Any = field(default_factory=sample.seat_view)
    desk: Any = field(default_factory=sample.desk_view)
    away: bool = False
    """Nobody answers; open streams end."""
    slow: bool = False
    """An action is done, but its answer is lost: the page has to try again."""
    actions: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    posts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    connects: list[str | None] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    refuse: dict[str, Any] | None = None
    lock: threading.Condition = field(default_factory=threading.Condition)

    def notify(self, kind: str) -> None:
        """Tell every stream that something changed."""
        with self.lock:
            n = self.view.event + 1
            self.view = self.view.model_copy(update={"event": n})
            self.notices.append({"n": n, "kind": kind, "id": "", "at_h": sample.NOW})
            self.lock.notify_all()

    def act(self, key: str, action: dict[str, Any]) -> None:
        """Do an action once, whatever number of times it comes."""
        ACTION.validate_python(action)
        seen = any(known == key for known, _ in self.actions)
        self.actions.append((key, action))
        if seen:
            return
        view = self.view
        if action["do"] == "finish":
            left = tuple(one for one in view.tasks if one.id != action["task"])
            self.view = view.model_copy(update={"tasks": left})
            self.notify("task")
        elif action["do"] == "claim":
            by = view.me.person if action["mine"] else None
            self.view = view.model_copy(
                update={
                    "tasks": tuple(
                        one.model_copy(update={"claimed_by": by})
                        if one.id == action["task"]
                        else one
                        for one in view.tasks
                    )
                }
            )
            self.notify("task")


class Standin:
    """The stand-in on a free port of this machine."""

    def __init__(self) -> None:
        self.stage = Stage()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                outer.get(self)

            def do_POST(self) -> None:
                outer.post(self)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def close(self) -> None:
        """Stop."""
        self.stage.away = True
        with self.stage.lock:
            self.stage.lock.notify_all()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def who(self, to: BaseHTTPRequestHandler) -> str | None:
        """Return who asks, by the cookie."""
        for part in (to.headers.get("Cookie") or "").split(";"):
            name, _, value = part.strip().partition("=")
            if name == "seat" and value:
                return value
        return None

    def answer(
        self, to: BaseHTTPRequestHandler, body: Any, status: int = 200, **headers: str
    ) -> None:
        """Send a document."""
        text = body.model_dump_json() if isinstance(body, BaseModel) else json.dumps(body)
        data = text.encode()
        to.send_response(status)
        to.send_header("Content-Type", "application/json")
        to.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            to.send_header(name.replace("_", "-"), value)
        to.end_headers()
        to.wfile.write(data)

    def get(self, to: BaseHTTPRequestHandler) -> None:
        """Answer a GET."""
        stage = self.stage
        if stage.away:
            to.close_connection = True
            return
        asked = urlsplit(to.path)
        fields = parse_qs(asked.query)
        if asked.path == "/":
            data = (BUNDLE / "exercise.html").read_bytes()
            to.send_response(200)
            to.send_header("Content-Type", "text/html; charset=utf-8")
            to.send_header("Content-Length", str(len(data)))
            found = POLICY.search(data)
            assert found is not None
            to.send_header(
                "Content-Security-Policy", f"{found[1].decode()}; frame-ancestors 'none'"
            )
            to.end_headers()
            to.wfile.write(data)
            return
        who = self.who(to)
        if asked.path == "/api/me":
            self.answer(to, {"who": who, "name": "", "exercise": "sample"})
        elif who is None:
            self.answer(to, _no("who", "Join first.", "先に参加してください。"), 401)
        elif asked.path == "/api/view":
            self.answer(to, stage.desk if who == "desk" and "as" not in fields else stage.view)
        elif asked.path == "/api/ground":
            self.answer(to, sample.ground())
        elif asked.path.startswith("/api/response/"):
            self.answer(to, sample.response(asked.path.rsplit("/", 1)[1]))
        elif asked.path == "/api/review":
            self.answer(to, sample.review())
        elif asked.path == "/api/rehearsal":
            self.answer(to, sample.rehearsal())
        elif asked.path == "/api/items":
            older = sample.older_items()  # in pages of two
            ids = [one.id for one in (*older, *stage.view.items)]
            end = min(ids.index(fields["before"][0]), len(older))
            start = max(end - 2, 0)
            self.answer(to, OlderItems(items=older[start:end], older_items=start))
        elif asked.path == "/api/events":
            self.stream(to)
        else:
            self.answer(to, _no("none", "There is none.", "ありません。"), 404)

    def stream(self, to: BaseHTTPRequestHandler) -> None:
        """Send notices as they come, from the one after that which the page had last."""
        stage = self.stage
        last = to.headers.get("Last-Event-ID")
        stage.connects.append(last)
        to.send_response(200)
        to.send_header("Content-Type", "text/event-stream")
        to.send_header("Cache-Control", "no-store")
        to.send_header("Connection", "close")
        to.end_headers()
        to.close_connection = True
        after = int(last.rsplit(".", 1)[1]) if last else stage.view.event
        try:
            to.wfile.write(b"retry: 300\n\n")
            while not stage.away:
                for one in [one for one in stage.notices if one["n"] > after]:
                    after = one["n"]
                    to.wfile.write(_event(after, one))
                to.wfile.write(b": .\n\n")
                to.wfile.flush()
                with stage.lock:
                    stage.lock.wait(0.25)
        except OSError:
            pass

    def post(self, to: BaseHTTPRequestHandler) -> None:
        """Answer a POST."""
        stage = self.stage
        body = to.rfile.read(int(to.headers.get("Content-Length") or 0))
        if stage.away:
            to.close_connection = True
            return
        path = urlsplit(to.path)
        told = json.loads(body) if to.headers.get("Content-Type") == "application/json" else {}
        stage.posts.append((path.path, told))
        if path.path == "/api/join":
            who = CODES.get(told["code"].upper())
            if who is None:
                self.answer(to, _no("code", "No such code.", "該当するコードがありません。"), 403)
            else:
                kept = f"seat={who}; HttpOnly; SameSite=Strict; Path=/"
                self.answer(to, {"who": who}, Set_Cookie=kept)
        elif path.path == "/api/leave":
            self.answer(to, {}, Set_Cookie="seat=; Max-Age=0; Path=/")
        elif path.path == "/api/act":
            if stage.refuse is not None:
                self.answer(to, stage.refuse, 409)
                return
            stage.act(told["key"], told["action"])
            if stage.slow:
                stage.slow = False
                to.close_connection = True
                return
            self.answer(to, {"event": stage.view.event})
        elif path.path == "/api/clock":
            self.clock(told)
            self.answer(to, stage.desk.clock)
        elif path.path == "/api/ahead":
            time.sleep(0.05)
            self.answer(to, sample.look_ahead(told["futures"]))
        elif path.path == "/api/lines.xlsx":
            self.answer(
                to,
                {
                    "changes": [{"row": 2, "change": "changed", "what": sample.WRITTEN[8]}],
                    "rejected": [
                        {"row": 5, "why": {"en": "No such headquarters.", "ja": "司令部がない。"}}
                    ],
                },
            )
        else:
            self.answer(to, {})

    def clock(self, told: dict[str, Any]) -> None:
        """Start and stop the clock of the desk."""
        runs = told["command"] in ("start", "go-on", "until", "jump")
        stands = {"freeze": "frozen"}.get(told["command"], "" if runs else "paused")
        clock = sample.clock(running=runs, stands=stands)
        self.stage.desk = self.stage.desk.model_copy(update={"clock": clock})
