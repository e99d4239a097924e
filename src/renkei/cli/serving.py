"""The command serve: a live exercise, for browsers."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from renkei._base.errors import RunError
from renkei._base.language import Phrase, tr
from renkei.cli.output import Json, Quiet, console, message, show_json, show_text
from renkei.study.choosing import bad_argument, one_of

if TYPE_CHECKING:
    from renkei.server.serving import Listening
    from renkei.server.starting import Started

_AWAY = ("bot", "wait", "pause")
_SLEPT = ("pause", "go-on")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Serve a live exercise to browsers.", epilog=_EXAMPLES)(serve)


_EXAMPLES = """\b
Examples:
  renkei serve skerries --open              the packaged exercise, on this machine
  renkei serve skerries --host 0.0.0.0 --tls    for a class, encrypted
  renkei serve mine.yaml -o monday.exercise
  renkei serve monday.exercise              go on where it stood
  renkei serve mine.yaml --rehearse         who is busy when; lines that collide
Everything is in one file, which can be copied when the server has ended. For
unclassified exercises only: who has a code, or this machine, sees what is
behind it. Without --host only this machine can reach it. With --tls browsers
warn once, since no authority knows the certificate: compare the fingerprint
that is printed with that which the browser shows, then go on.
"""


def serve(
    what: Annotated[
        str,
        typer.Argument(
            metavar="EXERCISE",
            help="Packaged exercise (skerries), an exercise or a scenario in YAML, or a file that "
            "an earlier `serve` wrote.",
        ),
    ],
    design: Annotated[
        str | None,
        typer.Option("--design", "-d", metavar="ID", help="Design; default: the exercise's."),
    ] = None,
    seats: Annotated[
        Path | None,
        typer.Option("--seats", metavar="FILE", help="YAML with `seats:`, in place of the others."),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", min=0, metavar="N", help="Seed; default: the exercise's."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="File of the exercise; default: NAME.exercise."
        ),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(
            "--host",
            metavar="ADDRESS",
            help="Address to listen on, 0.0.0.0 for all; default: this machine alone.",
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65535, metavar="N", help="Port; default: 8753."),
    ] = None,
    open_: Annotated[
        bool,
        typer.Option("--open", help="Open the instructor's page and two seats in the browser."),
    ] = False,
    tls: Annotated[
        bool,
        typer.Option(
            "--tls", help="Encrypt, with a certificate that this machine signs itself (openssl)."
        ),
    ] = False,
    tls_cert: Annotated[
        Path | None, typer.Option("--tls-cert", metavar="FILE", help="Certificate, PEM.")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option("--tls-key", metavar="FILE", help="Its key, PEM.")
    ] = None,
    away: Annotated[
        str,
        typer.Option(
            "--away",
            metavar="WHAT",
            help="When a seat's page is gone for 90 s: bot (takes over), wait, or pause (the "
            "clock).",
        ),
    ] = "bot",
    after_sleep: Annotated[
        str,
        typer.Option(
            "--after-sleep",
            metavar="WHAT",
            help="When this machine slept: pause (the clock), or go-on from where it was.",
        ),
    ] = "pause",
    new_codes: Annotated[
        bool, typer.Option("--new-codes", help="Give every seat a new code; the old ones end.")
    ] = False,
    rehearse: Annotated[
        bool,
        typer.Option(
            "--rehearse", help="Serve nothing: play it with bots, print the load of each seat."
        ),
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Serve a live exercise: an instructor and seats of headquarters, in browsers.

    Seats that nobody takes are played by the model. Ctrl-C ends it; nothing is lost.
    """
    if rehearse:
        from renkei.cli.rehearsing import rehearsed

        rehearsed(what, design=design, seed=seed, seats=seats, json=json, quiet=quiet)
        return
    try:
        import segno  # noqa: F401
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError:
        raise RunError(
            Phrase(
                "An exercise is served by Starlette and Uvicorn, which are not installed: "
                "pip install 'renkei[exercise]'"
            )
        ) from None
    from renkei.server import certificate
    from renkei.server.front import Away, WhenAway
    from renkei.server.page import built_page
    from renkei.server.played import Player
    from renkei.server.serving import listen
    from renkei.server.serving import serve as serve_exercise
    from renkei.server.starting import (
        begun,
        free_name,
        is_kept,
        named_definition,
        started,
        wrong_tls,
    )
    from renkei.server.starting import opened as opened_again

    then = Away(cast(WhenAway, one_of("--away", away, _AWAY)))
    slept = cast(Literal["pause", "go-on"], one_of("--after-sleep", after_sleep, _SLEPT))
    if wrong := wrong_tls(tls_cert, tls_key, own=tls):
        raise wrong
    if tls:
        certificate.maker()  # before there is a file
    page = built_page()
    kept = is_kept(Path(what))
    if kept:
        for option, given in (
            ("--design", design), ("--seed", seed), ("--seats", seats), ("--out", out),
        ):  # fmt: skip
            if given is not None:
                raise bad_argument(
                    option,
                    Phrase("`{given}` with an exercise that was begun", given=given),
                    Phrase("nothing: it goes on as it was begun"),
                )
    encrypted = tls or tls_cert is not None
    listening = listen(host, port, tls=encrypted)
    with console(err=True).status(tr("Reading the exercise")) as status:
        if quiet or json:
            status.stop()
        if kept:
            store = opened_again(Path(what))
        else:
            definition = named_definition(what, design=design, seed=seed, seats=seats)
            store = begun(out or free_name(Path(what).stem), definition)
        if tls:
            path = store.path.with_name(store.path.name + certificate.SUFFIX)
            tls_cert = certificate.self_signed(path, listening.hosts)
        player = Player(min(2, os.cpu_count() or 1))
        ready = started(
            store, player, resumed=kept, new_codes=new_codes, after_gap=slept, away=then
        )

    def told() -> None:
        player.warm(store.about()["definition"])
        if json:
            _tell_json(ready, listening)
        else:
            _tell(ready, listening, tls_cert)
        if open_:
            _open_pages(ready, listening)

    try:
        serve_exercise(ready.front, page, listening, told, tls_cert=tls_cert, tls_key=tls_key)
    finally:
        player.close()
    message(tr("Closed: {file}", file=ready.front.room.store.path), quiet=quiet)


