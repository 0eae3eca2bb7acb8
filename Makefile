# Everything runs in .venv, which is made from the hashed lock files.
PYTHON ?= python3
BIN := .venv/bin
# Compiled modules start two to three times faster; some machines switch that off.
COMPILE := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -q -j 0 .venv/lib
PIP := $(BIN)/python -m pip --disable-pip-version-check install -q
PORT ?= 8501

.DEFAULT_GOAL := help
.PHONY: help app stack orchestrate drill test check fuzz probes bench load schemas lock browser clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

app: .venv/advisor ## set up what the advisor needs, start the app and print its address
	$(BIN)/mlops-advisor app --port $(PORT)

stack: .venv/stack ## set up what the reference stack needs and run its year
	$(BIN)/reference-stack run

orchestrate: .venv/orchestrate ## the same year on Dagster, then its UI
	$(BIN)/reference-stack orchestrate --ui

drill: .venv/stack ## inject every fault many times and print what the monitors saw
	$(BIN)/reference-stack drill all

test: .venv/dev browser ## set up everything and run the tests
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: .venv/dev ## ruff, mypy --strict and the import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fuzz: .venv/dev ## throw 10,000 made-up projects at the readers of the scan
	FUZZ_EXAMPLES=10000 $(BIN)/python -m pytest tests/advisor/evidence/test_fuzz.py --timeout 3600

probes: .venv/dev ## write the table of probes into docs/evidence.md
	$(BIN)/python -m advisor.report.scan_probes

bench: .venv/dev ## measure speed and calibration side by side
	$(BIN)/python -m benchmarks

load: .venv/dev ## let 100 participants answer at once, and kill the server in between
	$(BIN)/python -m benchmarks load

schemas: .venv/dev ## write the JSON Schemas of the content files
	$(BIN)/python -m advisor.schemas

lock: ## resolve the dependencies again (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-strip-extras -q -o requirements.lock
	uv pip compile pyproject.toml --extra build -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-strip-extras -q -o requirements-advisor.lock
	uv pip compile pyproject.toml --extra build --extra stack -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-strip-extras -q -o requirements-stack.lock

clean: ## remove the environment and everything a run produced
	rm -rf .venv var

.venv/advisor: requirements-advisor.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the advisor (once, about two minutes) ..."
	$(PIP) --require-hashes -r requirements-advisor.lock
	$(PIP) --no-deps --no-build-isolation -e .
	$(COMPILE)
	@touch $@

.venv/stack: requirements-stack.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the reference stack (once, about three minutes) ..."
	$(PIP) --require-hashes -r requirements-stack.lock
	$(PIP) --no-deps --no-build-isolation -e .
	$(COMPILE)
	@touch $@ .venv/advisor

.venv/orchestrate: .venv/dev
	@touch $@

.venv/dev: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing everything the tests need (once, about four minutes) ..."
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	$(COMPILE)
	@touch $@ .venv/stack .venv/advisor

# The walk through the app needs a browser; without one its test is skipped by name.
browser:
	@command -v chromium >/dev/null || (apt-get update -qq && apt-get install -y -qq chromium) >/dev/null 2>&1 || echo "No chromium: the browser walk will be skipped."
