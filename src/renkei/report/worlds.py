"""Where the values of the ranges come from, in a sentence."""

from __future__ import annotations

from renkei.results.provenance import WorldsRecord


def worlds_note(found: WorldsRecord, name: str, replications: int) -> str:
    """Return what a reader of results must know of the worlds that were given."""
    if found.kind != "rows" or found.rows is None:
        how = "a Latin hypercube in blocks of 25" if found.kind == "latin" else "a Sobol sequence"
        return (
            f"the values of the ranges come from {how}: intervals take replications as "
            "independent, and are wider than the error where values add up"
        )
    rows, many = found.rows, len(found.factors or ())
    said = f"{many} {'factor' if many == 1 else 'factors'} from {rows} rows of {name}"
    if found.weighted:
        used = "each row as often as its weight says"
    elif replications == rows:
        used = "one row for each replication"
    elif replications < rows:
        used = f"of which the first {replications} are used"
    else:
        used = "replication k takes row k modulo their number"
        if replications % rows:
            used += f", so that the first {replications % rows} count once more than the others"
    said = f"{said}: {used}; all other ranges drawn as always"
    if found.luck:
        said += ". Rows share luck as the list says: intervals take replications as independent"
        return f"{said}, which these are not"
    if replications > rows:
        said += ". Intervals are for these rows, not for whatever they are a sample of"
    return said
