# Everything starts here; `make help` lists the targets. Needs make and Python 3.11 or newer, nothing else.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
LIVE ?= .venv-live
ERD ?= sample_erd.json
OUTPUT ?= job_board
WORKERS ?= 2
PORT ?= 8000
# For `make corpus` and `make mutants`: how many at the same time, how many at all (0: all), seconds for each;
# PROOF_PYTHON and DATABASE_URL name another interpreter and a server to prove with.
JOBS ?= 2
LIMIT ?= 0
MUTANTS ?= 0
SEED ?= 1
COUNT ?= 20
TIMEOUT ?= 600

# What the tools below generate by the hundred is no run of anybody's.
corpus random-erds mutants bench rules-proof evolution fuzz: export ERDGEN_RECORD = 0

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-live-model test-long services browser corpus random-erds mutants bench rules-bench models-bench rules-proof evolution fuzz lint types contracts format golden prompts lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/run.stamp ## Generate and prove job_board/ from sample_erd.json
	@$(BIN)/python manage.py generate_backend $(ERD) --output $(OUTPUT)

serve: $(VENV)/run.stamp ## Serve the site with a worker on http://127.0.0.1:PORT (default: 8000)
	@exec $(BIN)/python manage.py serve --port $(PORT)

test: $(VENV)/test.stamp ## Run the whole suite
	@$(BIN)/python -m pytest -n $(WORKERS)

test-live-model: $(VENV)/run.stamp $(LIVE)/live.stamp ## Generate with a small real model that is served here
	@$(BIN)/python -m tools.live_model $(LIVE)/bin/python $(LIVE_ERD)

test-long: $(VENV)/test.stamp ## Run the tests that take many seconds each, which `make test` leaves out
	@$(BIN)/python -m pytest -m long -n $(WORKERS)

services: $(VENV)/test.stamp ## Test the workers on PostgreSQL, Redis and RabbitMQ while these fail
	@$(BIN)/python -m pytest -m services tests/services

browser: $(VENV)/test.stamp ## Walk through the site in headless Chromium, which has to be installed
	@REQUIRE_BROWSER=1 $(BIN)/python -m pytest -m browser tests/review/test_browser.py

corpus: $(VENV)/run.stamp ## Generate and prove every schema below ERDS (default: fixtures/erds)
	@$(BIN)/python -m tools.corpus $(ERDS) --jobs $(JOBS) --limit $(LIMIT) --timeout $(TIMEOUT) \
	    --python "$(PROOF_PYTHON)" --database-url "$(DATABASE_URL)"

random-erds: $(VENV)/run.stamp ## Make up COUNT ERDs from SEED on (default: 20 from 1) and prove each
	@$(BIN)/python -m tools.random_erds --seed $(SEED) --count $(COUNT)

mutants: $(VENV)/run.stamp ## See whether the generated tests notice MUTANTS changes (default: all)
	@$(BIN)/python -m tools.mutants $(ERD) --mutants $(MUTANTS) --jobs $(JOBS)

bench: $(VENV)/run.stamp ## Measure command and site into docs/benchmarks.md (BENCH_FULL=1: all of it)
	@$(BIN)/python -m tools.bench $(if $(BENCH_FULL),--full)
	@$(BIN)/python -m tools.bench_regeneration --write
	@$(BIN)/python -m tools.bench_site --write
	@$(BIN)/python -m tools.models_bench --write

rules-bench: $(VENV)/run.stamp ## See how sentences of rules are understood, into docs/benchmarks.md
	@$(BIN)/python -m tools.rules_bench --write

models-bench: $(VENV)/test.stamp ## See what a scripted language model takes, into docs/benchmarks.md
	@$(BIN)/python -m tools.models_bench --write

rules-proof: $(VENV)/run.stamp ## Generate and prove ERDs with the rules of fixtures/rules (DOMAINS: all)
	@$(BIN)/python -m tools.rules_proof $(DOMAINS) --jobs $(JOBS) --timeout $(TIMEOUT) \
	    --python "$(PROOF_PYTHON)" --database-url "$(DATABASE_URL)"

evolution: $(VENV)/run.stamp ## Take projects through versions of their ERDs, with rows and edits (NAMES: all)
	@$(BIN)/python -m tools.evolution $(NAMES) --database-url "$(DATABASE_URL)"

fuzz: $(VENV)/test.stamp ## Send the running sample what its OpenAPI document allows, as every role
	@$(BIN)/python -m tools.fuzz $(ERD)

lint: $(VENV)/test.stamp ## Check style and formatting
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/test.stamp ## Check types: strict for the compiler and the agents
	@$(BIN)/mypy

contracts: $(VENV)/test.stamp ## Check who may import whom
	@$(BIN)/lint-imports --no-cache

format: $(VENV)/test.stamp ## Format the sources
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

COMPILE = $(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate --no-emit-index-url

lock: $(VENV)/test.stamp ## Resolve the locked requirements anew
	@$(COMPILE) pyproject.toml --universal --python-version 3.11 \
	    --constraint requirements/lts.in --output-file requirements/run.txt
	@$(COMPILE) pyproject.toml --extra test --universal --python-version 3.11 \
	    --constraint requirements/run.txt --output-file requirements/test.txt
	@$(COMPILE) pyproject.toml --extra test --universal --python-version 3.13 \
	    --output-file requirements/newest.txt
	@$(COMPILE) requirements/live.in --no-deps --universal --python-version 3.11 \
	    --output-file requirements/live.txt

golden: $(VENV)/test.stamp ## Write the golden folders of generated code anew
	@WRITE_GOLDEN=1 $(BIN)/python -m pytest -q tests/test_generated.py -k golden

prompts: $(VENV)/run.stamp ## Pin the instructions of language models to their present text
	@$(BIN)/python -m tools.pin_prompts

clean: ## Remove the environment, caches and the demo's output
	@rm -rf $(VENV) $(LIVE) .venv-newest $(OUTPUT) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment is made once and made anew when its interpreter is gone or too old; the stamp is newer than the lock
# file that it was installed from.
$(VENV)/%.stamp: requirements/%.txt
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not installed: Python 3.11 or newer is needed." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "$(PYTHON) is $$($(PYTHON) -V 2>&1), but Python 3.11 or newer is needed." >&2; \
	    echo "Name another one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	    || $(PYTHON) -m venv --clear $(VENV) \
	    || { echo "$(PYTHON) cannot make an environment; on Debian and Ubuntu: apt install python3-venv" >&2; \
	         rm -rf $(VENV); exit 1; }
	@echo "Installing $< into $(VENV) (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# The model and its server are for nothing else, and bring nothing along.
$(LIVE)/live.stamp: requirements/live.txt
	@echo "Installing $< into $(LIVE) (once) …"
	@$(PYTHON) -m venv --clear $(LIVE)
	@$(LIVE)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@
