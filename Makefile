# make demo   set up, read the examples, print the brief, write brief.html
# make test   set up, and run everything that CI runs
# make bench  quality and speed tables (needs the evaluation data in ../shared or RETOLD_SHARED)
# make soak   workers killed at 200 random moments, and a morning of 5,000 readers
# make lock   renew the lock files after a change of dependencies

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --only-binary :all:
UV := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet
SHELL := /bin/bash

.DEFAULT_GOAL := help
.PHONY: help demo test postgres bench soak lock format clean

help:
	@grep -E '^# make' Makefile | cut -c3-

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Retold needs Python 3.11 or newer; name one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "retold: making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { echo "Python has no venv here; on Debian: apt-get install python3-venv"; exit 1; }
	@touch $@

$(VENV)/runtime: $(VENV)/made requirements.lock pyproject.toml
	@echo "retold: installing Retold, its libraries and its English model (about a minute, 500 MB)"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/dev: $(VENV)/runtime requirements-dev.lock
	@echo "retold: installing what the tests need"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/runtime
	@echo "retold: reading the example affair and making its brief"
	@$(BIN)/retold brief examples/pages --html brief.html
	@echo "retold: the same as a page: brief.html"

test: $(VENV)/dev postgres
	@echo "retold: format, lint, types, layers"
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@echo "retold: tests"
	@$(BIN)/python -m pytest -n 2 --dist loadfile

# The store's tests start a server of their own; where there are no programs for it they are skipped, and say so.
postgres:
	@command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && { \
	    echo "retold: installing PostgreSQL, which the store's tests run on"; \
	    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql; } >/dev/null; }; } || \
	  echo "retold: no PostgreSQL here, and none can be installed: its tests are skipped (on Debian: apt-get install postgresql)"

bench: $(VENV)/dev
	@$(BIN)/python -m bench.quality
	@$(BIN)/python -m bench.speed

soak: $(VENV)/dev
	@$(BIN)/python -m tests.soak --kills 200
	@$(BIN)/python -m bench.morning

lock: $(VENV)/made
	@$(PIP) uv
	@$(UV) --extra build --output-file requirements.lock
	@$(UV) --extra build --extra dev --output-file requirements-dev.lock

format: $(VENV)/dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis brief.html
