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

    def serve(self):
        while True:
            arrived = self.store.get()
            cb.hold(random.exponential(1.0))
            self.total += cb.now() - arrived
            self.done += 1


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
        return time.process_time() - began, float(found.total[0]) / int(found.done[0])

    run(10)
    cpu_s, mean = run(customers)
    return {"cpu_s": cpu_s, "n": customers, "mean": mean}


if __name__ == "__main__":
    protocol.main(queue)
