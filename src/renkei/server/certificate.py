"""A certificate that this machine signs itself, so that nobody on the way reads along.

What for: a classroom without internet has no authority that would sign one. Takes the names under
which browsers ask; gives one PEM file with the certificate and its key, kept beside the exercise so
that a browser that has trusted it once need not be asked again after a restart. Made by the program
``openssl``: keys are no business of ours.
"""

from __future__ import annotations

import hashlib
import ipaddress
import os
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from renkei._base.errors import RunError
from renkei._base.language import Phrase

SUFFIX = ".tls.pem"
"""What follows the name of an exercise's file in that of its certificate."""

DAYS = 397
"""How long it holds [d]; some browsers refuse what holds longer than 398 days."""

_LEAST_LEFT_S = 2 * 86_400
_PATIENCE_S = 60.0

_ASKED = """\
[req]
distinguished_name = name
prompt = no
x509_extensions = more
[name]
CN = Renkei exercise
[more]
subjectAltName = {names}
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
"""


def maker() -> str:
    """Return the program that makes certificates.

    Raises
    ------
    RunError
        If this machine has none.
    """
    program = shutil.which("openssl")
    if program is None:
        raise RunError(
            Phrase(
                "--tls makes a certificate with the program openssl, which this machine lacks. "
                "Install it, or make one elsewhere and give it by --tls-cert and --tls-key."
            )
        )
    return program


def self_signed(path: Path, hosts: Iterable[str]) -> Path:
    """Return a PEM file with a certificate for these hosts and its key; made where it lacks.

    Parameters
    ----------
    path
        Where it is kept; readable by its owner alone.

    Raises
    ------
    RunError
        If there is no ``openssl``, or it makes none.
    """
    program = maker()
    names = sorted({*hosts, "localhost", "127.0.0.1", "::1"})
    if not _holds(program, path, names):
        _make(program, path, names)
    return path


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of the first certificate in a PEM file, as browsers show it."""
    head, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    text = path.read_text()
    pem = text[text.index(head) : text.index(end) + len(end)]
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).digest().hex(":").upper()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _holds(program: str, path: Path, names: list[str]) -> bool:
    """Return whether a file has a certificate for all these names that holds some days more."""
    if not path.is_file():
        return False
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(path)
    except (OSError, ValueError):
        return False
    base = [program, "x509", "-noout", "-in", str(path)]
    if _run([*base, "-checkend", str(_LEAST_LEFT_S)]).returncode:
        return False
    for name in names:
        # These two say what they find, and end alike.
        found = _run([*base, "-checkip" if _is_address(name) else "-checkhost", name])
        if "does match" not in found.stdout:
            return False
    return True


def _make(program: str, path: Path, names: list[str]) -> None:
    listed = ", ".join(f"{'IP' if _is_address(one) else 'DNS'}:{one}" for one in names)
    with tempfile.TemporaryDirectory() as folder:
        asked, key, cert = (Path(folder) / name for name in ("asked.cnf", "key.pem", "cert.pem"))
        asked.write_text(_ASKED.format(names=listed))
        done = _run(
            [
                *(program, "req", "-x509", "-nodes", "-sha256", "-days", str(DAYS)),
                *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
                *("-config", str(asked), "-keyout", str(key), "-out", str(cert)),
            ]
        )
        if done.returncode or not cert.is_file():
            why = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or ["?"]
            raise RunError(Phrase("openssl made no certificate: {why}", why=why[0]))
        content = cert.read_bytes() + key.read_bytes()
    beside = path.with_name(path.name + ".new")
    try:
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
        beside.replace(path)
    except OSError as error:
        raise RunError(
            Phrase("{path} cannot be written: {why}.", path=path, why=error.strerror or str(error))
        ) from error


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RunError(Phrase("openssl made no certificate: {why}", why=str(error))) from error
