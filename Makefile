# The commands of the house; each is a script that continuous integration runs too.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help setup demo exercise test lint docs bench clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

# One stamp per set of pins: a set is installed again only when its pins change.
$(VENV)/.runtime: requirements/runtime.txt pyproject.toml
	scripts/setup runtime "$(PYTHON)"

$(VENV)/.dev: requirements/dev.txt requirements/docs.txt $(VENV)/.runtime
	scripts/setup dev "$(PYTHON)"

setup: $(VENV)/.dev ## install everything into .venv, pinned; once

demo: $(VENV)/.runtime ## compare the designs of the flagship scenario
	@$(BIN)/renkei compare japan --designs d0,d1,d2,d4,d6,d8,d2+m4 --reps 75

exercise: $(VENV)/.dev ## start the packaged two-nation exercise on this machine
	@$(BIN)/renkei serve skerries --open

test: $(VENV)/.dev ## run the tests, a process per core; the last line says how long it took
	scripts/test --numprocesses auto --dist loadfile

lint: $(VENV)/.dev ## check style, types and the direction of imports
	scripts/lint

docs: $(VENV)/.dev ## build the documentation into docs/_build
	scripts/docs

# The rivals live apart, so that their packages do not meet ours; the table says which are missing.
$(VENV)/.bench: requirements/bench.txt $(VENV)/.dev
	$(BIN)/python -m venv $(VENV)/bench
	$(VENV)/bench/bin/pip --disable-pip-version-check -qq install -r requirements/bench.txt && \
	  touch $@ || echo "bench: rivals could not all be installed; going on without them" >&2

bench: $(VENV)/.bench ## measure beside other simulators and C; writes docs/reference/benchmarks.md
	scripts/bench

clean: ## remove what was built; keeps results/
	rm -rf $(VENV) build dist docs/_build .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
