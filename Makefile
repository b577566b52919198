# make demo     set up, read the examples, print the brief, write brief.html
# make serve    set up, load the example affair into retold.sqlite, and show it in the browser
# make test     set up, and run everything that CI runs
# make browser  all tests in a real browser, which it installs; `make test` runs a part of them
# make bench    quality and speed tables, rivals beside, stores of 100,000 and a million articles (some hours; needs the evaluation data in ../shared or RETOLD_SHARED)
# make archive  the archive job on every engine with executors killed, its cost, and what any size takes (some hours)
# make soak     workers killed at 200 random moments, a morning of 5,000 readers, and an hour of being served
# make lock     renew the lock files after a change of dependencies

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RIVALS := .venv-rivals
BUCKETS := .venv-buckets
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --only-binary :all:
UV := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet
SHELL := /bin/bash
STORE := $(or $(RETOLD_STORE),retold.sqlite)
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help demo serve test browser chromium postgres java bench archive soak lock format clean

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
	@echo "retold: installing what the tests need (about a minute, 1 GB: Apache Spark is half of it)"
	@$(PIP) --no-binary pyspark --no-build-isolation --require-hashes -r requirements-dev.lock
	@touch $@

# What Retold is set beside has dependencies that don't go with ours; some of it comes without wheels.
$(RIVALS)/made: requirements-rivals.lock
	@echo "retold: installing what Retold is set beside, in $(RIVALS)"
	@$(PYTHON) -m venv $(RIVALS)
	@$(RIVALS)/bin/python -m pip install --quiet --upgrade pip
	@$(RIVALS)/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements-rivals.lock
	@$(RIVALS)/bin/python -m pip install --quiet --no-build-isolation --no-deps -e .
	@touch $@

# A server of buckets for the tests, whose dependencies don't go with ours either.
$(BUCKETS)/made: requirements-buckets.lock
	@echo "retold: installing a server of buckets for the tests, in $(BUCKETS)"
	@{ $(PYTHON) -m venv $(BUCKETS) && $(BUCKETS)/bin/python -m pip install --disable-pip-version-check --quiet --only-binary :all: \
	  --require-hashes -r requirements-buckets.lock && touch $@; } || echo "retold: it can't be installed: the tests with a bucket are skipped"

demo: $(VENV)/runtime
	@echo "retold: reading the example affair and making its brief"
	@$(BIN)/retold brief examples/pages --html brief.html
	@echo "retold: the same as a page: brief.html"

# A store that is there is served as it is. A new one gets its name when the examples are in it.
serve: $(VENV)/runtime
	@[[ -e "$(STORE)" || "$(STORE)" == *://* ]] || { echo "retold: loading the example affair into $(STORE)"; rm -f "$(STORE)".new*; \
	  $(BIN)/retold stories examples/pages --store "$(STORE).new" --quiet >/dev/null && \
	  $(BIN)/retold follow "Weir Street Bridge" --word "Weir Street Bridge" --word Aldermoor --actor "Calder Crossings" \
	    --store "$(STORE).new" --quiet >/dev/null && mv "$(STORE).new" "$(STORE)"; }
	@echo "retold: the example affair is at http://localhost:$(PORT)/affairs, its last day at http://localhost:$(PORT)/brief/2025-10-10"
	@RETOLD_SITE_PUBLIC=all $(BIN)/retold serve --store "$(STORE)" --port $(PORT)

test: $(VENV)/dev $(BUCKETS)/made postgres chromium java
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

# As with PostgreSQL: where there is no Java the test on Apache Spark is skipped, and says so.
java:
	@command -v java >/dev/null || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && { \
	    echo "retold: installing Java, which Apache Spark runs on"; \
	    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends openjdk-17-jre-headless; } >/dev/null; }; } || \
	  echo "retold: no Java here, and none can be installed: the test on Spark is skipped (on Debian: apt-get install openjdk-17-jre-headless)"

browser: $(VENV)/dev chromium
	@RETOLD_BROWSER=all $(BIN)/python -m pytest tests/browser

# As with PostgreSQL: where there is no browser its tests are skipped, and say so.
chromium:
	@command -v chromium >/dev/null || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && { \
	    echo "retold: installing Chromium, which the tests of pages run in"; \
	    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; } >/dev/null; }; } || \
	  echo "retold: no Chromium here, and none can be installed: its tests are skipped (on Debian: apt-get install chromium)"

bench: $(VENV)/dev $(RIVALS)/made
	@$(BIN)/python -m bench.quality
	@$(BIN)/python -m bench.speed
	@$(BIN)/python -m bench.served --fetching
	@$(BIN)/python -m bench.profiled
	@$(BIN)/python -m bench.sized
	@$(RIVALS)/bin/python -m bench.side_by_side

archive: $(VENV)/dev java
	@made=$$(mktemp -d) && trap 'rm -rf "$$made"' EXIT && \
	  $(BIN)/python -m bench.made_archive "$$made" --pages 20000 && $(BIN)/python -m bench.archived "$$made"/made-*
	@$(BIN)/python -m bench.near_duplicates
	@$(BIN)/python -m bench.sizing

soak: $(VENV)/dev
	@$(BIN)/python -m tests.soak --kills 200
	@$(BIN)/python -m bench.morning
	@$(BIN)/python -m bench.lasting

lock: $(VENV)/made
	@$(PIP) uv
	@$(UV) pyproject.toml --extra build --output-file requirements.lock
	@$(UV) pyproject.toml --extra build --extra dev --extra batch --output-file requirements-dev.lock
	@$(UV) pyproject.toml bench/rivals/requirements.in --extra build --output-file requirements-rivals.lock
	@$(UV) tests/batch/buckets.in --output-file requirements-buckets.lock

format: $(VENV)/dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) $(BUCKETS) $(RIVALS) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis brief.html
