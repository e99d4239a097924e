"""Addresses given to --scheduler where none is: an answer in words, soon, and exit code 2."""

from __future__ import annotations

import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from tests.faces.conftest import Renkei

NO_ADDRESSES = [
    *("localhost", "tcp://localhost", "8786", ":8786", "tcp://:8786", "localhost:", "", " "),
    *("http://localhost:8787", "https://localhost:8787/status", "ftp://a:1", "inproc://a/1/2"),
    *("localhost:0", "localhost:99999", "localhost:-1", "localhost:x", "tcp://a:1:2", "[::1]"),
    *(
        "tcp://user@host:1",
        "tcp://a b:1",
        "tcp://ｈｏｓｔ:1",
        "tcp:///",
        "://",
        "\x1b[31m:1",
        "a:１",
    ),
    *("a:１", "tcp://" + "a" * 300, "tcp://" + "9" * 5000),
]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("renkei.results.scheduler.REACH_S", 0.5)


def ask(address: str, renkei: Renkei, strait: Path, tmp_path: Path) -> str:
    """Ask an address to run; return what is said, which is short and no traceback."""
    done = renkei("run", strait, "--out", tmp_path / "out", "--scheduler", address)
    assert done.code == 2
    assert done.out == ""
    assert "Traceback" not in done.err
    assert "--scheduler" in done.err
    assert not (tmp_path / "out").exists()
    return done.err


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_address_is_refused(
    address: str, renkei: Renkei, strait: Path, tmp_path: Path
) -> None:
    said = ask(address, renkei, strait, tmp_path)
    assert "tcp://192.168.1.10:8786" in said
    if address == "localhost":
        assert "did you mean `tcp://localhost:8786`?" in said


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 70, "127.0.0.1"])
def test_where_nobody_is(host: str, renkei: Renkei, strait: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://{host}:{free.getsockname()[1]}"
        assert address in ask(address, renkei, strait, tmp_path).replace("\n            ", "")


@contextmanager
def _serving(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Answer each connection; give the address."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection:
                        answer(connection)

        threading.Thread(target=serve, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"


def _silent(connection: socket.socket) -> None:
    time.sleep(3)


def _slow(connection: socket.socket) -> None:
    with suppress(OSError):
        for _ in range(20):
            connection.sendall(b"\0")
            time.sleep(0.2)


def _talking(connection: socket.socket) -> None:
    connection.sendall(b"220 mail.example ESMTP ready\r\n" * 50)


def _large(connection: socket.socket) -> None:
    connection.sendall((3 * 2**60).to_bytes(8, "little"))  # 3 EiB are to follow


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (_silent, "from which nothing came"),
        (_slow, "from which nothing came"),
        (_talking, "something else than a scheduler"),
        (_large, "something else than a scheduler"),
        (lambda connection: None, "something else than a scheduler"),
    ],
    ids=["silent", "slow", "talking", "large", "closing"],
)
def test_who_is_no_scheduler_is_told_apart(
    answer: Callable[[socket.socket], None],
    said: str,
    renkei: Renkei,
    strait: Path,
    tmp_path: Path,
) -> None:
    with _serving(answer) as address:
        assert said in ask(address, renkei, strait, tmp_path)


def test_a_web_server_speaks_of_no_memory(renkei: Renkei, strait: Path, tmp_path: Path) -> None:
    """A web server waits for a request; Dask took its answer for a message of 3 EiB."""
    handler = http.server.SimpleHTTPRequestHandler
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"tcp://127.0.0.1:{server.server_address[1]}"
        said = ask(address, renkei, strait, tmp_path)
        server.shutdown()
    assert "EiB" not in said
    assert "from which nothing came" in said
