"""Scenarios and replications from Python as files of other programs, and results described.

Takes values of Python; gives what was written with its loss report. One call each for what the
command ``export --to`` does.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import polars as pl

from renkei._base.language import Phrase
from renkei.api.asked import WithScenario
from renkei.api.shown import Shown
from renkei.study.choosing import bad_argument

if TYPE_CHECKING:
    from rich.console import RenderableType

    from renkei.interop.exchange.losses import Losses
    from renkei.results import Results
    from renkei.study.exchanging import WrittenFiles


class WithResults(WithScenario, Protocol):
    """An object that holds an opened scenario, and results of it."""

    results: Results


class Exported(Shown):
    """Files of another program that were written, sent or both; its page is the loss report."""

    def __init__(self, written: WrittenFiles, files: list[Path], sent: int) -> None:
        self._written = written
        self.files = files
        """Files written."""
        self.sent = sent
        """Events sent to a server."""

    @property
    def losses(self) -> pl.DataFrame:
        """The loss report: ``file``, ``where``, ``line`` (0: none), ``what``, ``why``, ``fate``."""
        return losses_frame(self._written.losses)

    def __repr__(self) -> str:
        sent = f", {self.sent} events sent" if self.sent else ""
        return f"<Exported to {self._written.format}: {len(self.files)} files{sent}>"

    def _page(self) -> RenderableType:
        from renkei.report.exchange import render_losses

        return render_losses(self._written.losses)


def losses_frame(losses: Losses) -> pl.DataFrame:
    """Return a loss report as a frame."""
    from renkei.report.exchange import losses_data

    names = ("file", "where", "line", "what", "why", "fate")
    schema = {name: pl.Int64 if name == "line" else pl.String for name in names}
    return pl.DataFrame(losses_data(losses), schema)


def export_scenario(
    study: WithScenario,
    to: str,
    out: str | Path | None = None,
    *,
    design: str | None = None,
    send: str | None = None,
    force: bool = False,
) -> Exported:
    """Write the scenario for another program, as ``renkei export SCENARIO --to FORMAT`` does.

    Parameters
    ----------
    to
        Format: ``orbat-mapper``, ``msdl``, ``c2sim``, ``c2sim-cwix2026``, ``geojson``, ``kml``,
        ``kmz``, ``cot``.
    out
        File, for ``cot`` a folder; None: nothing is written, and ``send`` is given.
    design
        Design; None: that of an import, else the baseline.
    send
        With ``cot``: ``HOST:PORT`` of a server, over TCP, or ``udp://HOST:PORT``.
    force
        Overwrite what is there.

    Raises
    ------
    InputError
        If there is no such format or design, or something is there already.
    RenkeiError
        If it cannot be written or sent.
    """
    from renkei.study.exchanging import export

    _check(to, out, send)
    written = export(study._opened.document, study._opened.path, to, design)
    return _saved(written, out, send, force)


def export_replication(
    findings: WithResults,
    to: str,
    out: str | Path | None = None,
    *,
    design: str | None = None,
    replication: int = 0,
    send: str | None = None,
    force: bool = False,
) -> Exported:
    """Write one replication for another program, as ``renkei export RESULTS --to FORMAT`` does.

    Parameters
    ----------
    to
        Format, as of :meth:`Study.export`, and ``c2sim-messages``, ``c2sim-messages-cwix2026``.
    out
        File, for ``cot`` and messages a folder; None: nothing is written, and ``send`` is given.
    design
        Design; None: the baseline.
    replication
        Its number, from 0.
    send, force
        As :meth:`Study.export` takes them.

    Raises
    ------
    InputError
        If there is no such format, design or replication, or something is there already.
    RenkeiError
        If it cannot be written or sent.
    """
    from renkei.report.replicated import replicated
    from renkei.study.exchanging import export
    from renkei.study.following import Tracer
    from renkei.study.kept import design_in

    _check(to, out, send)
    chosen = design_in(findings.results, design, "design")
    opened = findings._opened
    moving = replicated(Tracer(findings.results, opened=opened), chosen, replication)
    written = export(opened.document, findings.results.folder, to, chosen, moving)
    return _saved(written, out, send, force)


def describe(findings: WithResults, to: str = "croissant", *, force: bool = False) -> Path:
    """Describe the result tables beside them, and return the file.

    Parameters
    ----------
    to
        ``croissant``: each table and column, for tools of data science; ``ro-crate``: the whole
        study with its commands and inputs, for archives.
    force
        Overwrite a file of another content.

    Raises
    ------
    InputError
        If there is no such description, or another file of this name stands there.
    RenkeiError
        If it cannot be written.
    """
    from renkei.study.choosing import one_of
    from renkei.study.describing import DESCRIPTIONS
    from renkei.study.describing import describe as describe_tables

    return describe_tables(findings.results, one_of("to", to, DESCRIPTIONS), force=force)


def _check(to: str, out: str | Path | None, send: str | None) -> None:
    """Refuse what is no format, and a call that neither writes nor sends."""
    from renkei.interop.exchange.formats import FORMATS
    from renkei.study.choosing import one_of
    from renkei.study.sending import target_of

    one_of("to", to, FORMATS)
    if send is not None:
        target_of(send)
        if to != "cot":
            raise bad_argument("send", f"`{to}`", Phrase("`cot`, the only format to be sent"))
    elif out is None:
        raise bad_argument("out", Phrase("nothing"), Phrase("a file or folder, or send"))


def _saved(
    written: WrittenFiles, out: str | Path | None, send: str | None, force: bool
) -> Exported:
    from renkei.study import sending
    from renkei.study.exchanging import save

    files = [] if out is None else save(written, Path(out), force=force)
    sent = 0
    if send is not None:
        sent = sending.send(written.files.values(), sending.target_of(send))
    return Exported(written, files, sent)
