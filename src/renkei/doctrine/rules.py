"""The rules of doctrine by which a workflow is derived; each step of a workflow names one."""

from __future__ import annotations

RULES: dict[str, str] = {
    "detection": "The event becomes known to the headquarters that the incident names.",
    "report-path": "The report takes the quickest path of command relationships and channels to "
    "the decider; every headquarters passed handles it.",
    "translation": "A message on a channel across a language border needs an interpreter.",
    "channel-hours": "A channel with hours carries messages only then.",
    "adjudication": "Two or more authorities for the same nation and category overlap: their "
    "lowest common superior says who decides.",
    "staff-work": "The decider's staff assesses and plans what the response calls for.",
    "escalation": "Some cases of a delegated authority go up all the same.",
    "board": "A decision of this kind waits for the next board, unless its precedence bypasses it.",
    "decision": "The holder of the authority, or whom it is delegated to, decides.",
    "approval": "The authority needs this approval, in the order given.",
    "request": "The partner starts only when the lead, having decided, asks.",
    "coordination": "The deciders of two nations coordinate in rounds until they agree.",
    "activation": "The lead's decision activates an improvised headquarters, which builds up.",
    "order-path": "Orders flow down COCOM, OPCON and TACON; every headquarters turns them into "
    "its own.",
    "request-for-forces": "A unit that the decider does not hold is asked of the lowest superior "
    "that holds it.",
    "standing-order": "A standing order: the unit's own superior sends it on the report.",
    "allocation": "Platforms come from the units that can be there first by planning values.",
    "movement": "Notice to move, then transit at the unit's speed: geodesic by air, routed by sea, "
    "by road on land.",
    "on-station": "The force stays as long as the response asks.",
    "recovery": "The unit returns, turns around, and is free again.",
    "information-request": "A superior asks for information while the incident runs.",
}
"""Rule identifier to its text."""
