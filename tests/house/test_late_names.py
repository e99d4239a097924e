"""Packages whose names are imported late: each name is found, and a wrong one is refused."""

from __future__ import annotations

import subprocess
import sys

import pytest

import renkei.analysis
import renkei.results
import renkei.scenario


@pytest.mark.parametrize("package", [renkei.scenario, renkei.results, renkei.analysis])
def test_every_public_name_is_found(package: object) -> None:
    names = vars(package)["__all__"]
    assert len(names) == len(set(names)) > 4
    for name in names:
        assert getattr(package, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = package.nonsense  # type: ignore[attr-defined]


def test_a_process_that_simulates_does_without_the_language() -> None:
    code = (
        "import sys, renkei.results.worker as worker; worker.get_ready();"
        "print([name for name in ('pydantic', 'polars', 'renkei.scenario.loader')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("package", ["renkei.scenario", "renkei.results", "renkei.analysis"])
def test_a_package_alone_loads_nothing_heavy(package: str) -> None:
    code = (
        f"import sys, {package}; heavy = {{'numpy', 'polars', 'pydantic', 'numba', 'scipy'}};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
