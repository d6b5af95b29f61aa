# Two commands on a fresh machine do everything: `make run` and `make test`. What a command needs, it installs.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
WORKERS ?= $(shell echo $$(($$(nproc) + 1)))

help:  ## what each command does
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

$(VENV)/run.stamp: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the portal needs …"
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements-test.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the tests need …"
	@$(PIP) install --require-hashes -r requirements-test.txt
	@touch $@ $(VENV)/run.stamp

run: $(VENV)/run.stamp  ## the demonstration contest on http://127.0.0.1:8000, with its accounts printed
	@exec $(BIN)/python -m portal.cli demonstrate

check: $(VENV)/test.stamp lint types contracts unit  ## the inner loop: lint, types, contracts, unit tests

lint: $(VENV)/test.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python tools/messages.py
	@$(BIN)/python tools/vendor.py --check

types: $(VENV)/test.stamp
	@$(BIN)/mypy

contracts: $(VENV)/test.stamp
	@$(BIN)/lint-imports

unit: $(VENV)/test.stamp
	@$(BIN)/python -m pytest tests/unit tests/architecture -q -n $(WORKERS)

test: $(VENV)/test.stamp chromium packages lint types contracts  ## everything: both databases, a real browser, faults
	@$(BIN)/python -m pytest tests -q -n $(WORKERS) --dist worksteal -m "not soak" --durations=15

soak: $(VENV)/test.stamp packages  ## the long fault and property runs
	@$(BIN)/python -m pytest tests -q -m soak

coverage: $(VENV)/test.stamp  ## branch coverage of the rules and of measuring
	@$(BIN)/python -m pytest tests/unit -q -n $(WORKERS) --cov --cov-report=term-missing:skip-covered

coverage-map: $(VENV)/test.stamp  ## which numbered requirements, abuse cases and faults no test names
	@$(BIN)/python tools/coverage_map.py

bench: $(VENV)/test.stamp  ## measure pages beside their floors; figures go to docs/benchmarks.md by hand
	@$(BIN)/python -m bench.web

demo: $(VENV)/run.stamp  ## load the demonstration into var/ without serving
	@$(BIN)/python -m portal.cli demonstrate --load-only

screenshots: $(VENV)/test.stamp chromium  ## pictures of every main page at 360 and 1280 px into docs/screenshots
	@$(BIN)/python -m tools.screenshots

lock:  ## resolve the dependencies again and pin them with hashes (needs uv)
	@uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 --universal -q -o requirements.txt
	@uv pip compile pyproject.toml --group test --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 --universal -q -o requirements-test.txt

chromium:
	@tools/chromium.sh

packages:
	@tools/packages.sh

clean:  ## remove the demonstration's data and caches
	rm -rf var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.PHONY: help run check lint types contracts unit test soak coverage coverage-map bench demo screenshots lock chromium packages clean
