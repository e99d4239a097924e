"""Renkei (連携): a model of allied command, coordination, readiness and logistics.

``rk.open("japan")`` opens a scenario for study; ``rk.open_results(folder)`` reads what was run;
``rk.open_study("study.yaml")`` opens a study that is written down;
``rk.blocks`` makes textbook models block by block. Names are imported when first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from renkei._base.version import __version__

if TYPE_CHECKING:
    from renkei._base.errors import InputError, RenkeiError, ResultsError, RunError
    from renkei._base.language import speak
    from renkei.api import blocks
    from renkei.api.courses import ResponseCourse, ResponseTaken
    from renkei.api.exporting import Exported
    from renkei.api.findings import Findings
    from renkei.api.guarding import BySource, StressTest
    from renkei.api.importing import (
        ImportedLines,
        ImportedScenario,
        ImportedTable,
        import_lines,
        import_scenario,
        import_table,
        write_template,
    )
    from renkei.api.opening import open
    from renkei.api.selecting import Best
    from renkei.api.study import Study
    from renkei.api.understanding import Understanding
    from renkei.api.validating import ParameterFit, Validation
    from renkei.api.written import FiledStudy, WriteUp, open_study
    from renkei.results import Results, open_results

_WHERE = {
    "ResponseCourse": "renkei.api.courses",
    "ResponseTaken": "renkei.api.courses",
    "Exported": "renkei.api.exporting",
    "ImportedLines": "renkei.api.importing",
    "ImportedScenario": "renkei.api.importing",
    "import_lines": "renkei.api.importing",
    "write_template": "renkei.api.importing",
    "ImportedTable": "renkei.api.importing",
    "import_scenario": "renkei.api.importing",
    "import_table": "renkei.api.importing",
    "Findings": "renkei.api.findings",
    "InputError": "renkei._base.errors",
    "ParameterFit": "renkei.api.validating",
    "RenkeiError": "renkei._base.errors",
    "Results": "renkei.results",
    "ResultsError": "renkei._base.errors",
    "RunError": "renkei._base.errors",
    "Study": "renkei.api.study",
    "Best": "renkei.api.selecting",
    "Understanding": "renkei.api.understanding",
    "BySource": "renkei.api.guarding",
    "StressTest": "renkei.api.guarding",
    "Validation": "renkei.api.validating",
    "FiledStudy": "renkei.api.written",
    "WriteUp": "renkei.api.written",
    "open_study": "renkei.api.written",
    "open": "renkei.api.opening",
    "open_results": "renkei.results",
    "speak": "renkei._base.language",
}

__all__ = [
    "ResponseCourse",
    "ResponseTaken",
    "Findings",
    "Exported",
    "ImportedLines",
    "ImportedScenario",
    "ImportedTable",
    "import_lines",
    "write_template",
    "import_scenario",
    "import_table",
    "InputError",
    "ParameterFit",
    "RenkeiError",
    "Results",
    "ResultsError",
    "RunError",
    "Study",
    "Best",
    "Understanding",
    "BySource",
    "StressTest",
    "Validation",
    "FiledStudy",
    "WriteUp",
    "__version__",
    "blocks",
    "open",
    "open_results",
    "speak",
    "open_study",
]


def __getattr__(name: str) -> Any:
    if name == "blocks":
        return import_module("renkei.api.blocks")
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
