"""M/M/c in salabim, with processes as generators and without monitors."""

from __future__ import annotations

import random
import time

import protocol
import salabim

salabim.yieldless(False)


def queue(utilisation: float, servers: int, customers: int, seed: int) -> dict[str, float]:
    draw = random.Random(seed).expovariate
    rate = utilisation * servers
    total = 0.0

    class Customer(salabim.Component):
        def process(self):
            nonlocal total
            arrived = env.now()
            yield self.request(desk)
            yield self.hold(draw(1.0))
            self.release()
            total += env.now() - arrived

    class Arrivals(salabim.Component):
        def process(self):
            for _ in range(customers):
                yield self.hold(draw(rate))
                Customer(suppress_trace=True)

    began = time.process_time()
    env = salabim.Environment(trace=False, random_seed=seed, do_reset=True)
    desk = salabim.Resource("desk", capacity=servers, monitor=False)
    Arrivals()
    env.run()
    return {"cpu_s": time.process_time() - began, "n": customers, "mean": total / customers}


if __name__ == "__main__":
    protocol.main(queue)
