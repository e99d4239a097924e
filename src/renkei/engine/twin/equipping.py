"""Requests of the twin for platforms with items: what they take along, want and lack.

What for: the block EQUIP; see :mod:`renkei.engine.kernel.docks` and
:mod:`renkei.engine.kernel.stocks`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from renkei.engine.kernel.state import Kind
from renkei.engine.twin.parts import Join, Row, Token
from renkei.engine.twin.requests import (
    available,
    candidates_of,
    chosen,
    in_turn,
    platforms_wanted,
    reserved,
    send_child,
)
from renkei.engine.twin.state import Run
from renkei.engine.twin.stocks import issue, see_to_fall, serve_claims
from renkei.program.machine.blocks import Op, WhenShort


def equip(run: Run, token: Token) -> int:
    """Grant platforms with their items: 0 not now, 1 granted, 2 an arm fails."""
    block, count = run.blocks[token.pc], platforms_wanted(run, token)
    candidates, arms = candidates_of(run, token), _arms_of(run, token)
    here = [available(run, token, i) for i, _ in candidates]
    turn = in_turn(run, token)
    takes, wanted = _filled_from(run, token, here, turn)
    if wanted > 0 and not (block["b"] == WhenShort.LESS and wanted < count):
        _, hopeless = _filled_from(run, token, here, turn, waited=False)
        less = block["b"] == WhenShort.LESS and hopeless < count
        return 2 if hopeless > 0 and sum(here) >= count and not less else 0
    most = chosen(run, token) if count > 0 else None
    if most is not None:
        here = [min(n, m) for n, m in zip(here, most, strict=True)]
        takes, wanted = _filled_from(run, token, here, turn)
        if wanted > 0 and not (block["b"] == WhenShort.LESS and wanted < count):
            token.left_waiting = run.now
            return 0
    run.record(token, block["tag"], run.now - token.since, 0.0, 0.0)
    token.pc += 2 if block["dist"] >= 0 else 1
    if not any(takes):
        run.schedule(run.now, Kind.TOKEN, token)
        return 1
    join = Join(token, 0)
    ahead = {k: _wanted_before(run, k, token) for k in range(len(run.stocks))}
    waited, lacked = list(token.wants), dict(token.lacks)
    for k, counts in lacked.items():
        if counts:  # it is demand already, of what was then thought to be taken
            run.stocks[k].claims -= 1
            run.stocks[k].demanded -= token.wants[k]
    for k in waited:
        _set_want(run, token, k, 0.0)
    for (i, target), needs, take in zip(candidates, arms, takes, strict=True):
        if take > 0:
            send_child(run, token, i, target, take, join)
            for k, slot, _ in needs:
                _draw_arm(run, k, take * run.whole(slot), ahead[k], lacked.get(k))
    for k in _arm_stocks(run, block, token):
        if k in waited or k in lacked:
            serve_claims(run, k)
    return 1


def _filled_from(
    run: Run, token: Token, platforms: list[int], turn: Sequence[int], waited: bool = True
) -> tuple[list[int], int]:
    """Fill a request from at most ``platforms`` of each candidate; return how many of each go.

    They are drawn on in the order of ``turn``. The second value is how many are missing. With
    ``waited`` false, items for which the request may wait count as on hand.
    """
    left = _left_for(run, token)
    takes = [0] * len(platforms)
    wanted, all_arms = platforms_wanted(run, token), _arms_of(run, token)
    for i in turn:
        needs = [arm for arm in all_arms[i] if waited or arm[2] == WhenShort.FAIL]
        most = _armed(run, needs, left, min(wanted, platforms[i]))
        for k, slot, short in needs:
            if short != WhenShort.LESS:
                left[k] -= most * run.whole(slot)
        takes[i] = most
        wanted -= most
    return takes, wanted


def equippable(run: Run, token: Token, count: int) -> list[int]:
    """Return what a request that waits holds of each pool: nothing while items lack."""
    sizes = [
        max(run.pools[i].size - reserved(run, i, token.precedence), 0)
        for i, _ in candidates_of(run, token)
    ]
    _, wanted = _filled_from(run, token, sizes, range(len(sizes)))
    less = run.blocks[token.pc]["b"] == WhenShort.LESS
    if wanted > 0 and not (less and wanted < count):
        return [0] * len(sizes)
    left = _left_for(run, token)
    return [_armed(run, needs, left, count) for needs in _arms_of(run, token)]


def _arms_of(run: Run, token: Token) -> list[list[tuple[int, int, int]]]:
    """Return the arms of each candidate: stock, slot of the amount, what to do when short."""
    p, block = run.program, run.blocks[token.pc]
    at = block["a"] * len(p.places) + token.incident.place
    first, end = int(p.request_first[at]), int(p.request_first[at + 1])
    return [
        [tuple(arm) for arm in p.arm[p.arm_first[k] : p.arm_first[k + 1]].tolist()]
        for k in range(first, end)
    ]


def _armed(run: Run, needs: list[tuple[int, int, int]], left: dict[int, float], most: int) -> int:
    """Return for how many platforms, at most, ``left`` has the items that they wait for."""
    for k, slot, short in needs:
        per = run.whole(slot)
        if short != WhenShort.LESS and per > 0:
            most = min(most, math.floor(left[k] / per))
    return most


def _left_for(run: Run, token: Token) -> dict[int, float]:
    """Return what each stock has for a request, after those before it in the line."""
    return {
        k: max(stock.on_hand - _wanted_before(run, k, token), 0.0)
        for k, stock in enumerate(run.stocks)
    }


def _draw_arm(run: Run, k: int, amount: float, ahead: float, lacked: bool | None) -> None:
    """Draw items for platforms; ``lacked``: None where their request never lacked any."""
    stock = run.stocks[k]
    stock.integrate(k, run.now, run.window)
    got = min(amount, max(stock.on_hand - ahead, 0.0))
    issue(run, stock, got)
    if run.within() if lacked is None else lacked:
        stock.claims += 1
        stock.demanded += amount
        stock.lost += amount - got
        stock.filled_at_once += got if lacked is None else 0.0
    see_to_fall(run, stock)


def want_items(run: Run, token: Token, tried: bool) -> None:
    """Let a request in the line want the items of the platforms that it would have.

    After it has been tried in vain, the items that lack are demand too.
    """
    p, block = run.program, run.blocks[token.pc]
    if block["op"] != Op.EQUIP:
        return
    left = platforms_wanted(run, token)
    wants = dict.fromkeys(_arm_stocks(run, block, token), 0.0)
    first = int(p.request_first[block["a"] * len(p.places) + token.incident.place])
    pools = [
        (run.pools[i], reserved(run, i, token.precedence)) for i, _ in candidates_of(run, token)
    ]
    here = [max(pool.free - kept, 0) for pool, kept in pools]
    out = [max(pool.size - kept, 0) - n for (pool, kept), n in zip(pools, here, strict=True)]
    for there in (here, out):
        for k, most in enumerate(there):
            n = min(left, max(most, 0))
            left -= n
            for arm in p.arm[p.arm_first[first + k] : p.arm_first[first + k + 1]]:
                if arm["short"] == WhenShort.WAIT:
                    wants[int(arm["stock"])] += n * run.whole(int(arm["amount"]))
    for k, amount in wants.items():
        _want_item(run, token, k, amount, tried)


def _want_item(run: Run, token: Token, k: int, amount: float, tried: bool) -> None:
    """Let a request want an amount of stock k, in place of what it wanted before."""
    stock = run.stocks[k]
    stock.integrate(k, run.now, run.window)
    before, lacked, begins = token.wants.get(k, 0.0), k in token.lacks, False
    if token.lacks.get(k):
        stock.demanded += amount - before
        stock.claims -= amount <= 0
    _set_want(run, token, k, amount)
    if amount <= 0:
        token.lacks.pop(k, None)
    elif (
        k not in token.lacks
        and tried
        and (max(stock.on_hand - _wanted_before(run, k, token), 0.0) < amount)
    ):
        begins = True
        token.lacks[k] = run.within()
        if token.lacks[k]:
            stock.claims += 1
            stock.demanded += amount
    if amount < before:
        serve_claims(run, k)
    elif begins or (amount > before and lacked):
        see_to_fall(run, stock)


def _set_want(run: Run, token: Token, k: int, amount: float) -> None:
    """Note what a request wants of stock k, without counting demand."""
    stock = run.stocks[k]
    stock.integrate(k, run.now, run.window)
    token.wants.pop(k, None)
    if token in stock.requests:
        stock.requests.remove(token)
    if amount > 0:
        token.wants[k] = amount
        stock.requests.append(token)
    else:
        token.lacks.pop(k, None)


def _wanted_before(run: Run, k: int, token: Token) -> float:
    """Return what requests want of stock k that come before this one."""
    wanted = 0.0
    for requests in run.waiting[: token.precedence + 1]:
        for request in requests:
            if request is token:
                return wanted
            wanted += request.wants.get(k, 0.0)
    return wanted


def _arm_stocks(run: Run, block: Row, token: Token) -> list[int]:
    """Return the stocks of all arms of a request, in order, each once."""
    p = run.program
    at = block["a"] * len(p.places) + token.incident.place
    first, end = p.arm_first[p.request_first[at]], p.arm_first[p.request_first[at + 1]]
    return list(dict.fromkeys(p.arm["stock"][first:end].tolist()))


def drop_items(run: Run, token: Token) -> None:
    """Let a request that goes without want nothing; what it lacked is lost."""
    for k in _arm_stocks(run, run.blocks[token.pc], token):
        if k not in token.wants:
            continue
        counts, amount = token.lacks.get(k), token.wants[k]
        _set_want(run, token, k, 0.0)
        run.stocks[k].lost += amount if counts else 0.0
        serve_claims(run, k)


def refuse_items(run: Run, token: Token) -> None:
    """Count as lost demand the items whose lack lets a request fail."""
    left = platforms_wanted(run, token)
    needs: Counter[int] = Counter()
    candidates, all_arms = candidates_of(run, token), _arms_of(run, token)
    for i in in_turn(run, token):
        n = min(left, available(run, token, candidates[i][0]))
        left -= n
        for k, slot, short in all_arms[i]:
            if short == WhenShort.FAIL:
                needs[k] += n * int(run.whole(slot))
    for k, amount in needs.items():
        stock = run.stocks[k]
        there = max(stock.on_hand - _wanted_before(run, k, token), 0.0)
        if there < amount and run.within():
            stock.claims += 1
            stock.demanded += amount
            stock.lost += amount
