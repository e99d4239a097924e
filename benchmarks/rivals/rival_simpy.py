"""The models in SimPy."""

from __future__ import annotations

import random
import time
from types import SimpleNamespace

import protocol
import simpy


def queue(utilisation: float, servers: int, customers: int, seed: int) -> dict[str, float]:
    draw = random.Random(seed).expovariate
    rate = utilisation * servers
    total = 0.0

    def customer(env, desk):
        nonlocal total
        arrived = env.now
        with desk.request() as turn:
            yield turn
            yield env.timeout(draw(1.0))
        total += env.now - arrived

    def arrivals(env, desk):
        for _ in range(customers):
            yield env.timeout(draw(rate))
            env.process(customer(env, desk))

    began = time.process_time()
    env = simpy.Environment()
    env.process(arrivals(env, simpy.Resource(env, servers)))
    env.run()
    return {"cpu_s": time.process_time() - began, "n": customers, "mean": total / customers}


class Response:
    """One replication of the command network."""

    def __init__(self, net: SimpleNamespace, rng: random.Random) -> None:
        self.net, self.rng, self.env = net, rng, simpy.Environment()
        self.teams = [simpy.PriorityResource(self.env, n) for n in net.teams]
        self.pairs = [simpy.PriorityResource(self.env, n) for n in net.pairs]
        self.responses, self.hours, self.teams_h, self.pairs_h = 0, 0.0, 0.0, 0.0
        self.notice = protocol.log_parameters(*net.notice)
        self.stay = protocol.log_parameters(*net.stay)
        for kind in net.kinds:
            self.env.process(self.arrivals(kind))
        self.env.run(net.horizon_h)

    def arrivals(self, kind):
        while True:
            yield self.env.timeout(self.rng.expovariate(kind.rate))
            self.env.process(self.incident(kind))

    def incident(self, kind):
        arrived = self.env.now
        for stage in kind.stages:
            if len(stage) == 1:
                yield from self.branch(kind, stage[0])
            else:
                parts = [self.env.process(self.branch(kind, tasks)) for tasks in stage]
                yield simpy.AllOf(self.env, parts)
        if arrived >= self.net.warm_up_h:
            self.responses += 1
            self.hours += self.env.now - arrived

    def branch(self, kind, tasks):
        env, net, draw = self.env, self.net, self.rng.lognormvariate
        for task in tasks:
            with self.teams[task.station].request(kind.precedence) as turn:
                yield turn
                work = draw(task.mu, task.sigma)
                self.teams_h += protocol.overlap(net, env.now, env.now + work)
                yield env.timeout(work)
        if not tasks:
            with self.pairs[kind.pool].request(kind.precedence) as turn:
                yield turn
                notice, stay = draw(*self.notice), draw(*self.stay)
                end = env.now + notice + stay + 2 * net.transit_h
                self.pairs_h += protocol.overlap(net, env.now, end)
                for hours in (notice, net.transit_h, stay, net.transit_h):
                    yield env.timeout(hours)


def network(net: SimpleNamespace, replications: int, seed: int) -> dict[str, object]:
    for kind in net.kinds:
        for task in (task for stage in kind.stages for tasks in stage for task in tasks):
            task.mu, task.sigma = protocol.log_parameters(task.mean, task.cv)
    rng = random.Random(seed)
    began = time.process_time()
    rows = []
    for _ in range(replications):
        one = Response(net, rng)
        rows.append(protocol.row(net, one.responses, one.hours, one.teams_h, one.pairs_h))
    return {"rows": rows, "cpu_s": time.process_time() - began}


if __name__ == "__main__":
    protocol.main(queue, network)
