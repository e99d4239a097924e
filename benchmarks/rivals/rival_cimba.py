"""The models in cimba's Python interface: compiled model classes on its C engine."""

from __future__ import annotations

import time
from types import SimpleNamespace

import cimba as cb
import protocol
from cimba import random


class Queue(cb.Model):
    """M/M/c: a store of arrival times, and one process per server."""

    gap: cb.Param[float]
    customers: cb.Param[int]
    store: cb.Store[float]
    total: cb.Output[float]
    done: cb.Output[int]

    @cb.on_start
    def begin(self):
        self.total = 0.0
        self.done = 0

    @cb.process
    def arrivals(self):
        for _ in range(self.customers):
            cb.hold(random.exponential(self.gap))
            self.store.put(cb.now())


class Queue1(Queue):
    @cb.process
    def server(self):
        while True:
            arrived = self.store.get()
            cb.hold(random.exponential(1.0))
            self.total += cb.now() - arrived
            self.done += 1


class Queue10(Queue):
    @cb.process(copies=10)
    def server(self):
        while True:
            arrived = self.store.get()
            cb.hold(random.exponential(1.0))
            self.total += cb.now() - arrived
            self.done += 1


def queue(utilisation: float, servers: int, customers: int, seed: int) -> dict[str, float]:
    kind = {1: Queue1, 10: Queue10}[servers]

    def run(n: int) -> tuple[float, float]:
        model = kind()
        model.gap = 1 / (utilisation * servers)
        model.customers = n
        model.store = cb.Store()
        experiment = cb.Experiment(model, replications=1, window=cb.Window.until_idle(), seed=seed)
        began = time.process_time()
        found = experiment.run(workers=1)[model]
        return time.process_time() - began, float(
            found.total.values.sum() / found.done.values.sum()
        )

    run(10)
    cpu_s, mean = run(customers)
    return {"cpu_s": cpu_s, "n": customers, "mean": mean}


class Desk(cb.Model):
    """Teams of a headquarters, or pairs of units of a pool."""

    desk: cb.Resource


class Network(cb.Model):
    """The tables of the command network and its tallies."""

    desks: list[Desk]
    pools: list[Desk]
    rate: cb.Array[float]
    precedence: cb.Array[int]
    pool: cb.Array[int]
    first_stage: cb.Array[int]  # of each kind, and one more; likewise below
    first_branch: cb.Array[int]
    first_task: cb.Array[int]
    station: cb.Array[int]
    mu: cb.Array[float]
    sigma: cb.Array[float]
    notice_mu: cb.Param[float]
    notice_sigma: cb.Param[float]
    transit: cb.Param[float]
    stay_mu: cb.Param[float]
    stay_sigma: cb.Param[float]
    warm_up: cb.Param[float]
    horizon: cb.Param[float]
    sources: list[Source]
    forker: Forker
    forks: cb.Store[int]
    incidents: cb.Output[int]
    kind: cb.Array[int]  # of each incident; likewise below
    stage: cb.Array[int]
    pending: cb.Array[int]
    arrived: cb.Array[float]
    responses: cb.Output[float]
    hours: cb.Output[float]
    teams_h: cb.Output[float]
    pairs_h: cb.Output[float]

    @cb.on_start
    def begin(self):
        self.incidents = 0
        self.responses = 0.0
        self.hours = 0.0
        self.teams_h = 0.0
        self.pairs_h = 0.0


class Part(cb.Model):
    """A branch; the part that ends a stage last goes on with the next.

    A model cannot spawn its own class, so the other branches are asked of the forker.
    """

    net: cb.Ref[Network]
    incident: int
    branch: int

    @cb.process
    def run(self):
        net = self.net
        incident = self.incident
        kind = net.kind[incident]
        priority = 3 - net.precedence[kind]
        branch = self.branch
        while True:
            first = net.first_task[branch]
            end = net.first_task[branch + 1]
            for j in range(first, end):
                station = net.station[j]
                net.desks[station].desk.acquire(1, priority)
                hours = random.lognormal(net.mu[j], net.sigma[j])
                span = min(cb.now() + hours, net.horizon) - max(cb.now(), net.warm_up)
                net.teams_h += max(0.0, span)
                cb.hold(hours)
                net.desks[station].desk.release(1)
            if first == end:
                pool = net.pool[kind]
                net.pools[pool].desk.acquire(1, priority)
                notice = random.lognormal(net.notice_mu, net.notice_sigma)
                stay = random.lognormal(net.stay_mu, net.stay_sigma)
                until = min(cb.now() + notice + stay + 2 * net.transit, net.horizon)
                net.pairs_h += max(0.0, until - max(cb.now(), net.warm_up))
                cb.hold(notice)
                cb.hold(net.transit)
                cb.hold(stay)
                cb.hold(net.transit)
                net.pools[pool].desk.release(1)
            net.pending[incident] -= 1
            if net.pending[incident] > 0:
                return
            stage = net.stage[incident] + 1
            net.stage[incident] = stage
            if stage == net.first_stage[kind + 1]:
                if net.arrived[incident] >= net.warm_up:
                    net.responses += 1.0
                    net.hours += cb.now() - net.arrived[incident]
                return
            branch = net.first_branch[stage]
            net.pending[incident] = net.first_branch[stage + 1] - branch
            if net.pending[incident] > 1:
                net.forks.put(incident)


