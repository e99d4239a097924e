"""What fitting to recorded clocks leaves open: ranges before and after, and how they hang together.

Takes a calibration; gives a page, plain data, and the weighted worlds as CSV.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from renkei._base.language import spoken_names, tr
from renkei.analysis.recorded.fitting import ACCEPTED, ENDS
from renkei.report.tables import Table
from renkei.report.wording import joined, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType

    from renkei.results import Results
    from renkei.study.calibrating import Calibration, Fitted

_FAR = 0.01
"""Fewer worlds than this lie as far out as the record: it is like none."""

_TOLD = 0.3
"""Correlations from here on are told."""


def calibration_data(found: Calibration, folder: str) -> dict[str, Any]:
    """Return a calibration as plain data."""
    names = [one.name for one in found.parameters]
    correlations = found.posterior.correlations()
    return {
        "points": list(ENDS),
        "parameters": {
            one.name: {
                "prior": list(one.prior),
                "posterior": list(one.posterior),
                "narrower": one.narrower,
                "coverage": one.coverage,
                "range": list(found.ranges[one.name]),
            }
            for one in found.parameters
        },
        "correlations": {
            name: {other: float(correlations[i, j]) for j, other in enumerate(names)}
            for i, name in enumerate(names)
        },
        "clocks": list(found.clocks),
        "beyond": list(found.beyond),
        "worlds": found.worlds,
        "left_out": found.left_out,
        "accepted": len(found.replication),
        "effective": found.posterior.size,
        "tolerance": found.posterior.tolerance,
        "farther": found.posterior.farther,
        "folder": folder,
    }


def worlds_csv(found: Calibration, results: Results | None = None) -> str:
    """Return the accepted worlds: number, weight, each parameter as fitted and as it was drawn.

    It is a list that `--worlds` takes. With ``results`` remarks before it say where it comes from.
    """
    text = io.StringIO()
    if results is not None:
        text.writelines(f"# {line}\n" for line in _origin(found, results))
    writer = csv.writer(text, lineterminator="\n")
    names = [one.name for one in found.parameters]
    drawn = [f"{name} as drawn" for name in names]
    writer.writerow(["replication", "weight", *names, *drawn])
    rows = zip(found.replication, found.posterior.weight, found.values, found.drawn, strict=True)
    for number, weight, values, own in rows:
        numbers = [f"{value:.9g}" for value in (weight, *values, *own)]
        writer.writerow([number, *numbers])
    return text.getvalue()


def fitted_values(found: Calibration) -> dict[str, dict[str, Any]]:
    """Return the fitted ranges by path, as a scenario has them."""
    return {
        f"parameters.{one.name}": {
            "value": float(f"{one.posterior[1]:.3g}"),
            "range": [float(f"{end:.3g}") for end in _around(one, found.ranges[one.name])],
            "note": "fitted by renkei calibrate",
        }
        for one in found.parameters
    }


def _origin(found: Calibration, results: Results) -> list[str]:
    """Return where accepted worlds come from; the same for every call on the same results."""
    record = results.record
    done = results.replications(results.designs[0])
    return [
        f"Joint posterior of {', '.join(one.name for one in found.parameters)}: "
        f"{len(found.replication)} weighted worlds of {found.worlds}.",
        f"Made by renkei calibrate --reps {done} --seed {record.seed}, Renkei {record.version}, "
        f"begun {record.runs[0].started:%Y-%m-%d}, from results {record.identity[:12]}.",
        f"Fitted to {len(found.clocks)} recorded clocks; those held out had no part in it.",
    ]


def set_words(found: Calibration) -> list[str]:
    """Return the fitted ranges as `--set` takes them."""
    return [
        f"{path}={{value: {one['value']:.3g}, range: [{low:.3g}, {high:.3g}], note: {one['note']}}}"
        for path, one in fitted_values(found).items()
        for low, high in (one["range"],)
    ]


def _around(one: Fitted, ends: tuple[float, float]) -> tuple[float, float]:
    """Return a range that holds its median also when rounded."""
    middle = float(f"{one.posterior[1]:.3g}")
    return min(ends[0], middle), max(ends[1], middle)


def render_calibration(found: Calibration, names: Mapping[str, tuple[str, str]]) -> RenderableType:
    """Return the page."""
    clocks = len(found.clocks)
    head = tr(
        "Fitted to {clocks} recorded clocks: {parameters}. From {worlds} worlds, of which "
        "{accepted} were accepted (worth {size} of equal weight).",
        clocks=clocks,
        parameters=joined(one.name for one in found.parameters),
        worlds=found.worlds,
        accepted=len(found.replication),
        size=f"{found.posterior.size:.0f}",
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(tr("parameter"))
    table.add_column(tr("before\n5–50–95 %"), justify="right")
    table.add_column(tr("after\n5–50–95 %"), justify="right")
    table.add_column(tr("narrower\nby"), justify="right")
    table.add_column(tr("check:\n90 % held"), justify="right")
    for one in found.parameters:
        table.add_row(
            one.name,
            _points(one.prior),
            _points(one.posterior),
            percent(one.narrower).replace("-", "−"),
            percent(one.coverage),
        )
    parts: list[RenderableType] = [Text(head), Text(), table, Text()]
    for line in _remarks(found, names):
        parts += [Text(line), Text()]
    parts += [Text(tr("To run with what was fitted:"), "bold")]
    parts += [Text(f'  --set "{words}"') for words in set_words(found)]
    parts += [Text(), Text(_method(), "dim")]
    return Group(*parts)


def _remarks(found: Calibration, names: Mapping[str, tuple[str, str]]) -> list[str]:
    lines = []
    every = found.posterior.correlations()
    for i, one in enumerate(found.parameters):
        for j, other in enumerate(found.parameters[:i]):
            if abs(every[i, j]) >= _TOLD:
                value = f"{every[i, j]:+.2f}".replace("-", "−")
                lines.append(
                    tr(
                        "{one} and {other} hang together (correlation {value}): ranges alone lose "
                        "that; the weighted worlds (--to) keep it.",
                        one=other.name,
                        other=one.name,
                        value=value,
                    )
                )
    if found.beyond:
        told = joined(names[id_][1 if spoken_names() == "ja" else 0] for id_ in found.beyond)
        lines.append(
            tr(
                "{many} clocks lie where hardly any world comes, whatever the parameters: another "
                "assumption is wrong there ({clocks}).",
                many=len(found.beyond),
                clocks=told,
            )
        )
    if found.posterior.farther < _FAR:
        lines.append(
            tr(
                "All together the record is like no world: the fit says in which direction, not "
                "how far. Trust the check of what was held out, not these ranges."
            )
        )
    if found.left_out:
        lines.append(
            tr(
                "{many} worlds had no incident for some clock and are left out.",
                many=found.left_out,
            )
        )
    return lines


def _points(values: tuple[float, float, float]) -> str:
    return " – ".join(f"{value:.2g}" for value in values)


def _method() -> str:
    return tr(
        "Approximate Bayesian computation: half of the worlds give summaries (linear predictions "
        "of each parameter from all clocks, by ridge regression), the nearest {share} of the other "
        "half are accepted, weighted by distance, and corrected by local-linear regression "
        "(Beaumont, Zhang and Balding 2002; Fearnhead and Prangle 2012; Blum and others 2013). "
        "check: worlds in the place of the record, in how many of them the range of 5 to 95 % held "
        "the value that was known. A clock stands for one incident of a world; times are compared "
        "by their logarithms.",
        share=percent(ACCEPTED),
    )
