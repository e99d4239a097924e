"""Read results back: lazily, checked, and no more of them than asked for.

Takes a result folder; gives :class:`Results`, whose tables are lazy polars frames over the part
files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from renkei._base.brief import Brief
from renkei._base.errors import ResultsError
from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean
from renkei.results.layout import STEPS_FILE
from renkei.results.provenance import Provenance, read_record
from renkei.results.store import DesignStore, Part, file_digest
from renkei.results.tables import MILESTONE, TABLES, arrow_schema

if TYPE_CHECKING:
    import polars as pl


class Results(Brief):
    """The tables of an experiment.

    Parameters
    ----------
    folder
        Result folder.
    record
        Its provenance.
    parts
        Sealed parts of each design.
    limit
        Only replications below this number are read, of each design or by design; None: all.
    """

    def __init__(
        self,
        folder: Path,
        record: Provenance,
        parts: Mapping[str, Sequence[Part]],
        limit: int | Mapping[str, int] | None = None,
    ) -> None:
        self.folder = folder
        self.record = record
        self._limits = limit if isinstance(limit, Mapping) else dict.fromkeys(record.designs, limit)
        self._parts = {
            design: [part for part in found if _is_below(part.first, self._limits.get(design))]
            for design, found in parts.items()
        }

    @property
    def designs(self) -> tuple[str, ...]:
        """Designs, in the order of the scenario."""
        return tuple(self.record.designs)

    @property
    def incidents(self) -> tuple[str, ...]:
        """Incident types that any design counts or plays in the background."""
        return _union(design.incidents for design in self.record.designs.values())

    @property
    def milestones(self) -> tuple[str, ...]:
        """Milestones that any design records."""
        return _union(design.milestones for design in self.record.designs.values())

    @property
    def traced(self) -> tuple[str, ...]:
        """Milestones whose critical path is summed under any design."""
        return _union(design.traced for design in self.record.designs.values())

    def replications(self, design: str) -> int:
        """Return how many replications of ``design`` exist, failed ones included."""
        limit = self._limits.get(design)
        return sum(
            part.replications if limit is None else min(part.replications, limit - part.first)
            for part in self._parts_of(design)
        )

    def held(self, design: str, index: int) -> int:
        """Return how many replications of a part of ``design`` exist."""
        return sum(part.replications for part in self._parts_of(design) if part.index == index)

    def scan(self, table: str, design: str | None = None) -> pl.LazyFrame:
        """Return a table, with a column ``design`` in front, without reading it yet.

        Parameters
        ----------
        table
            Name in :data:`renkei.results.tables.TABLES`.
        design
            One design; None: all, below one another.
        """
        import polars as pl  # late: the processes that make parts do without

        if table not in TABLES:
            raise ResultsError(
                Phrase(
                    "There is no table `{table}`; the tables are {tables}. {hint}",
                    table=table,
                    tables=", ".join(TABLES),
                    hint=did_you_mean(table, TABLES),
                )
            )
        chosen = self.designs if design is None else (design,)
        frames = [self._scan_design(table, one) for one in chosen]
        # Designs may record different milestones: a missing one was not reached.
        return pl.concat(frames, how="diagonal")

    def files(self, table: str, design: str) -> list[str]:
        """Return the sealed files of a table, below the folder of their design."""
        if not TABLES[table].per_part:
            return [STEPS_FILE]
        # A part has no file of a table of sustainment in which it would have no row.
        return [part.files[table] for part in self._parts_of(design) if table in part.files]

    def __repr__(self) -> str:
        told = ", ".join(f"{one} {self.replications(one)}" for one in self.designs)
        return f"<Results of {self.record.scenario_name} in {self.folder}: replications of {told}>"

    def failures(self, design: str | None = None) -> pl.DataFrame:
        """Return the failed replications: design, replication, message."""
        import polars as pl

        replications = self.scan("replications", design).filter(pl.col("status") == "failed")
        return replications.select("design", "replication", "message").collect()

    def _parts_of(self, design: str) -> list[Part]:
        if design not in self.record.designs:
            raise ResultsError(
                Phrase(
                    "{folder} holds no design `{design}`; it holds {designs}. {hint}",
                    folder=self.folder,
                    design=design,
                    designs=", ".join(self.designs),
                    hint=did_you_mean(design, self.designs),
                )
            )
        return self._parts.get(design, [])

    def _scan_design(self, table: str, design: str) -> pl.LazyFrame:
        import polars as pl

        files = [self.folder / design / name for name in self.files(table, design)]
        if not files:
            milestones = self.record.designs[design].milestones
            columns = milestones if any(c.name == MILESTONE for c in TABLES[table].columns) else ()
            empty = pl.from_arrow(arrow_schema(TABLES[table], columns).empty_table())
            assert isinstance(empty, pl.DataFrame)
            frame = empty.lazy()
        else:
            # glob=False: a folder may have brackets in its name.
            frame = pl.scan_parquet(files, glob=False)
            limit = self._limits.get(design)
            if limit is not None and TABLES[table].per_part:
                frame = frame.filter(pl.col("replication") < limit)
        return frame.select(pl.lit(design).alias("design"), pl.all())


def open_results(
    folder: Path | str, *, verify: bool = True, limit: int | Mapping[str, int] | None = None
) -> Results:
    """Open a result folder.

    Parameters
    ----------
    folder
        Folder that holds ``provenance.json``.
    verify
        True compares the SHA-256 of every file with what was written; False the sizes only.
    limit
        Only replications below this number, of each design or by design; None: all.

    Raises
    ------
    ResultsError
        If the folder holds no results or a file in it is damaged; the message names the file.
    """
    folder = Path(folder)
    record = read_record(folder)
    parts: dict[str, list[Part]] = {}
    for design, entry in record.designs.items():
        parts[design] = DesignStore(folder / design).parts(verify)
        found = file_digest(folder / design, STEPS_FILE)  # small: compared always
        if found != entry.steps:
            raise ResultsError(
                Phrase(
                    "{steps_file} is missing or damaged. The parts are sound; run "
                    "the same command again: it writes this file anew.",
                    steps_file=folder / design / STEPS_FILE,
                )
            )
    return Results(folder, record, parts, limit)


def _is_below(replication: int, limit: int | None) -> bool:
    return limit is None or replication < limit


def _union(lists: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))
