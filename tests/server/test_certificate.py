"""A certificate that the machine signs itself: what it holds for, and that browsers get through."""

from __future__ import annotations

import shutil
import socket
import ssl
import stat
import threading
from pathlib import Path

import pytest

from renkei._base.errors import InputError, RunError
from renkei.server import certificate
from renkei.server.starting import wrong_tls

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tls") / "one.exercise.tls.pem"
    return certificate.self_signed(path, ["10.1.2.3", "teacher.local"])


@pytest.mark.parametrize("asked", ["teacher.local", "10.1.2.3", "localhost", "127.0.0.1"])
def test_a_client_that_trusts_it_gets_through(made: Path, asked: str) -> None:
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(made)
    client = ssl.create_default_context(cafile=str(made))
    here, there = socket.socketpair()

    def answer() -> None:
        with server.wrap_socket(there, server_side=True) as one:
            one.sendall(one.recv(5))

    thread = threading.Thread(target=answer)
    thread.start()
    with client.wrap_socket(here, server_hostname=asked) as one:
        one.sendall(b"hello")
        assert one.recv(5) == b"hello"
        shown = ssl.DER_cert_to_PEM_cert(one.getpeercert(binary_form=True) or b"")
        assert shown in made.read_text()
    thread.join()


def test_it_is_kept_for_its_owner_and_used_again(made: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    before = made.read_bytes()
    certificate.self_signed(made, ["teacher.local"])
    assert made.read_bytes() == before
    assert len(certificate.fingerprint(made)) == 32 * 3 - 1


def test_it_is_made_anew_for_another_address_or_when_it_is_none(tmp_path: Path) -> None:
    path = tmp_path / "x.tls.pem"
    path.write_text("nothing")
    first = certificate.self_signed(path, []).read_bytes()
    assert b"PRIVATE KEY" in first
    assert certificate.self_signed(path, ["10.9.9.9"]).read_bytes() != first
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_without_openssl_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RunError, match="--tls-cert"):
        certificate.maker()


def test_one_certificate_at_a_time(made: Path) -> None:
    assert wrong_tls(made, made) is None
    assert isinstance(wrong_tls(made, made, own=True), InputError)
    assert isinstance(wrong_tls(made, None), InputError)
    assert wrong_tls(None, None, own=True) is None
