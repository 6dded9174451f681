# Mostik: `make run` to use it, `make test` to prove it. `make help` says the rest.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
export MOSTIK_HOME ?= $(CURDIR)/.mostik

.DEFAULT_GOAL := help
.PHONY: help run test test-fast check fix bench simulate fuzz faults faults-short several duties map screenshots demo worker assets messages migrations tools setup clean

help: ## say what each target does
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## install, build, load the demo department and serve http://localhost:$(PORT)
	@$(BIN)/mostik serve --demo --port $(PORT)

test: tools ## every test on SQLite and on PostgreSQL, and in a real browser; then fault campaigns, short
	@$(BIN)/python scripts/test.py

test-fast: setup ## rules and architecture only, in seconds
	@$(BIN)/pytest tests/kernel tests/architecture tests/planning/rules tests/analysis/rules

check: tools ## everything CI does: format, lint, types, contracts, templates, words, migrations, tests
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --quiet --lint mostik
	@$(BIN)/python scripts/messages.py missing
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(MAKE) --no-print-directory test

fix: tools ## format and mend what can be mended by itself
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . ; true

bench: tools ## measure the goals: one line each, reached or missed
	@$(BIN)/python scripts/bench.py
	@$(BIN)/python scripts/bench_search.py
	@$(BIN)/python scripts/bench_leads.py
	@$(BIN)/python scripts/bench_figures.py

simulate: setup ## play a quarter of the virtual department with robots and without, into docs/robot-share.md
	@$(BIN)/python scripts/simulate.py

alerts: tools ## live a quarter with planted troubles from five seeds, into docs/alerts.md
	@MOSTIK_ALERTS_PAGE=docs/alerts.md $(BIN)/python -m pytest -q tests/simulator/test_planted.py -k quarter

fuzz: tools ## ask the API and every form at random, 20,000 times each
	@$(BIN)/python scripts/fuzz.py

faults-short: tools ## kill and count, small: each campaign with its controls
	@$(BIN)/python scripts/faults.py short

faults: tools ## kill and count, long: every campaign; writes docs/reliability.md
	@$(BIN)/python scripts/faults.py long

several: tools ## several processes on this machine: PostgreSQL, broker, pages, workers, relay, proxy
	@$(BIN)/python scripts/several.py

duties: setup ## the table of duties and what proves each
	@$(BIN)/python scripts/duties.py

map: setup ## the import graph of the rooms
	@$(BIN)/python scripts/map.py

screenshots: tools ## pictures of the main screens into docs/screens
	@$(BIN)/python scripts/screenshots.py

demo: setup ## load the demo department into an empty database
	@$(BIN)/mostik init --demo --port $(PORT)

worker: setup ## a worker process of its own, beside a server started with --no-workers
	@$(BIN)/mostik worker

assets: setup ## build styles and scripts
	@$(BIN)/python scripts/assets.py

messages: setup ## bring the catalogues of words up to date
	@$(BIN)/python scripts/messages.py update

migrations: setup ## make migrations: make migrations room=crm name=0007_deal_outcome
	@$(BIN)/python manage.py makemigrations $(room) -n $(name)

setup: .venv/.installed ## environment, assets, words
	@$(BIN)/python scripts/assets.py
	@$(BIN)/python scripts/words.py

tools: setup .venv/.tools ## what tests need besides: PostgreSQL and Chromium

.venv/.installed: pyproject.toml uv.lock
	@$(PYTHON) scripts/environment.py
	@touch $@

.venv/.tools: scripts/tools.py
	@$(BIN)/python scripts/tools.py
	@touch $@

clean: ## remove everything that was built; data stay
	@rm -rf .venv .node node_modules mostik/web/static/web/built
