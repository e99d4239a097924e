"""M/M/c in Ciw."""

from __future__ import annotations

import time

import ciw
import protocol


def queue(utilisation: float, servers: int, customers: int, seed: int) -> dict[str, float]:
    ciw.seed(seed)
    began = time.process_time()
    model = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=utilisation * servers)],
        service_distributions=[ciw.dists.Exponential(rate=1.0)],
        number_of_servers=[servers],
    )
    simulation = ciw.Simulation(model)
    simulation.simulate_until_max_customers(customers, method="Finish")
    cpu_s = time.process_time() - began
    times = [r.exit_date - r.arrival_date for r in simulation.get_all_records()]
    return {"cpu_s": cpu_s, "n": len(times), "mean": sum(times) / len(times)}


if __name__ == "__main__":
    protocol.main(queue)
