"""The reference page of the tables, made from their declaration.

Takes :data:`renkei.results.tables.TABLES`; gives ``docs/reference/results.md``.
"""

from __future__ import annotations

from renkei.results.layout import PART
from renkei.results.tables import OPTIONAL, SCHEMA_VERSION, TABLES, Column, Table

_HEAD = f"""# Result tables

<!-- Made from `src/renkei/results/tables.py`; `scripts/test tests/unit/results --update` -->

Version {SCHEMA_VERSION} of the tables. A result folder `<root>/<scenario>-<identity>/` holds:

`provenance.json`
: The record: versions, seed, designs, commands, and what each asked (deadlines, zones, confidence).
  Its schema is `spec/provenance.schema.json`; `checksum` is of all else in it.

`_inputs/scenario.yaml`, `_inputs/designs/<design>.yaml`
: Scenario and designs as resolved; their SHA-256 stand in the record. A later command with other
  names, sources or deadlines on the same replications has its own `_inputs/scenario-<sha>.yaml`.

`<design>/<table>/part-00000.parquet`
: Rows of replications 0 to {PART - 1}; the next part begins with {PART}, and so on. A last
  part of 10 replications is called `part-00003-10.parquet`, until a longer run replaces it.

`<design>/seals/part-00000.json`
: SHA-256 of the files of that part, and of the seal itself, written last: a part without a seal
  does not exist.

`<design>/steps/part-00000.parquet`
: The steps of the design, once.

The identity is the SHA-256 of the version, the kernel's build, the programs of all designs, the
seed, and whether `nominal` was asked for. More replications extend a folder and shuffle nothing.
A new or changed design makes a new folder, which takes over the parts of the designs that stayed
as they were from the folders beside it.

Tables of sustainment are {", ".join(f"`{table}`" for table in TABLES if table in OPTIONAL)}.
A part in which one has no row has no file of it.

A folder may come from anybody: names in record and seals are those above or the folder is refused,
nothing is followed through a link, and only files of these names are ever removed.

Times are in hours. `renkei.results.open_results(folder).scan("incidents")` reads a table lazily,
with a column `design` in front; any reader of Parquet reads the files.
"""


def reference_page() -> str:
    """Return the text of the page."""
    return "\n".join([_HEAD, *(_section(table) for table in TABLES.values())])


def _section(table: Table) -> str:
    lines = [f"## {table.name}", "", f"A row is {table.row}.", ""]
    if table.note:
        lines += [table.note, ""]
    lines += ["| column | type | unit | meaning | null |", "|---|---|---|---|---|"]
    lines += [_row(column) for column in table.columns]
    return "\n".join(lines) + "\n"


def _row(column: Column) -> str:
    null = column.null or "never"
    return f"| `{column.name}` | {column.type} | {column.unit} | {column.meaning} | {null} |"
