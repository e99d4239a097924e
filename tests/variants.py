"""Small scenarios that differ in a few places, for tests of doctrine and compiler.

Takes changes as nested tables, laid over a base of two headquarters, one flotilla and one incident;
gives the document as loaded from a file, so that every test goes through the whole language.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from renkei.program.compiling.compiler import compile_design
from renkei.program.machine.program import Program
from renkei.scenario import Document, load_scenario

Tables = dict[str, Any]

BASE: Tables = {
    "renkei": 1,
    "name": "Small",
    "time": {
        "start": "2025-04-01",
        "horizon": "30 d",
        "warm_up": "0 d",
        "drain": "20 d",
        "zone": "UTC",
    },
    "nations": {
        "ARN": {"name": "Arenland", "language": "en"},
        "BOR": {"name": "Boria", "language": "fr"},
    },
    "places": {
        "harbour": {"name": "Harbour", "latitude": 50, "longitude": 0, "zone": "UTC"},
        "strait": {"name": "Strait", "latitude": 51, "longitude": 0, "zone": "UTC"},
    },
    "hours": {
        "office": {"days": ["mon", "tue", "wed", "thu", "fri"], "open": "08:00", "close": "16:00"}
    },
    "doctrine": {
        "handling": "10 min",
        "ordering": "15 min",
        "command_net": "5 min",
        "adjudication": "2 h",
        "request_for_forces": "1 h",
    },
    "headquarters": {
        "joint": {
            "name": "Joint",
            "nation": "ARN",
            "place": "harbour",
            "cells": {"operations": {"teams": 2}},
        },
        "fleet": {
            "name": "Fleet",
            "nation": "ARN",
            "place": "harbour",
            "opcon": "joint",
            "cells": {"operations": {"teams": 1}},
        },
        "ally": {
            "name": "Ally",
            "nation": "BOR",
            "place": "harbour",
            "cells": {"operations": {"teams": 1}},
        },
    },
    "channels": {"phone": {"between": ["joint", "ally"], "kind": "remote", "delay": "10 min"}},
    "authorities": {
        "arn": {"nation": "ARN", "categories": ["sea"], "holder": "joint", "work": "30 min"}
    },
    "units": {
        "ships": {
            "name": "Ships",
            "nation": "ARN",
            "base": "harbour",
            "capabilities": ["patrol"],
            "platforms": 3,
            "medium": "air",
            "speed": "60 kt",
            "notice": "1 h",
            "opcon": "fleet",
        }
    },
    "responses": {
        "escort": {
            "name": "Escort",
            "category": "sea",
            "precedence": "PRIORITY",
            "deadline": "24 h",
            "nations": {"ARN": {"role": "lead"}},
            "forces": {
                "watch": {"nation": "ARN", "capability": "patrol", "count": 1, "duration": "1 d"}
            },
        }
    },
    "incidents": {
        "piracy": {
            "name": "Piracy",
            "response": "escort",
            "arrivals": {"scheduled": ["2025-04-09T12:00"]},
            "places": {"strait": {}},
            "detected_by": "fleet",
        }
    },
}
"""2025-04-09 is a Wednesday; one degree of latitude is an hour at 60 kt."""


def tables(**changes: Any) -> Tables:
    """Return the base with changes laid over it; None takes a key away."""
    return merged(copy.deepcopy(BASE), changes)


def variant(folder: Path, **changes: Any) -> Document:
    """Return the base with changes laid over it, loaded from a file in ``folder``."""
    return load(folder, tables(**changes))


def load(folder: Path, content: Tables) -> Document:
    """Return tables as loaded from a file in ``folder``."""
    path = folder / "small.yaml"
    path.write_text(json.dumps(content), encoding="utf-8")  # JSON is YAML
    return load_scenario(path)


def program(folder: Path, design: str = "base", **changes: Any) -> Program:
    """Return the program of a design of a variant."""
    return compile_design(variant(folder, **changes), design)


def designs(**phases: Any) -> Tables:
    """Return the table of one design, ``new``, that changes from 2025-04-08 on."""
    phase = {"from": "2025-04-08", "changes": phases}
    return {"new": {"name": "New", "phases": [phase]}}


def merged(base: Tables, over: Tables) -> Tables:
    """Lay changes over ``base``, which changes; None takes a key away."""
    for key, value in over.items():
        if value is None:
            base.pop(key, None)
        elif isinstance(value, dict):
            below = base.get(key)
            base[key] = merged(below if isinstance(below, dict) else {}, value)
        else:
            base[key] = copy.deepcopy(value)
    return base