def _tell_json(ready: Started, listening: Listening) -> None:
    show_json(
        {
            "file": str(ready.front.room.store.path),
            "address": listening.local,
            "join": listening.join,
            "resumed": ready.resumed,
            "codes": ready.codes,
        }
    )


def _tell(ready: Started, listening: Listening, tls_cert: Path | None) -> None:
    from rich.table import Table

    from renkei.cli.output import show
    from renkei.server.certificate import fingerprint
    from renkei.server.playing import DESK
    from renkei.server.serving import qr

    front = ready.front
    view = front.room.playing.desk_view()
    show_text(f"{view.exercise.name}")
    show_text(tr("For unclassified exercises only."))
    show_text("")
    show_text(tr("Instructor:  {address}", address=listening.local))
    show_text(tr("Code:        {code}", code=ready.codes[DESK]))
    show_text("")
    show_text(tr("Join:        {address}", address=listening.join))
    if not listening.loopback and console().is_terminal and _shows_blocks():
        show_text(qr(listening.join))
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for head in (tr("Seat"), tr("Name"), tr("Nation"), tr("Code")):
        table.add_column(head, header_style="bold")
    for seat in view.seats:
        code = ready.codes.get(seat.id) or tr("as before")
        table.add_row(seat.id, str(seat.name), seat.nation, code)
    show_text("")
    show(table)
    show_text("")
    show_text(tr("File: {file}", file=front.room.store.path))
    if ready.resumed and ready.made_with and ready.made_with != _version():
        show_text(
            tr(
                "It was begun with Renkei {version}; under another it may go another way than it "
                "went.",
                version=ready.made_with,
            )
        )
    if listening.loopback:
        show_text(tr("Only this machine can reach it; with --host 0.0.0.0 others on the network."))
    elif tls_cert is not None:
        show_text(tr("Everybody on the network can reach it; what passes is encrypted."))
    else:
        show_text(
            tr("Everybody on the network can reach it, and read what passes: --tls encrypts it.")
        )
    if tls_cert is not None:
        show_text(tr("SHA-256 fingerprint of the certificate, as browsers show it:"))
        for line in textwrap.wrap(fingerprint(tls_cert), 48):
            show_text(f"  {line}")
    show_text(tr("Ctrl-C ends it; `renkei serve {file}` goes on.", file=front.room.store.path))


def _version() -> str:
    from renkei import __version__

    return __version__


def _shows_blocks() -> bool:
    """Return whether the terminal's encoding has the letters of a QR code."""
    encoding = console().encoding
    try:
        "█▀▄".encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def _open_pages(ready: Started, listening: Listening) -> None:
    """Open three pages, each under a name of its own, so that their cookies do not meet."""
    import webbrowser

    from renkei.server.playing import DESK

    seats = ready.front.room.playing.seats
    first = {seat.nation: id_ for id_, seat in reversed(list(seats.items()))}
    chosen = [DESK, *sorted(first.values(), key=list(seats).index)[:2]]
    for who in chosen:
        address = listening.local
        if listening.loopback or "://localhost" in address:
            scheme = address.partition("://")[0]
            address = f"{scheme}://{who}.localhost:{listening.port}/"
        code = ready.codes.get(who)
        webbrowser.open(f"{address}#code={code}" if code else address)
