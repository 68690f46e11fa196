# `make help` lists what there is. Every target does its own set-up, and is quick the second time.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.10 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Three for each two processors, and three more: most tests wait for a server.
WORKERS ?= $(shell $(BIN)/python -c 'import os; print((os.cpu_count() or 1) * 3 // 2 + 3)')
INSTALL := $(PIP) install --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help setup install demo test test-all contract check check-all collected format lint types generate twins check-generated spec check-api readme compat bench soak build clean

# What there is of the client that CLIENT names, or of all: scripts/repository.py finds them by their folders.
ALL = scripts/repository.py
# Where one is needed and none is named, it is the first of them, the repository's own.
ONE = name=$(or $(CLIENT),$$($(BIN)/python $(ALL) names | cut -d ' ' -f 1)) && folder=$$($(BIN)/python $(ALL) folders $$name) && \
	{ test -n "$$folder" || { echo "$$name is no client, and has none of this"; exit 2; }; }
EACH = folders=$$($(BIN)/python $(ALL) folders $(CLIENT)) && for folder in $$folders
# A server of your own. A demo finds it as URL and KEY in its environment; a contract suite, which wipes what it finds, by
# names that nothing else has. The names before, CCAT_URL and such, go to both as they are.
DEMO = URL="$(URL)" KEY="$(KEY)" WS_KEY="$(WS_KEY)"
CONTRACT = CONTRACT_URL="$(URL)" CONTRACT_KEY="$(KEY)" CONTRACT_WS_KEY="$(WS_KEY)"
FROM ?= $(URL)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  CLIENT=name means one client, CLIENT=runtime what they live on. Without, check, test, lint, format, types,"
	@echo "  generate, check-generated and build mean all, the others the repository's own."
	@echo "  URL=http://host:port and KEY=its-key name a server of your own."

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
MADE_FROM := $(wildcard generated/pyproject.toml runtime/pyproject.toml clients/*/pyproject.toml \
	clients/*/generated/pyproject.toml clients/*/facade/*/__init__.py)
