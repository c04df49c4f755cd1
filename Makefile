# Every target sets up what it needs: python3 (with venv and pip) and make are enough.
PYTHON ?= python3
VENV := .venv
TARGET ?= workbook
# Examples of the machine of two people.
MONTHS ?= 300
# Seconds of search.
DURATION ?= 600
# The same search each time for another number than 0.
SEED ?= 0
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV := UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip
TESTS := $(BIN)/python -m pytest --numprocesses=auto --dist=worksteal --quiet
# Tests start the program often; without compiled modules each start compiles everything.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test check lint search machines people faults kills fuzz bench generated clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"
	$(UV) sync --quiet --require-hashes --python $(BIN)/python requirements.lock
	$(UV) install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $@

demo: $(READY) ## the main loop on the embedded service, from pull to verified result
	$(BIN)/flowtly demo

test: $(READY) ## all tests
	$(TESTS)

lint: $(READY) ## style, format and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint ## what has to be green before a commit: lint, then tests with coverage
	$(TESTS) --cov --cov-report=term

search: $(READY) ## the properties with new examples: what it finds becomes a test
	HYPOTHESIS_PROFILE=search $(TESTS) -m "hypothesis"

machines: $(READY) ## two people over one work list for many months: MONTHS=300
	MACHINE_EXAMPLES=$(MONTHS) HYPOTHESIS_PROFILE=search $(TESTS) --numprocesses=0 tests/loop/test_worklist_machine.py

people: $(READY) ## two people at one workbook's invoices, for many days: nothing is lost or doubled
	FLOWTLY_TWO_PEOPLE=150 HYPOTHESIS_PROFILE=search $(TESTS) tests/loop/test_two_people.py

faults: $(READY) ## the matrix of faults, with faults that come again and in other orders, and its figures
	for seed in 1 2 3 4 5; do FAULTS_SEED=$$seed $(TESTS) --numprocesses=0 tests/faults || exit 1; done

kills: $(READY) ## a process killed 200 times at random while it writes, and what became of every change
	$(BIN)/python -m tests.faults.kills

fuzz: $(READY) ## ten minutes of search for input without an answer: TARGET=workbook|mt940|camt|table|zip|plan|config
	$(UV) install --quiet --python $(BIN)/python "atheris>=3,<4"
	cd $$(mktemp -d) && PYTHONPATH=$(CURDIR) $(CURDIR)/$(BIN)/python $(CURDIR)/fuzz/$(TARGET).py -max_total_time=$(DURATION) -seed=$(SEED)

bench: $(READY) ## us and the peers in one run, as ratios
	$(BIN)/python benchmarks/run.py

generated: $(READY) ## write templates/, samples/ and the generated pages anew
	$(BIN)/python tools/regenerate.py

clean: ## forget the environment and the caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.*