class Forker(cb.Model):
    """Starts the further branches of a stage."""

    net: cb.Ref[Network]

    @cb.process
    def run(self):
        net = self.net
        while True:
            incident = net.forks.get()
            stage = net.stage[incident]
            for branch in range(net.first_branch[stage] + 1, net.first_branch[stage + 1]):
                cb.spawn(Part, net=net, incident=incident, branch=branch)


class Source(cb.Model):
    """Arrivals of one kind of incident."""

    net: cb.Ref[Network]
    kind: cb.Param[int]

    @cb.process
    def arrivals(self):
        net = self.net
        while True:
            cb.hold(random.exponential(1.0 / net.rate[self.kind]))
            stage = net.first_stage[self.kind]
            incident = net.incidents
            net.incidents += 1
            net.kind[incident] = self.kind
            net.stage[incident] = stage
            net.pending[incident] = 1
            net.arrived[incident] = cb.now()
            cb.spawn(Part, net=net, incident=incident, branch=net.first_branch[stage])


def desks(capacities: list[int]) -> list[Desk]:
    made = []
    for capacity in capacities:
        desk = Desk()
        desk.desk = cb.Resource(capacity=capacity)
        made.append(desk)
    return made


def built(net: SimpleNamespace) -> Network:
    """Return the model with the tables of a description."""
    model = Network()
    model.desks, model.pools = desks(net.teams), desks(net.pairs)
    stages, branches, tasks = [0], [0], [0]
    logs: list[tuple[float, float]] = []
    stations: list[int] = []
    for kind in net.kinds:
        for stage in kind.stages:
            for branch in stage:
                stations += [task.station for task in branch]
                logs += [protocol.log_parameters(task.mean, task.cv) for task in branch]
                tasks.append(len(stations))
            branches.append(len(tasks) - 1)
        stages.append(len(branches) - 1)
    model.rate = cb.Array([kind.rate for kind in net.kinds])
    model.precedence = cb.Array([kind.precedence for kind in net.kinds])
    model.pool = cb.Array([kind.pool for kind in net.kinds])
    model.first_stage, model.first_branch = cb.Array(stages), cb.Array(branches)
    model.first_task, model.station = cb.Array(tasks), cb.Array(stations)
    model.mu, model.sigma = cb.Array([m for m, _ in logs]), cb.Array([s for _, s in logs])
    model.notice_mu, model.notice_sigma = protocol.log_parameters(*net.notice)
    model.stay_mu, model.stay_sigma = protocol.log_parameters(*net.stay)
    model.transit, model.warm_up, model.horizon = net.transit_h, net.warm_up_h, net.horizon_h
    sources = []
    for k in range(len(net.kinds)):
        source = Source()
        source.net, source.kind = model, k
        sources.append(source)
    model.sources = sources
    forker = Forker()
    forker.net = model
    model.forker, model.forks = forker, cb.Store()
    most = int(2 * net.horizon_h * sum(kind.rate for kind in net.kinds)) + 100
    model.kind, model.stage, model.pending = cb.Array(most), cb.Array(most), cb.Array(most)
    model.arrived = cb.Array(most)
    return model


def network(net: SimpleNamespace, replications: int, seed: int) -> dict[str, object]:
    def run(n: int) -> tuple[float, list[list[float]]]:
        model = built(net)
        window = cb.Window(duration=net.horizon_h)
        experiment = cb.Experiment(model, replications=n, window=window, seed=seed)
        began = time.process_time()
        found = experiment.run(workers=1)[model]
        cpu_s = time.process_time() - began
        columns = [found.responses, found.hours, found.teams_h, found.pairs_h]
        rows = zip(*(column.values.ravel().tolist() for column in columns), strict=True)
        return cpu_s, [protocol.row(net, *row) for row in rows]

    run(1)
    cpu_s, rows = run(replications)
    return {"rows": rows, "cpu_s": cpu_s}


if __name__ == "__main__":
    protocol.main(queue, network)