$(VENV)/run.stamp: constraints.txt pyproject.toml $(MADE_FROM) $(OTHER)
	@test -n "$(PYTHON)" || { echo "Python 3.10 or later is needed: none found; set PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "Python 3.10 or later is needed: PYTHON=$(PYTHON) is none"; exit 1; }
	$(if $(OTHER),,$(BIN)/python -c '' 2>/dev/null ||) \
		$(PYTHON) -m venv $(if $(wildcard $(VENV)/pyvenv.cfg),--clear) $(VENV)
	$(INSTALL) pip hatchling hatch-fancy-pypi-readme editables
	packages=$$($(BIN)/python $(ALL) packages) && $(INSTALL) --no-build-isolation $$packages
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp
	$(INSTALL) --group test --group build --group generate --group check
	@touch $@

$(VENV)/tools.stamp: $(VENV)/run.stamp
	$(INSTALL) --group generate --group check --group build
	@touch $@

setup: $(VENV)/test.stamp $(VENV)/tools.stamp ## the environment with every tool, in .venv

# Where an environment is active it goes there, for that is where the client's folder is worked in; else into .venv.
INTO = $(or $(VIRTUAL_ENV),$(VENV))
install: ## what a client needs, from this repository, into the active environment, or into .venv
	@test -x $(INTO)/bin/python || $(PYTHON) -m venv $(INTO)
	@name=$(or $(CLIENT),$$($(PYTHON) $(ALL) names | cut -d ' ' -f 1)) && packages=$$($(PYTHON) $(ALL) packages $$name) && \
		$(INTO)/bin/python -m pip --disable-pip-version-check --quiet install --constraint constraints.txt $$packages
	@$(if $(VIRTUAL_ENV),,echo "next: . $(VENV)/bin/activate")

demo: $(VENV)/run.stamp ## what a client can do, on an embedded server; URL= KEY= for one of your own
	@$(ONE) && $(DEMO) $(BIN)/python $$folder/examples/demo.py

# Hundreds of programs of the tests import the client: it need not be compiled for each, whatever the shell says.
test collected: export PYTHONDONTWRITEBYTECODE :=
TESTS = $(if $(CLIENT),tests=$$($(BIN)/python $(ALL) tests $(CLIENT)) && )$(BIN)/python -m pytest $(if $(CLIENT),$$tests)
test: $(VENV)/test.stamp ## the tests; ARGS='-k upload' for some
	$(TESTS) -n $(WORKERS) --dist loadgroup $(ARGS)

# In a fresh clone, to compile the tests takes longer than to collect them: once, and not once for each worker.
collected: $(VENV)/test.stamp
	@$(TESTS) --collect-only --quiet --quiet > /dev/null || true # what is wrong with them, they say when they run

test-all: ## the tests on every Python from 3.10 on that is installed, each in an environment of its own
	$(PYTHON) scripts/test_all.py $(ARGS)

contract: $(VENV)/test.stamp ## the contract suite on an embedded server; on one that may lose everything: URL= KEY= WS_KEY=
	@$(ONE) && $(CONTRACT) $(BIN)/python -m pytest $$folder/tests/contract $(ARGS)

check: $(VENV)/test.stamp $(VENV)/tools.stamp ## everything that must pass
	@$(MAKE) --no-print-directory --jobs 2 lint types check-generated collected
	@$(MAKE) --no-print-directory test

check-all: ## check with every case, on every Python that is installed, with what came before, on real servers: an hour
	TEST_ALL=1 $(MAKE) --no-print-directory check
	$(MAKE) --no-print-directory test-all ARGS='-n $(WORKERS) --dist loadgroup'
	@$(EACH); do ! test -e $$folder/tests/compat/side_by_side.py || \
		$(BIN)/python $$folder/tests/compat/side_by_side.py || exit 1; \
		! test -e $$folder/tests/contract/on_real.py || $(BIN)/python $$folder/tests/contract/on_real.py || exit 1; done

CODE = $(if $(CLIENT),code=$$($(BIN)/python $(ALL) code $(CLIENT)),code=.)
lint: $(VENV)/tools.stamp ## look through the code
	$(CODE) && $(BIN)/ruff format --check $$code && $(BIN)/ruff check $$code

format: $(VENV)/tools.stamp ## format the code and mend what can be mended
	$(CODE) && $(BIN)/ruff format $$code && $(BIN)/ruff check --fix $$code

types: setup ## check the types, with two checkers
	typed=$$($(BIN)/python $(ALL) typed $(CLIENT)) && MYPYPATH=$$($(BIN)/python $(ALL) bases) $(BIN)/mypy $$typed
	$(if $(CLIENT),typed=$$($(BIN)/python $(ALL) typed $(CLIENT)) && )$(BIN)/basedpyright --warnings $(if $(CLIENT),$$typed)

# A revision is one client's.
generate: twins ## write generated/ and propose a revision, REVISION=n records it; and the twins
	@$(if $(REVISION),$(ONE) && for folder in $$folder,$(EACH)); do \
		$(BIN)/python scripts/regenerate.py --root $$folder $(if $(REVISION),--revision $(REVISION)) || exit 1; done

twins: $(VENV)/tools.stamp ## write the synchronous side, _sync, from _async
	$(BIN)/python scripts/unasync.py

check-generated: $(VENV)/tools.stamp ## fail if generated/ or _sync is not what its sources give
	$(BIN)/python scripts/unasync.py --check
	@$(EACH); do $(BIN)/python scripts/regenerate.py --root $$folder --check || exit 1; done

spec: $(VENV)/tools.stamp ## rewrite openapi.json from a server's document: URL=<server, document or file>
	@test -n "$(FROM)" || { echo "usage: make spec URL=http://localhost:1865/openapi.json"; exit 2; }
	@$(ONE) && $(BIN)/python scripts/regenerate.py --root $$folder --spec "$(FROM)"

check-api: $(VENV)/tools.stamp ## compare a server's API with the client: URL=<server, document or file>, JSON=path for machines
	@test -n "$(FROM)" || { echo "usage: make check-api URL=http://localhost:1865 [JSON=path]"; exit 2; }
	@$(ONE) && $(BIN)/python scripts/check_api.py --root $$folder "$(FROM)" $(if $(JSON),--json "$(JSON)")

readme: $(VENV)/run.stamp ## write the README's table of the API
	@$(ONE) && $(BIN)/python scripts/readme_table.py $$folder

compat: $(VENV)/run.stamp ## programs written for what came before (1.4.9), on it and on this client; ONLY=name for one
	@$(ONE) && $(BIN)/python $$folder/tests/compat/side_by_side.py $(ONLY)

bench: ## the costs beside its peers, as ratios, in ten minutes; JSON=path for machines, ONLY=row for one
	@$(PYTHON) -m benchmarks $(if $(CLIENT),--client "$(CLIENT)") --only "$(ONLY)" $(if $(JSON),--json "$(JSON)")

soak: ## many users behind a bad network for MINUTES=30, and what the client leaves behind; USERS=50, SEED=1
	@$(PYTHON) -m benchmarks.soak $(if $(MINUTES),--minutes $(MINUTES)) $(if $(USERS),--users $(USERS)) \
		$(if $(SEED),--seed $(SEED))

build: $(VENV)/tools.stamp ## the wheels, in dist/
	rm -rf dist
	@wheels=$$($(BIN)/python $(ALL) wheels $(CLIENT)) && for source in $$wheels; do \
		$(BIN)/python -m build --no-isolation --wheel --outdir dist $$source || exit 1; done

clean: ## remove the environment and everything built
	rm -rf .venv .venvs dist .mypy_cache .ruff_cache .hypothesis
