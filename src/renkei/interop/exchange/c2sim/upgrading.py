"""Initializations of all dialects in the form of 1.0.2, which is that of 2.0.0-cwix2026 too.

Takes the body of a message and changes it where it stands; what has no place in the newer form
stays as it is, and the writer leaves it out with a word.
"""

from __future__ import annotations

from renkei.interop.exchange.c2sim.codes import NO_ECHELON, SYMBOL
from renkei.interop.exchange.c2sim.dialects import INITIALIZATIONS
from renkei.interop.exchange.xml_reading import XmlElement

DIS = ("DISCategory", "DISCountry", "DISDomain", "DISExtra", "DISKind", "DISSpecific",
       "DISSubCategory")  # fmt: skip


def made(name: str, *children: XmlElement, text: str = "", line: int = 0) -> XmlElement:
    """Return an element with what is in it."""
    one = XmlElement(name, "", line, {})
    one.text = text
    for child in children:
        put(one, child)
    return one


def put(above: XmlElement, child: XmlElement) -> XmlElement:
    """Put an element at the end of another, and return it."""
    child.above = above
    above.children.append(child)
    return child


def upgrade(body: XmlElement) -> None:
    """Bring the body of an initialization into the form of 1.0.2."""
    if body.name in INITIALIZATIONS:
        body.name = INITIALIZATIONS[0]
    for one in [*body.walk()][::-1]:
        if any(_is_type(child) for child in one.children):
            _types(one)
        if one.name == "Coordinate" and one.above is not None and one.above.name == "Location":
            _unwrap(one)
        elif one.name == "MilitaryOrganization" and _is_unit(one):
            _wrap(one)
        elif one.name == "Resource" and one.first("Quantity") is not None:
            _resource(one)
        if one.name == "APP6CSymbol":
            _letters(one)


def _is_type(one: XmlElement) -> bool:
    return one.name == "EntityType" and any(
        child.name in ("APP6-SIDC", "DISEntityType", "NamedEntityType") for child in one.children
    )


def _unwrap(one: XmlElement) -> None:
    above = one.above
    assert above is not None
    at = above.children.index(one)
    above.children[at : at + 1] = one.children
    for child in one.children:
        child.above = above


def _is_unit(one: XmlElement) -> bool:
    return any(child.name in ("UUID", "EntityDescriptor", "Name") for child in one.children)


def _wrap(one: XmlElement) -> None:
    """Put what stands directly in an organisation into a unit of it, as 1.0.1 began to."""
    unit = XmlElement("Unit", one.space, one.line, {})
    for child in one.children:
        put(unit, child)
    if unit.first("EchelonCode") is None:
        put(unit, made("EchelonCode", text=NO_ECHELON, line=one.line))
    one.children = []
    put(one, unit)


def _resource(one: XmlElement) -> None:
    for child in one.children:
        if child.name == "Quantity":
            child.name = "OperationalQuantity"


def _types(one: XmlElement) -> None:
    """Take the types of an entity out of their common element."""
    kept: list[XmlElement] = []
    for child in one.children:
        if not _is_type(child):
            kept.append(child)
            continue
        for inner in child.children:
            if inner.name == "APP6-SIDC":
                code = inner.said("SIDCString")
                symbol = made("APP6C-SIDC", text=code, line=inner.line)
                kept.append(made("APP6CSymbol", symbol, line=inner.line))
                _letters(kept[-1])
            elif inner.name == "DISEntityType":
                inner.name = "SISOEntityType"
                _dis(inner)
                kept.append(inner)
            elif inner.name == "NamedEntityType":
                name = made("EntityTypeName", text=inner.said("EntityTypeString"))
                space = made("EntityTypeNamespace", text="C2SIM")
                kept.append(made("NamedEntityType", name, space, line=inner.line))
    one.children = kept
    for child in kept:
        child.above = one
    if one.name == "Resource" and one.first("SISOEntityType") is None:
        put(one, made("SISOEntityType", *(made(name, text="0") for name in DIS), line=one.line))


def _letters(one: XmlElement) -> None:
    """Give a code its fifteen letters; a star, for any letter, is a hyphen where it must be."""
    for code in one.all("APP6C-SIDC"):
        said = code.text.strip().upper()
        plain = said.replace("*", "-").ljust(15, "-")
        code.text = said if SYMBOL.fullmatch(said) or not SYMBOL.fullmatch(plain) else plain


def _dis(one: XmlElement) -> None:
    """Give a type of 2019 its seven numbers, which stand in its text too."""
    numbers = one.said("EntityTypeString").replace(".", " ").split()
    order = ("DISKind", "DISDomain", "DISCountry", "DISCategory", "DISSubCategory", "DISSpecific",
             "DISExtra")  # fmt: skip
    told = dict(zip(order, numbers, strict=False)) if len(numbers) == len(order) else {}
    for name in DIS:
        if one.first(name) is None:
            put(one, made(name, text=told.get(name, "0"), line=one.line))
