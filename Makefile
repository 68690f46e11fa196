# `make help` lists what there is. Every target does its own set-up, and is quick the second time.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.10 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Two more than there are processors: many tests wait for a server.
WORKERS ?= $(shell $(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 2)')
INSTALL := $(PIP) install --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-all contract check check-all format lint types generate twins check-generated spec check-api readme compat bench soak build clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Where PYTHON is given, an environment that another Python made is made anew.
WHICH = $(shell $(1) -c 'import os, sys; print(os.path.realpath(sys.base_prefix), sys.version)' 2>/dev/null)
ifneq ($(origin PYTHON),file)
ifneq ($(wildcard $(VENV)/pyvenv.cfg),)
ifneq ($(call WHICH,$(PYTHON)),$(call WHICH,$(BIN)/python))
OTHER := of-another-python
.PHONY: $(OTHER)
endif
endif
endif

# The environment, in three steps, each for those targets that need it. The network is needed for what is not there yet:
# what builds our packages is installed first, and not fetched for each build.
$(VENV)/run.stamp: constraints.txt pyproject.toml $(wildcard generated/pyproject.toml runtime/pyproject.toml) $(OTHER)
	@test -n "$(PYTHON)" || { echo "Python 3.10 or later is needed: none found; set PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "Python 3.10 or later is needed: PYTHON=$(PYTHON) is none"; exit 1; }
	$(if $(OTHER),,$(BIN)/python -c '' 2>/dev/null ||) \
		$(PYTHON) -m venv $(if $(wildcard $(VENV)/pyvenv.cfg),--clear) $(VENV)
	$(INSTALL) pip hatchling hatch-fancy-pypi-readme editables
	$(INSTALL) --no-build-isolation --editable ./generated --editable './runtime[testing]' --editable '.[async,testing]'
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp
	$(INSTALL) --group test --group build --group generate --group check
	@touch $@

$(VENV)/tools.stamp: $(VENV)/run.stamp
	$(INSTALL) --group generate --group check --group build
	@touch $@

setup: $(VENV)/test.stamp $(VENV)/tools.stamp ## the environment with every tool, in .venv

demo: $(VENV)/run.stamp ## a chat, plugins, an upload; CCAT_URL=http://host:1865 for a Cat of your own
	@$(BIN)/python examples/demo.py

test: $(VENV)/test.stamp ## the tests; ARGS='-k upload' for some
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

test-all: ## the tests on every Python from 3.10 on that is installed, each in an environment of its own
	$(PYTHON) scripts/test_all.py $(ARGS)

contract: $(VENV)/test.stamp ## the contract suite on the embedded Cat; on a Cat that may lose everything: CAT_URL= CAT_KEY= CAT_WS_KEY=
	CAT_URL="$(CAT_URL)" CAT_KEY="$(CAT_KEY)" CAT_WS_KEY="$(CAT_WS_KEY)" CAT_PID="$(CAT_PID)" \
		$(BIN)/python -m pytest tests/contract $(ARGS)

check: $(VENV)/test.stamp $(VENV)/tools.stamp ## everything that must pass
	@$(MAKE) --no-print-directory --jobs 2 lint types check-generated test

check-all: ## check with every case, on every Python that is installed, with programs and packages of 1.4.9: an hour
	TEST_ALL=1 $(MAKE) --no-print-directory check
	$(MAKE) --no-print-directory test-all
	$(MAKE) --no-print-directory compat

lint: $(VENV)/tools.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

format: $(VENV)/tools.stamp ## format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: setup
	$(BIN)/mypy
	$(BIN)/basedpyright --warnings

generate: twins ## write generated/ and propose a revision, REVISION=n records it; and the twins
	$(BIN)/python scripts/regenerate.py $(if $(REVISION),--revision $(REVISION))

twins: $(VENV)/tools.stamp ## write the synchronous side, _sync, from _async
	$(BIN)/python scripts/unasync.py

check-generated: $(VENV)/tools.stamp ## fail if generated/ or _sync is not what its sources give
	$(BIN)/python scripts/unasync.py --check
	$(BIN)/python scripts/regenerate.py --check

spec: $(VENV)/tools.stamp ## rewrite openapi.json from a server's document: FROM=<url or file>
	@test -n "$(FROM)" || { echo "usage: make spec FROM=http://localhost:1865/openapi.json"; exit 2; }
	$(BIN)/python scripts/regenerate.py --spec "$(FROM)"

check-api: $(VENV)/tools.stamp ## compare a server's API with the client: FROM=<url or file>, JSON=path for machines
	@test -n "$(FROM)" || { echo "usage: make check-api FROM=http://localhost:1865/openapi.json [JSON=path]"; exit 2; }
	@$(BIN)/python scripts/check_api.py "$(FROM)" $(if $(JSON),--json "$(JSON)")

readme: $(VENV)/run.stamp ## write the README's table of the API
	$(BIN)/python scripts/readme_table.py

compat: $(VENV)/run.stamp ## programs written for 1.4.9, on it and on this client; ONLY=name for one
	@$(BIN)/python -m tests.compat.side_by_side $(ONLY)

bench: ## the costs beside its peers, as ratios, in ten minutes; JSON=path for machines, ONLY=row for one
	@$(PYTHON) -m benchmarks --only "$(ONLY)" $(if $(JSON),--json "$(JSON)")

soak: ## many users behind a bad network for MINUTES=30, and what the client leaves behind; USERS=50, SEED=1
	@$(PYTHON) -m benchmarks.soak $(if $(MINUTES),--minutes $(MINUTES)) $(if $(USERS),--users $(USERS)) \
		$(if $(SEED),--seed $(SEED))

build: $(VENV)/tools.stamp ## the wheels, in dist/
	rm -rf dist
	$(BIN)/python -m build --no-isolation --wheel --outdir dist generated
	$(BIN)/python -m build --no-isolation --wheel --outdir dist runtime
	$(BIN)/python -m build --no-isolation --wheel --outdir dist .

clean: ## remove the environment and everything built
	rm -rf .venv .venvs dist .mypy_cache .ruff_cache .hypothesis
