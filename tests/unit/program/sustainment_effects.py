"""What each attribute of sustainment changes, as changes of ``tests/scenarios/supplies.yaml``.

Takes nothing; gives :data:`EFFECTS`, read by the tests of attributes, by name of the attribute.
"""

from __future__ import annotations

from typing import Any

from tests.variants import Tables


def at(path: str, value: Any) -> Tables:
    """Return the change of one attribute."""
    content: Any = value
    for key in reversed(path.split(".")):
        content = {key: content}
    return content


def _effects() -> dict[str, Tables]:
    ships, watch = "units.ships.maintenance", "responses.escort.forces.watch.consumes"
    stocks, works = "stocks.buoys", "lines.works"
    order, terms = f"{stocks}.replenishment", "stocks.buoys-store.shared_with.ARN"
    direct, access = f"{works}.contracts.direct", "facilities.allied-yard.serves.ARN"
    check = {"name": "More", "kind": "inspection", "every": "90 d", "work": "1 d"}
    named = {
        "units.<id>": {
            "type": at("units.ships.type", "tug"),
            "depot": at("units.boats.depot", "quay"),
            "training": at("units.ships.training", "20 %"),
            "maintenance": at(f"{ships}.more", check),
            "cannibalises": at("units.ships", {"cannibalises": False, "cannibalisation": None}),
            "cannibalisation": at("units.ships.cannibalisation", "4 h"),
        },
        "units.<id>.maintenance.<id>": {
            "kind": at(f"{ships}.hull.kind", "planned"),
            "every": at(f"{ships}.refit.every", "90 d"),
            "every_use": at(f"{ships}.engine.every_use", "100 h"),
            "every_deployments": at(f"{ships}.check.every_deployments", 6),
            "scheduled": at(
                f"{ships}.check", {"every_deployments": None, "scheduled": ["2025-06-02T08:00"]}
            ),
            "work": at(f"{ships}.check.work", "2 d"),
            "overrun": at(f"{ships}.refit.overrun", None),
            "facilities": at(f"{ships}.refit.facilities", ["allied-yard", "yard"]),
            "travel": at(f"{ships}.hull.travel", "7 h"),
            "precedence": at(f"{ships}.check.precedence", "FLASH"),
            "parts": at(f"{ships}.refit.parts", None),
            "overrun.probability": at(f"{ships}.refit.overrun.probability", "50 %"),
            "overrun.extra": at(f"{ships}.refit.overrun.extra", "9 d"),
            "parts.<id>.quantity": at(f"{ships}.engine.parts.pump.quantity", 1),
            "parts.<id>.probability": at(f"{ships}.refit.parts.pump.probability", "60 %"),
        },
        "responses.<id>.forces.<id>": {
            "consumes": at(watch, None),
            "consumes.<id>.per_platform": at(f"{watch}.buoy.per_platform", 4),
            "consumes.<id>.when_short": at(f"{watch}.buoy.when_short", "wait"),
        },
        "depots.<id>": {
            "nation": at("depots.annex", {"nation": "ARN", "headquarters": "fleet"}),
            "place": at("depots.quay.place", "strait"),
            "headquarters": at("depots.store.headquarters", "minister"),
        },
        "stocks.<id>": {
            "item": at("stocks.lamps.item", "motor"),
            "depot": at("stocks.lamps.depot", "store"),
            "on_hand": at("stocks.motors.on_hand", 51),
            "target": at(f"{stocks}.target", 101),
            "replenishment": at("stocks.motors.replenishment", None),
            "repair": at("stocks.pumps.repair", None),
            "training": at(f"{stocks}.training", None),
            "allocation": at("stocks.buoys-store.allocation", "first-come"),
            "shared_with": at(terms, dict.fromkeys(("reserve", "category", "after"))),
        },
        "stocks.<id>.replenishment": {
            "supplier": at("stocks.buoys-pier.replenishment.supplier", "buoys-store"),
            "reorder_at": at(f"{order}.reorder_at", 41),
            "lot": at(f"{order}.lot", 21),
            "every": at(f"{order}.every", "2 weeks"),
            "push": at(order, {"push": True, "reorder_at": None}),
            "release": at(f"{order}.release", "3 h"),
            "transport": at("stocks.motors.replenishment.transport", "31 d"),
            "lift": at(f"{order}.lift", None),
            "lift.nation": at(f"{order}.lift.nation", "ARN"),
            "lift.capability": at(f"{order}.lift.capability", "sealift"),
            "lift.platforms": at(f"{order}.lift.platforms", 2),
        },
        "stocks.<id>.repair": {
            "share": at("stocks.pumps.repair.share", "70 %"),
            "time": at("stocks.pumps.repair.time", "20 d"),
        },
        "stocks.<id>.training": {
            "arrivals": at(f"{stocks}.training.arrivals.rate", "50 / year"),
            "quantity": at(f"{stocks}.training.quantity", 3),
        },
        "stocks.<id>.shared_with.<id>": {
            "reserve": at(f"{terms}.reserve", "30 %"),
            "category": at(f"{terms}.category", None),
            "after": at(f"{terms}.after", "40 d"),
        },
        "lines.<id>": {
            "nation": at("lines.shop", {"nation": "ARN", "shared_with": None}),
            "place": at(f"{works}.place", "harbour"),
            "rate": at(f"{works}.rate", "310 / year"),
            "starts_after": at(f"{works}.starts_after", "21 d"),
            "ramp": at(f"{works}.ramp", None),
            "batch": at(f"{works}.batch", 6),
            "yield": at(f"{works}.yield", "90 %"),
            "pipeline": at(f"{works}.pipeline", "11 d"),
            "components": at(f"{works}.components", {"motors": 2}),
            "surges": at(f"{works}.surges", None),
            "most_on_hand": at(f"{works}.most_on_hand", 41),
            "allocation": at(f"{works}.allocation", "national-first"),
            "shared_with": at(f"{works}.shared_with.ARN.reserve", "20 %"),
            "contracts": at(f"{works}.contracts.own", None),
            "ramp.begins_at": at(f"{works}.ramp.begins_at", "30 %"),
            "ramp.over": at(f"{works}.ramp.over", "90 d"),
        },
        "lines.<id>.contracts.<id>": {
            "to": at(f"{direct}.to", "buoys-pier"),
            "quantity": at(f"{direct}.quantity", 11),
            "first": at(f"{direct}.first", "61 d"),
            "every": at(f"{direct}.every", "61 d"),
            "deliveries": at(f"{direct}.deliveries", 2),
            "precedence": at(f"{direct}.precedence", "FLASH"),
            "transport": at(f"{direct}.transport", "6 d"),
        },
        "facilities.<id>": {
            "nation": at("facilities.yard.nation", "BOR"),
            "place": at("facilities.yard.place", "strait"),
            "docks": at("facilities.yard.docks.corvette", 2),
            "shifts": at("facilities.yard.shifts", 2),
            "manning": at("facilities.yard.manning", "80 %"),
            "opens_after": at("facilities.yard.opens_after", "11 d"),
            "serves": at("facilities.allied-yard.serves", None),
            "serves.<id>.after": at(f"{access}.after", "61 d"),
            "serves.<id>.types": at(f"{access}.types", ["tug"]),
            "serves.<id>.longest": at(f"{access}.longest", "10 d"),
        },
    }
    return {
        "time.sample": at("time.sample", "1 d"),
        **{
            f"{table}.{attribute}": change
            for table, changes in named.items()
            for attribute, change in changes.items()
        },
    }


EFFECTS = _effects()
"""Change by name of the attribute."""
