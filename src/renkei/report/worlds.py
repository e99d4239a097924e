"""Where the values of the ranges come from, in a sentence."""

from __future__ import annotations

from renkei._base.language import tr, tr_many
from renkei.analysis.statistics.estimation import LEAST_BLOCKS
from renkei.engine.worlds import BLOCK
from renkei.results.provenance import WorldsRecord


def worlds_note(found: WorldsRecord, name: str, replications: int) -> str:
    """Return what a reader of results must know of the worlds that were given."""
    if found.kind != "rows" or found.rows is None:
        if found.kind == "sobol":
            return tr(
                "the values of the ranges come from a Sobol sequence: intervals take replications "
                "as independent, and are wider than the error where values add up"
            )
        if replications >= LEAST_BLOCKS * BLOCK:
            return tr(
                "the values of the ranges come from a Latin hypercube in blocks of {block}: "
                "intervals of responses take blocks as independent; those of readiness and supply "
                "take replications, and are wider than the error where values add up",
                block=BLOCK,
            )
        return tr(
            "the values of the ranges come from a Latin hypercube in blocks of {block}: intervals "
            "take replications as independent, and are wider than the error where values add up; "
            "from {many} replications on they take blocks, and show what is gained",
            block=BLOCK,
            many=LEAST_BLOCKS * BLOCK,
        )
    rows, many = found.rows, len(found.factors or ())
    if found.weighted:
        used = tr("each row as often as its weight says")
    elif replications == rows:
        used = tr("one row for each replication")
    elif replications < rows:
        used = tr("of which the first {many} are used", many=replications)
    elif replications % rows:
        used = tr(
            "replication k takes row k modulo their number, so that the first {many} count once "
            "more than the others",
            many=replications % rows,
        )
    else:
        used = tr("replication k takes row k modulo their number")
    said = tr_many(
        "{count} factor from {rows} rows of {name}: {used}; all other ranges drawn as always",
        "{count} factors from {rows} rows of {name}: {used}; all other ranges drawn as always",
        many,
        rows=rows,
        name=name,
        used=used,
    )
    if found.luck:
        return tr(
            "{worlds}. Rows share luck as the list says: intervals take replications as "
            "independent, which these are not",
            worlds=said,
        )
    if replications > rows:
        return tr(
            "{worlds}. Intervals are for these rows, not for whatever they are a sample of",
            worlds=said,
        )
    return said
