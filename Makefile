# Zhiyuan 智园. `make` prints what it can do.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO ?= demo

.DEFAULT_GOAL := help
.PHONY: help demo test check journeys soak bench oracles docs book sizes lock clean

help: ## what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(BIN)/.run: requirements/run.lock requirements/build.lock pyproject.toml web/package-lock.json
	@echo "zhiyuan: setting up (two to four minutes the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/.dev: $(BIN)/.run requirements/dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

demo: $(BIN)/.run ## an invented park, running: http://127.0.0.1:8400 (Ctrl-C stops it, a second start keeps the data)
	$(BIN)/zhiyuan demo $(DEMO)

test: $(BIN)/.dev browser ## everything CI asks: check, slow tests, both databases, Chromium
	$(MAKE) check
	$(BIN)/pytest -q -n 2 --dist loadfile -m "(slow or postgres) and not (broker or soak or oracle or journey)"
	$(BIN)/pytest -q -m "broker and not (soak or oracle or journey)"
	$(BIN)/pytest -q -n 2 --dist loadfile -m "journey and not broker" tests/journeys
	$(BIN)/pytest -q -m "journey and broker" tests/journeys

check: $(BIN)/.dev ## lint, types, import contracts, fast tests: under three minutes
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djangofmt --check src
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	cd web && ../$(BIN)/npx --no-install tsc --noEmit
	$(BIN)/pytest -q -n 2 -m "not slow and not soak and not broker and not postgres and not journey and not oracle"

.PHONY: browser
browser:
	@command -v chromium >/dev/null && fc-list | grep -qi 'noto sans cjk' \
	  || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk poppler-utils; }

journeys: $(BIN)/.dev browser ## only the browser journeys
	$(BIN)/pytest -q -m journey tests/journeys

soak: $(BIN)/.dev ## twenty kills of store, six broker restarts, a ten-minute network gap: about twenty minutes
	$(BIN)/pytest -q -m soak

bench: $(BIN)/.dev ## measure; JSON into bench/results
	$(BIN)/python bench/run.py --json

oracles: $(BIN)/.dev ## compare with Radiance, EnergyPlus, PySAM and the coverage study (optional, large installs)
	$(BIN)/pip install --quiet --require-hashes -r requirements/oracles.lock
	$(BIN)/pytest -q -m oracle tests/oracles

docs: $(BIN)/.dev ## regenerate what docs/ quotes from the code
	$(BIN)/python -m cogapp -r docs/floors.md docs/verbs.md docs/book.md
	$(BIN)/zhiyuan openapi > docs/openapi.json

book: $(BIN)/.dev ## only the pages of the book and their tests
	$(BIN)/pytest -q src/zhiyuan/reference tests/kernel/test_reference.py

sizes: ## median, p90 and the five largest source files, in lines
	@git ls-files 'src/*.py' | grep -v migrations/ | xargs wc -l | grep -v total | sort -n | \
	  awk '{l[NR]=$$1; n[NR]=$$2} END {print "median " l[int(NR/2)], "p90 " l[int(NR*.9)]; for (i=NR-4;i<=NR;i++) print l[i], n[i]}'

lock: ## refresh the lock files from pyproject.toml
	$(BIN)/python requirements/lock.py

clean: ## remove what was built; keeps the demo
	rm -rf $(VENV) web/node_modules dist build src/zhiyuan/app/static/zhiyuan .mypy_cache .ruff_cache .pytest_cache
