"""Codes of C2SIM, as its schemas list them, and the relationships that they stand for.

The codes of relationships are those of JC3IEDM. What a code means more or less than the type of a
scenario is an entry in the loss report.
"""

from __future__ import annotations

import re

from renkei._base.language import Phrase

UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
NIL = "00000000-0000-0000-0000-000000000000"

SYMBOL = re.compile(r"[SGIWMO][PUAFNSHJKO-][PAGMOSTUFVXLIZ-][AP-][A-Z-]{6}[A-Z*-]{2}--[AECGNSX*-]")
"""The letters that the schemas allow."""

ECHELONS = frozenset({
    *("AG", "ARMY", "BATGRP", "BDE", "BDEGRP", "BN", "BNG", "CORPS", "COY", "COYG", "DIV"),
    *("FLEET", "FLIGHT", "NKN", "NOS", "NTF", "NTG", "NTU", "PLT", "REGION", "RGT", "SECT"),
    *("SQDRNA", "SQDRNM", "SQUAD", "TEAM", "TSKELN", "WING"),
})  # fmt: skip
NO_ECHELON = "NOS"
"""Not otherwise specified."""

EXACT = {
    "OPCON": "OPCON",
    "TACCNT": "TACON",
    "ADMCON": "ADCON",
    "COAUTH": "COORDINATION",
}
"""Types of relationship by the codes that mean the same."""

CLOSE = {
    "COMD": "COCOM",
    **dict.fromkeys(("OPCOMD", "ORGANC", "ATTACH", "ASGND"), "OPCON"),
    "TACCOM": "TACON",
    "LOGCON": "ADCON",
    **dict.fromkeys(("DIRSUP", "GENSUP", "GENSRI", "MUTSUP", "REINFC", "CLSSUP"), "SUPPORT"),
    **dict.fromkeys(("SPTAMM", "SPTENG", "SPTMED", "SPTMVT", "SPTPAR", "SPTPOL"), "SUPPORT"),
    **dict.fromkeys(("SPTPST", "SPTRAT", "SPTRRE", "SPTSPL", "SPTTRN", "ATPRCL"), "SUPPORT"),
}
"""Types of relationship by the codes that come near to them."""

OTHERS = frozenset({
    *("ALTFOR", "CASP1", "CASP2", "CASP3", "CASP4", "DETACH", "FORCE", "HSCPTD", "HSNSPT"),
    *("ISCPER", "ONCALL", "RESERV", "ROLE", "SAME"),
})  # fmt: skip
"""Codes for which a scenario has no type."""

WRITTEN = {"COCOM": "COMD", "OPCON": "OPCON", "TACON": "TACCNT", "ADCON": "ADMCON",
           "SUPPORT": "GENSUP", "COORDINATION": "COAUTH"}  # fmt: skip
"""Codes by the types of a scenario."""

LESS_EXACT = {
    "COCOM": Phrase("JC3IEDM has no combatant command; command is the nearest code"),
    "SUPPORT": Phrase("the scenario does not say which support; general support is written"),
}
"""Why the code of a type is only the nearest one."""


def is_relation(code: str) -> bool:
    """Return whether the schemas know the code of a relationship."""
    return code in EXACT or code in CLOSE or code in OTHERS


PLATFORM, SUPPLIES, PEOPLE = "1", ("2", "6", "8"), "3"
"""Kinds of a DIS entity (SISO-REF-010): platform; munition, supply, expendable; life form."""
