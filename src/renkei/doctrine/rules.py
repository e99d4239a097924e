"""The rules of doctrine by which a workflow is derived; each step of a workflow names one.

One record for each rule: what it says, and which attributes of the scenario drive it. The pages of
rules, ``renkei explain`` and the tests read the same table.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """A rule of doctrine.

    Parameters
    ----------
    text
        What it says, in a sentence or two.
    detail
        What follows from it: ties, exceptions, what is left out.
    attributes
        The attributes of the language that drive it.
    """

    text: str
    detail: str
    attributes: tuple[str, ...]


TABLE: dict[str, Rule] = {
    "detection": Rule(
        "The event becomes known to the headquarters that the incident names.",
        "A place may name another headquarters. Superiors begin to ask questions from here on.",
        ("incidents.<id>.detected_by", "incidents.<id>.detection",
         "incidents.<id>.places.<id>.detected_by"),
    ),
    "report-path": Rule(
        "The report takes the quickest path of command relationships and channels to "
        "the decider; every headquarters passed handles it.",
        "Relationships are COCOM, OPCON and TACON, in both directions. The path is the quickest "
        "on average over all moments of the year, by planning values: delay, translation and "
        "handling, each times the tempo, with the waits for the hours of channels and cells. "
        "The path passes an improvised headquarters only if no other way exists. Nations that "
        "are informed only get the report in the same manner, and no step waits for it.",
        ("relationships.<id>.type", "channels.<id>.delay", "channels.<id>.one_way",
         "headquarters.<id>.handling", "doctrine.handling", "doctrine.command_net",
         "headquarters.<id>.tempo", "responses.<id>.nations.<id>.role"),
    ),
    "translation": Rule(
        "A message on a channel across a language border needs an interpreter.",
        "The interpreters may belong to another headquarters than the sender, and work at its "
        "tempo.",
        ("channels.<id>.translation.interpreters", "channels.<id>.translation.work"),
    ),
    "channel-hours": Rule(
        "A channel with hours carries messages only in these hours.",
        "A message begun before it closes goes on when it opens again.",
        ("channels.<id>.hours", "hours.<id>.days", "hours.<id>.open", "hours.<id>.close"),
    ),
    "working-hours": Rule(
        "A cell without teams on duty outside its hours begins no work there.",
        "Work in hand rests until it opens again, unless the number of `off_hours_teams` is given: "
        "then work in hand is finished.",
        ("headquarters.<id>.cells.<id>.hours", "headquarters.<id>.cells.<id>.off_hours_teams",
         "hours.<id>.days", "hours.<id>.open", "hours.<id>.close"),
    ),
    "adjudication": Rule(
        "Two or more authorities for the same nation and category overlap: their "
        "lowest common superior names the decider.",
        "The decider that the report reaches first asks, and then decides. ADCON counts here, "
        "as two ministries may share only the prime minister. Two authorities that lead to the "
        "same headquarters do not overlap. Where an authority names the place of the incident, "
        "those without places do not count.",
        ("authorities.<id>.nation", "authorities.<id>.categories", "authorities.<id>.holder",
         "authorities.<id>.places",
         "authorities.<id>.delegated_to", "doctrine.adjudication"),
    ),
    "staff-work": Rule(
        "The decider's staff assesses the incident and plans the response.",
        "Assessing is work of the cell `operations`, planning of `plans`; without such a cell, "
        "of `operations`, else of the first. A nation may have work of its own.",
        ("responses.<id>.assess", "responses.<id>.plan", "responses.<id>.nations.<id>.assess",
         "responses.<id>.nations.<id>.plan", "headquarters.<id>.cells"),
    ),
    "escalation": Rule(
        "Some cases of a delegated authority go up all the same.",
        "The higher headquarters decides in the decider's place, whose own board and decision "
        "fall away. The answer comes back to the decider, and approvals and orders follow. "
        "Nobody escalates to himself.",
        ("authorities.<id>.escalation.to", "authorities.<id>.escalation.probability",
         "authorities.<id>.escalation.work", "authorities.<id>.escalation.decision"),
    ),
    "named-milestone": Rule(
        "A task that the scenario names is done beside all else, and its milestone is reached.",
        "It begins at the milestone that it follows: work, time that passes, word to a "
        "headquarters, reached when that arrives; its staff then takes note. No step and no force "
        "waits for it; the incident is complete only when it is done. A milestone of "
        "an approval is reached when that is given.",
        ("responses.<id>.milestones.<id>.after", "responses.<id>.milestones.<id>.by",
         "responses.<id>.milestones.<id>.work", "responses.<id>.milestones.<id>.lapse",
         "responses.<id>.milestones.<id>.to", "responses.<id>.milestones.<id>.approval"),
    ),
    "board": Rule(
        "A decision of this kind waits for the next board, unless its precedence bypasses it.",
        "Papers wait for the first meeting whose cut-off they make. A board holds decisions "
        "(also of cases sent up), approvals or coordination; two boards for the same decision "
        "are an error.",
        ("boards.<id>.headquarters", "boards.<id>.stage", "boards.<id>.categories",
         "boards.<id>.days", "boards.<id>.times", "boards.<id>.cut_off", "boards.<id>.bypass"),
    ),
    "decision": Rule(
        "The holder of the authority, or its delegate, decides.",
        "Its people work on the decision in the cell `command`, else `operations`, else the "
        "first (`work`); then time passes that occupies nobody and keeps no hours (`decision`). "
        "Each nation that leads or is a partner decides by an authority of its own, in its own "
        "category.",
        ("authorities.<id>.work", "authorities.<id>.decision", "authorities.<id>.holder",
         "authorities.<id>.delegated_to", "responses.<id>.category",
         "responses.<id>.nations.<id>.category"),
    ),
    "approval": Rule(
        "The authority needs this approval, in the order given.",
        "The request goes to the approver, whose staff works on it (`work`); time passes that "
        "occupies nobody (`decision`); the answer comes back before the next is asked. An "
        "approver that decides anyhow is not asked.",
        ("authorities.<id>.approvals[].by", "authorities.<id>.approvals[].work",
         "authorities.<id>.approvals[].decision"),
    ),
    "request": Rule(
        "The partner starts only when the lead, having decided, asks.",
        "A partner that starts on the report decides side by side with the lead.",
        ("responses.<id>.nations.<id>.starts", "responses.<id>.nations.<id>.request"),
    ),
    "coordination": Rule(
        "The deciders of two nations coordinate in rounds until they agree.",
        "The lead with each partner, side by side: message, work there, message back, work here. "
        "Two nations whose decider is the same headquarters need no rounds.",
        ("responses.<id>.coordination.work", "responses.<id>.coordination.agreement"),
    ),
    "activation": Rule(
        "The lead's decision activates an improvised headquarters, which builds up.",
        "The headquarters has no teams before the activation, nor after the last incident that "
        "needs it. A response that gives it work before, or without activating it, is refused.",
        ("responses.<id>.activates", "headquarters.<id>.build_up"),
    ),
    "order-path": Rule(
        "Orders flow down COCOM, OPCON and TACON; every headquarters turns them into its own.",
        "They take the quickest chain by planning values. For a mission, a relationship with "
        "`missions` takes the place of a general one by OPCON or TACON.",
        ("relationships.<id>.superior", "relationships.<id>.subordinate",
         "relationships.<id>.missions", "headquarters.<id>.ordering", "doctrine.ordering"),
    ),
    "request-for-forces": Rule(
        "The decider asks for a unit that it does not hold, at the lowest superior that holds "
        "the unit.",
        "That is the lowest headquarters above both, by COCOM, OPCON and TACON; it orders the "
        "unit.",
        ("headquarters.<id>.request_for_forces", "doctrine.request_for_forces"),
    ),
    "clearance": Rule(
        "A force that needs leave of others to go (overflight, landing, a charter) waits for it.",
        "From its order on, while it makes ready: it leaves when both are done. The time is drawn "
        "for each unit that goes, occupies nobody, and keeps no hours. A relief needs it too.",
        ("responses.<id>.forces.<id>.clearance",),
    ),
    "standing-order": Rule(
        "A standing order: the unit's own superior sends it on the report.",
        "No decision comes first; the report goes from the detecting headquarters straight to "
        "that superior.",
        ("responses.<id>.forces.<id>.trigger",),
    ),
    "allocation": Rule(
        "Platforms come from the units that can be there first by planning values.",
        "With `selection: most_ready` they come first from those with the largest share of their "
        "platforms free. A unit keeps its `reserve` from requests less urgent than `reserve_for`. "
        "They are allocated all at once. When too few are free, the force waits, goes with "
        "less, or the response fails, and then nothing more is sent. Requests that wait are "
        "served by precedence, then by time; the free platforms that a request waits for are "
        "held from those behind it, unless `overtaking` is allowed. A request that has waited "
        "for `gives_up_after`, and cannot be filled at that moment, is withdrawn.",
        ("responses.<id>.forces.<id>.count", "responses.<id>.forces.<id>.when_short",
         "responses.<id>.forces.<id>.overtaking", "doctrine.overtaking",
         "responses.<id>.forces.<id>.selection", "doctrine.selection", "units.<id>.reserve",
         "doctrine.reserve_for",
         "responses.<id>.forces.<id>.gives_up_after", "responses.<id>.forces.<id>.when_given_up",
         "responses.<id>.forces.<id>.capability", "units.<id>.platforms",
         "units.<id>.availability", "units.<id>.capabilities"),
    ),
    "movement": Rule(
        "Notice to move, then transit at the unit's speed: geodesic by air, routed by sea, "
        "by road on land.",
        "The times ignore weather and traffic; the way back takes as long.",
        ("units.<id>.notice", "units.<id>.speed", "units.<id>.medium", "units.<id>.base"),
    ),
    "on-station": Rule(
        "The force stays as long as the response asks.",
        "Platforms at the end of their endurance leave and as many are ordered anew. The incident "
        "is complete when, after the last force has come, the longest of these times has passed.",
        ("responses.<id>.forces.<id>.duration", "units.<id>.endurance"),
    ),
    "recovery": Rule(
        "The unit returns, turns around, and is free again.",
        "",
        ("units.<id>.turnaround",),
    ),
    "information-request": Rule(
        "A superior asks for information while the incident runs.",
        "The first question comes one interval after detection, further ones until the incident "
        "is complete. Questions load staffs and channels, and no step waits for the answer.",
        ("information_requests.<id>.every", "information_requests.<id>.work",
         "information_requests.<id>.asker", "information_requests.<id>.answerer",
         "information_requests.<id>.categories"),
    ),
    "succession": Rule(
        "While a headquarters is lost its successor acts in its place.",
        "From the takeover on: with its authorities, its command, its channels, boards and "
        "questions. Work half done is begun again by the successor. A response that begins "
        "before the takeover waits for it; one that begins under the successor stays with it. "
        "Messages on a lost channel wait, or go another way once that is known; to and "
        "from places that are cut off they wait, or go by the substitute.",
        ("disruptions.<id>.headquarters", "disruptions.<id>.cell", "disruptions.<id>.channels",
         "disruptions.<id>.from", "disruptions.<id>.for", "disruptions.<id>.successor",
         "disruptions.<id>.after", "disruptions.<id>.cut_off", "disruptions.<id>.substitute"),
    ),
    "transfer": Rule(
        "If the owner decides each transfer of supplies to another nation, the order is "
        "reported to the owner's decider, decided and approved like any other decision; then "
        "word goes to the holder of the stock.",
        "A sharing without a category is a standing agreement, and nobody decides. A line has "
        "no staff: the holder of its components asks for them.",
        ("stocks.<id>.shared_with.<id>.category", "lines.<id>.shared_with",
         "depots.<id>.headquarters", "depots.<id>.nation"),
    ),
    "release": Rule(
        "The headquarters of the supplying depot releases each order.",
        "Its logistics cell does the work, else operations. The order goes there by the "
        "quickest path of messages, unless a decision came first. A line and the world outside "
        "have no staff: the headquarters of the asking depot does the work.",
        ("stocks.<id>.replenishment.release", "depots.<id>.headquarters"),
    ),
    "issue": Rule(
        "The supplier issues the order, once it has the items.",
        "A scarce item goes first to the side that its allocation names, then first come, first "
        "served. Another nation never gets the reserve of the owner. Items on hand are set "
        "aside for the order, which goes when it is whole.",
        ("stocks.<id>.replenishment.supplier", "stocks.<id>.allocation", "lines.<id>.allocation",
         "stocks.<id>.shared_with.<id>.reserve"),
    ),
    "transport": Rule(
        "The shipment goes to the depot that ordered it, carried by units if `lift` names them.",
        "The units that can be at the supplier first are asked first. They go from their base to "
        "the supplier, with the shipment to the depot, and home again; then they turn around.",
        ("stocks.<id>.replenishment.transport", "stocks.<id>.replenishment.lift"),
    ),
    "repair": Rule(
        "A worn part is mended, and returns to the stock.",
        "If it is not mended here, the supplier mends it and sends another part.",
        ("stocks.<id>.repair.share", "stocks.<id>.repair.time"),
    ),
}  # fmt: skip
"""All rules, in the order in which a workflow meets them."""

RULES: dict[str, str] = {name: rule.text for name, rule in TABLE.items()}
"""Rule identifier to its text."""
