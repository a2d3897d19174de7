PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKERS ?= auto
PYTEST_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help install run test faults bench check format catalogue lock screenshots frontend

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(STAMP) ## Make the environment in .venv with the pinned dependencies

# Again only when the metadata or the pins changed.
$(STAMP): setup.cfg pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[postgres,dev]'
	@touch $(STAMP)

run: export COLLAB_ENV ?= development
run: install ## Serve at http://127.0.0.1:8000, with the demo when the database is empty
	$(BIN)/collab db upgrade
	$(BIN)/collab demo --if-empty
	$(BIN)/collab serve

test: install ## Check, then run every test on both databases and in the browser
	scripts/ensure_test_tools.sh
	$(MAKE) check
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

faults: install ## Kill and break things at length, on both databases
	$(BIN)/pytest -s -m faults $(PYTEST_ARGS)

bench: install ## Measure pages, responses, imports, campaigns, opinion maps, candidates, exports, digests and live editing beside their floors; JSON in var/bench
	$(BIN)/python -m benchmarks.pages
	$(BIN)/python -m benchmarks.edition
	$(BIN)/python -m benchmarks.submission
	$(BIN)/python -m benchmarks.digest
	$(BIN)/python -m benchmarks.campaigns
	$(BIN)/python -m benchmarks.imports
	$(BIN)/python -m benchmarks.coding
	$(BIN)/python -m benchmarks.opinion
	$(BIN)/python -m benchmarks.candidates
	$(BIN)/python -m benchmarks.export
	$(BIN)/python -m benchmarks.log
	$(BIN)/python -m benchmarks.live

check: install ## Lint, types, import contracts, migration drift, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	scripts/check_migrations.sh
	$(BIN)/djlint collab --lint --quiet

format: install ## Format the Python code and mend what can be mended
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

catalogue: install ## Compile the messages in Welsh, after an edit of a collab.po
	$(BIN)/pybabel --quiet compile --directory collab/text/translations --domain collab

lock: install ## Write requirements.lock, the hashed pins of production, from constraints.txt
	$(BIN)/uv pip compile setup.cfg --quiet --extra postgres -c constraints.txt --generate-hashes --no-emit-index-url --no-annotate \
		--python-version 3.11 --universal --no-header -o requirements.lock

screenshots: install ## Draw the demonstration's main pages into var/screenshots, with an index.html
	scripts/ensure_test_tools.sh
	$(BIN)/python scripts/screenshots.py

frontend: ## Build static/govuk and the live editor anew from npm (needs node and npm)
	scripts/vendor_frontend.sh
