# Orphée: `make demo` and `make test` need only Python 3.11+, pip, make and a package index.
.DEFAULT_GOAL := help
.PHONY: help install demo test check bench clean lock translations screenshots

PYTHON ?= python3
BIN := .venv/bin
PATIENTS ?= 5000
WORKERS ?= 2

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

install: .venv/installed ## Install everything into .venv from the lock file

.venv/installed: requirements.lock pyproject.toml tools/bootstrap.py
	@$(PYTHON) tools/bootstrap.py

demo: install ## Start Orphée with an invented network and cohort on http://127.0.0.1:8000 (PATIENTS=5000)
	@$(BIN)/orphee demo --patients $(PATIENTS)

check: install ## The fast part: lock, format, lint, types, imports, templates, translations, migrations
	@$(BIN)/python tools/check.py

test: install ## All tests, browser included
	@$(BIN)/python tools/browser.py
	@$(BIN)/python tools/translations.py compile
	@$(BIN)/pytest -n $(WORKERS) --dist loadgroup $(TESTS)

bench: install ## Every benchmark, one JSON object each
	@for file in benchmarks/[a-z]*.py; do $(BIN)/python $$file --json || exit 1; done

screenshots: install ## Take the pictures of the README anew
	@ORPHEE_SCREENSHOTS=docs/images $(BIN)/pytest -q tests/journeys/test_screenshots.py tests/journeys/test_specialty_dossier.py tests/journeys/test_leads.py tests/journeys/test_prefill.py

lock: ## Choose versions anew and write requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --all-extras --no-annotate --no-header --upgrade pyproject.toml -o requirements.lock
	@$(BIN)/python tools/lock.py stamp

translations: install ## Collect texts to translate, hold their spaces, compile them
	@$(BIN)/python tools/translations.py extract
	@$(BIN)/python tools/translations.py spaces
	@$(BIN)/python tools/translations.py compile

clean: ## Stop the demonstration's database and remove var/ and .venv/
	@if [ -x $(BIN)/orphee ]; then $(BIN)/orphee database stop || true; fi
	@rm -rf var .venv
