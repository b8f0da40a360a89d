# `make` lists the targets. Each sets up what it needs in .venv; the machine needs make and Python 3.11 or
# later with its venv module (PYTHON=/path/to/python chooses one).

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST_ARGS ?=
WORKERS ?= auto
# A worker that has nothing left to do takes tests from the other; tests of one file mostly stay together, so
# that they share the fixtures of their module.
PYTEST := $(BIN)/python -m pytest -m "not drill" -n $(WORKERS) --dist worksteal
# Folders whose tests only compute: no processes, servers, clusters or databases. Their coverage is measured,
# because that costs seconds there; elsewhere most lines run in other processes. A folder is covered by these
# tests alone, so a line that only a system test reaches counts as missing. 95 % was measured on 2026-11-30;
# the floor is one point below, so that new code without tests is noticed.
QUICK := tests/match tests/read tests/digest tests/policy tests/config
COVERED := $(patsubst tests/%,--cov=monitor/%,$(QUICK))
FLOOR := 94
IMAGE ?= summit-monitor

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test quick check style run format drill faults bench build docker clean

help: ## Print this list.
	@awk -F ': .*## ' '/^[a-z]+: .*## / {printf "  make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/.installed ## Run the whole job on a bundled demo site: a digest in seconds, without a network.
	$(BIN)/monitor demo

test: $(VENV)/.developing ## Run all tests; the quick ones also measure coverage (PYTEST_ARGS="-k digest" runs some).
ifeq ($(strip $(PYTEST_ARGS)),)
	$(PYTEST) $(QUICK) $(COVERED) --cov-report=term:skip-covered --cov-fail-under=$(FLOOR)
	$(PYTEST) $(addprefix --ignore=,$(QUICK))
else
	$(PYTEST) $(PYTEST_ARGS)
endif

quick: $(VENV)/.developing ## Run the tests that only compute: under a minute on two cores.
	$(PYTEST) $(QUICK) $(PYTEST_ARGS)

check: style ## Check style, formatting, types and layers.
	$(BIN)/python -m pytest -q tests/test_house.py

style: $(VENV)/.developing ## Check style, formatting and types; `make test` checks layers.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

run: $(VENV)/.installed ## Run the daemon on config/ and output/.
	$(BIN)/monitor run

format: $(VENV)/.developing ## Format the source and fix what ruff can fix.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

drill: $(VENV)/.developing ## Run the slow or privileged tests: kill loops, full disks, power cuts.
	$(BIN)/python -m pytest -m drill $(PYTEST_ARGS)

faults: $(VENV)/.developing ## Check docs/faults.md: each numbered fault has a test that ran the program and passed.
	$(BIN)/python -m pytest -q -m "not drill" --faults --timeout 600 $(PYTEST_ARGS)

bench: $(VENV)/.benching ## Run every benchmark, one after the other.
	@for file in $(sort $(wildcard benchmarks/[a-z]*.py)); do echo "== $$file" && $(BIN)/python $$file || exit; done

build: $(VENV)/.developing ## Build the source archive and the wheel in dist/.
	@$(PIP) install --group release
	rm -rf dist
	$(BIN)/python -m build

docker: ## Build the container image (IMAGE=summit-monitor).
	docker build --tag $(IMAGE) .

clean: ## Remove the environment and all caches; keep output/.
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: pyproject.toml
	@test -n "$(PYTHON)" || { \
		echo "Python 3.11 or later with its venv module is needed (on Debian: apt install python3-venv);" >&2; \
		echo "name one that is not on the path by: make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "setting up $(VENV) with $(PYTHON)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --upgrade "pip>=25.1"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.developing: $(VENV)/.installed
	@$(PIP) install --group test --group check
	@touch $@

$(VENV)/.benching: $(VENV)/.developing
	@$(PIP) install --group bench
	@touch $@
