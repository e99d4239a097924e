"""A Croissant description (MLCommons, version 1.0) of the tables of a result folder.

Takes results; gives the JSON-LD file that stands in their folder: a set of files and a record set
for each table, each column with its meaning, unit, and what a null says. Readers of Croissant find
the Parquet files by it; the files themselves are as they were.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from renkei.interop.datasets.described import ABOUT, day_of, files_of, said_of, tables_of
from renkei.results import Results
from renkei.results.layout import RECORD
from renkei.results.store import file_digest
from renkei.results.tables import Column, Table

FILE = "croissant.json"
"""Its name in the result folder."""

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context that version 1.0 prescribes."""

_TYPES = {
    "int32": "sc:Integer",
    "int64": "sc:Integer",
    "float64": "sc:Float",
    "bool": "sc:Boolean",
    "string": "sc:Text",
}


def croissant(results: Results) -> bytes:
    """Return the file."""
    record = results.record
    tables = list(tables_of(results))
    document = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": results.folder.resolve().name,
        "description": f"{record.scenario_name}. {ABOUT}",
        "version": record.version,
        "datePublished": day_of(results),
        "distribution": [*_files(results), *(_set(results, table) for table, _ in tables)],
        "recordSet": [_records(table, columns) for table, columns in tables],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _files(results: Results) -> Iterator[dict[str, Any]]:
    record = results.record
    inputs = [record.scenario, *(d.resolved for d in record.designs.values() if d.resolved)]
    named = {one.file: one.sha256 for one in inputs}
    for name, digest in {RECORD: file_digest(results.folder, RECORD), **named}.items():
        yield {
            "@type": "cr:FileObject",
            "@id": name,
            "name": name,
            "contentUrl": name,
            "encodingFormat": "application/json" if name == RECORD else "application/yaml",
            "sha256": digest,
        }


def _set(results: Results, table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{table.name}-files",
        "name": f"{table.name}-files",
        "description": f"The Parquet files of the table {table.name} of all designs.",
        "encodingFormat": "application/x-parquet",
        "includes": files_of(results, table),
    }


def _records(table: Table, columns: tuple[Column, ...]) -> dict[str, Any]:
    files = {"fileSet": {"@id": f"{table.name}-files"}}
    design = {
        "@type": "cr:Field",
        "@id": f"{table.name}/design",
        "name": "design",
        "description": "Design: the first folder of the file's path.",
        "dataType": "sc:Text",
        "source": files
        | {
            "extract": {"fileProperty": "fullpath"},
            "transform": {"regex": rf"^(?:.*/)?([^/]+)/{table.name}/[^/]+$"},
        },
    }
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{table.name}/{column.name}",
            "name": column.name,
            "description": said_of(column),
            "dataType": _TYPES[column.type],
            "source": files | {"extract": {"column": column.name}},
        }
        for column in columns
    ]
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"A row is {table.row}. {table.note}".strip(),
        "field": [design, *fields],
    }
