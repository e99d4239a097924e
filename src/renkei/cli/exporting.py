"""Writing files of other programs from the command line: `export --to`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from renkei._base.language import Phrase, tr, tr_many
from renkei.cli import inputs
from renkei.cli.output import message, show, show_json
from renkei.study.choosing import bad_argument, one_of
from renkei.study.kept import is_results
from renkei.study.library import expanded, find


def export_to(
    source: str,
    to: str,
    out: Path | None,
    design: str | None,
    replication: int | None,
    *,
    send: str | None,
    force: bool,
    json: bool,
    quiet: bool,
) -> None:
    """Write a scenario, or a replication of results, in a format of another program."""
    from renkei.interop.exchange.formats import FORMATS
    from renkei.report import exchange
    from renkei.study import sending
    from renkei.study.describing import DESCRIPTIONS
    from renkei.study.exchanging import export, save
    from renkei.study.sending import target_of

    one_of("--to", to, (*FORMATS, *DESCRIPTIONS))
    if to in DESCRIPTIONS:
        unwanted = {
            "--out": out,
            "--design": design,
            "--replication": replication,
            "--send": send,
        }
        _describe(source, to, unwanted, force=force, json=json, quiet=quiet)
        return
    if send is not None and to != "cot":
        raise bad_argument("--send", f"--to {to}", Phrase("--to cot, the only format to be sent"))
    target = None if send is None else target_of(send)
    if out is None and target is None:
        example = f"japan{FORMATS[to].suffix}"
        raise bad_argument(
            "--out", Phrase("nothing"), Phrase("a file or folder, such as {name}", name=example)
        )
    folder = expanded("RESULTS", Path(source))
    if is_results(folder):
        from renkei.report.replicated import replicated
        from renkei.study.following import Tracer
        from renkei.study.kept import design_in, kept_results

        opened, results = kept_results(folder)
        chosen = design_in(results, design, "--design")
        moving = replicated(Tracer(results, typed=True, opened=opened), chosen, replication or 0)
        written = export(opened.document, folder, to, chosen, moving)
    else:
        if replication is not None:
            raise bad_argument(
                "--replication", Phrase("a scenario"), Phrase("an option for a result folder")
            )
        written = export(inputs.load(source), find(source, "SCENARIO"), to, design)
    files = [] if out is None else save(written, out, force=force)
    sent = 0 if target is None else sending.send(written.files.values(), target)
    if json:
        data = exchange.written_data(written) | {"written": [str(file) for file in files]}
        show_json(data if target is None else data | {"sent": sent, "target": str(target)})
        return
    if not quiet:
        show(exchange.render_losses(written.losses))
    if out is not None:
        message(tr("Written: {file}", file=out), quiet=quiet)
    if target is not None:
        text = tr_many("Sent: {count} event to {target}", "Sent: {count} events to {target}", sent,
                       target=target)  # fmt: skip
        message(text, quiet=quiet)


def _describe(
    source: str, to: str, unwanted: Mapping[str, object], *, force: bool, json: bool, quiet: bool
) -> None:
    """Write the description of a result folder into it."""
    from renkei.study.describing import describe
    from renkei.study.kept import kept_results

    for option, given in unwanted.items():
        if given is not None:
            found: str = Phrase("a description of the whole folder, which is written into it")
            raise bad_argument(option, found, Phrase("no such option with --to {to}", to=to))
    _, results = kept_results(expanded("RESULTS", Path(source)))
    file = describe(results, to, force=force)
    if json:
        show_json({"format": to, "written": [str(file)]})
    message(tr("Written: {file}", file=file), quiet=quiet)
