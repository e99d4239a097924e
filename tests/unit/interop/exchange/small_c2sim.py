"""A small C2SIM initialization in each dialect, written by hand after schemas and real files."""

from __future__ import annotations

from tests.unit.interop.exchange.small_orbat import SAMPLES

DIALECTS = ("0.0.9", "1.0.0", "1.0.1", "1.0.2", "2.0.0-cwix2026")
FILES = sorted((SAMPLES / "c2sim").glob("*.xml"))
SCHEMAS = {
    "1.0.0": SAMPLES / "c2sim/xsd/C2SIM_SMX_LOX_v1.0.0.xsd",
    "1.0.1": SAMPLES / "c2sim/xsd/C2SIM_SMX_LOX_v1.0.1.xsd",
    "1.0.2": SAMPLES / "c2sim/xsd/C2SIM_SMX_LOX_v1.0.2_cwix2025.xsd",
    "2.0.0-cwix2026": SAMPLES / "c2sim/xsd/C2SIM_SMX_LOX_v2.0.0-cwix2026.xsd",
}
"""Schemas of the dialects; of 0.0.9 there is none."""


def key(number: int) -> str:
    """Return a UUID."""
    return f"00000000-0000-0000-0000-{number:012d}"


BLUE, RED, BRIGADE, COMPANY, SHIP, GROUP = (key(number) for number in range(1, 7))


def small(dialect: str) -> bytes:
    """Return the initialization.

    Two sides; of the first a brigade with a company under it, a ship group and a ship: the company
    organic and, where the dialect has units, under tactical control of the group.
    """
    parts = [
        side(dialect, BLUE, "Blueland", "FR"),
        side(dialect, RED, "Redland", "HO"),
        unit(dialect, BRIGADE, "1st Brigade", "", "SFGPUCI---AH---", (59.5, 10.5)),
        unit(
            *(dialect, COMPANY, "A Company", BRIGADE, "SFGPUCIZ---E---", None),
            [(BRIGADE, "ORGANC"), (GROUP, "TACCNT"), (GROUP, "COAUTH")],
        ),
        unit(dialect, GROUP, "Group", "", "SFSPG-----A----", (60.0, -5.25)),
        unit(dialect, SHIP, "Frigate", GROUP, "SFSPCLFF-------", (60.1, -5.5)),
    ]
    setting = (
        "<ScenarioSetting><DateTime><IsoDateTime>2030-03-01T00:00:00Z</IsoDateTime></DateTime>"
        "<Version>1</Version></ScenarioSetting>"
    )
    listed = "".join(
        f"<ActorReference>{one}</ActorReference>" for one in (BRIGADE, COMPANY, GROUP, SHIP)
    )
    systems = f"<SystemEntityList>{listed}<SystemName>Simulator</SystemName></SystemEntityList>"
    name = "ObjectInitialization" if dialect == "0.0.9" else "C2SIMInitializationBody"
    joined = "\n".join(parts)
    body = f"<{name}><ObjectDefinitions>\n{joined}\n</ObjectDefinitions>{setting}{systems}</{name}>"
    space = "2.0.0-cwix2026" if dialect == "2.0.0-cwix2026" else "1.1"
    whole = (
        f'<?xml version="1.0"?>\n<MessageBody xmlns="http://www.sisostds.org/schemas/C2SIM/{space}">'
        f"{body}</MessageBody>\n"
    )
    return whole.encode()


def side(dialect: str, uuid: str, name: str, hostility: str) -> str:
    """Return a side."""
    said = f"<SideHostilityCode>{hostility}</SideHostilityCode>" if dialect == "0.0.9" else ""
    return (
        f"<AbstractObject><ForceSide><Name>{name}</Name><UUID>{uuid}</UUID>{said}"
        "</ForceSide></AbstractObject>"
    )


def unit(
    dialect: str,
    uuid: str,
    name: str,
    superior: str,
    sidc: str,
    position: tuple[float, float] | None,
    relations: list[tuple[str, str]] | None = None,
) -> str:
    """Return a unit of Blueland."""
    above = f"<Superior>{superior}</Superior>" if superior else ""
    described = f"<EntityDescriptor><Side>{BLUE}</Side>{above}</EntityDescriptor>"
    state = ""
    if position is not None:
        point = "<Latitude>{}</Latitude><Longitude>{}</Longitude>".format(*position)
        point = f"<GeodeticCoordinate>{point}</GeodeticCoordinate>"
        if dialect == "0.0.9":
            point = f"<Coordinate>{point}</Coordinate>"
        state = (
            f"<CurrentState><PhysicalState><Location>{point}</Location></PhysicalState>"
            "</CurrentState>"
        )
    old = dialect in ("0.0.9", "1.0.0", "1.0.1")
    symbol = (
        f"<EntityType><APP6-SIDC><SIDCString>{sidc}</SIDCString></APP6-SIDC></EntityType>"
        if old
        else f"<APP6CSymbol><APP6C-SIDC>{sidc}</APP6C-SIDC></APP6CSymbol>"
    )
    named, keyed = f"<Name>{name}</Name>", f"<UUID>{uuid}</UUID>"
    inner = described + state + symbol + named + keyed
    if dialect == "0.0.9":
        inner = state + described + symbol + keyed + named
    if dialect not in ("0.0.9", "1.0.0"):
        inner += "".join(
            f"<CommandRelation><ActorReference>{to}</ActorReference>"
            f"<CommandRelationCode>{code}</CommandRelationCode></CommandRelation>"
            for to, code in relations or []
        )
        inner = f"<Unit>{inner}<EchelonCode>NOS</EchelonCode></Unit>"
    return (
        "<Entity><ActorEntity><CollectiveEntity><MilitaryOrganization>"
        f"{inner}</MilitaryOrganization></CollectiveEntity></ActorEntity></Entity>"
    )
