# Every task of the project, by name. `make` alone lists them.

VENV := .venv
PYTHON := $(VENV)/bin/python
READY := $(VENV)/.ready
SCRIPTS := dashboards/console/static/htmx.min.js
# Nothing is ever compiled here: all wheels, but for what is published for x86-64 only and works as plain Python too.
SOURCES := $(if $(filter x86_64,$(shell uname -m)),,--no-binary faust-streaming)
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --only-binary :all: $(SOURCES)
ENOUGH := import sys, venv, ensurepip; raise SystemExit(sys.version_info < (3, 11))

.DEFAULT_GOAL := help
.PHONY: help setup test check demo up bench bench-assessment bench-leads pictures faults faults-long clean constraints format docs dashboards dashboards-check sbom form soak

help: ## List the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' Makefile

setup: $(READY) $(SCRIPTS) ## Make the environment in .venv (quick when it is already there)

$(READY): pyproject.toml constraints.txt
	@test -x $(PYTHON) || { \
	  for each in python3.11 python3.12 python3.13 python3; do \
	    if command -v $$each >/dev/null && $$each -c '$(ENOUGH)' 2>/dev/null; then \
	      echo "making $(VENV) with $$each"; $$each -m venv --clear $(VENV); exit; \
	    fi; \
	  done; \
	  echo "found no Python 3.11 or newer with venv; install one (Debian: apt install python3-venv)" >&2; exit 2; }
	@echo "installing what constraints.txt names"
	@$(PYTHON) $(PIP_INSTALL) 'pip>=25.1'
	@$(PYTHON) $(PIP_INSTALL) --constraint constraints.txt --editable '.[chdb]' --group dev
	@touch $@

$(SCRIPTS): deploy/console/package-lock.json deploy/console/bring.sh
	@sh deploy/console/bring.sh

.PHONY: scripts
scripts: ## Bring the two script files of the console by npm, as they are pinned
	@REQUIRED=2 sh deploy/console/bring.sh

test: setup ## Run the whole test suite, on a real Kafka and the embedded ClickHouse
	$(PYTHON) -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder --durations 40

check: setup ## Check style, types and layers
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(VENV)/bin/lint-imports
	$(PYTHON) -m dashboards.grafana.generate --check

dashboards: setup ## Write Grafana's boards and set-up files from the catalogue of panels
	$(PYTHON) -m dashboards.grafana.generate

dashboards-check: setup ## Check that they are current, of Grafana's types, and free of known traps
	$(PYTHON) -m dashboards.grafana.generate --check

format: setup ## Put the code in its form
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

demo: setup ## Show it all on a simulated city, then stop
	@$(VENV)/bin/liangpai up --demo

up: setup ## Show it all on a simulated city, and stay up until Ctrl-C
	@$(VENV)/bin/liangpai up --demo --stay

faults: setup ## Judge a city while workers, brokers, ClickHouse, disk and clock fail; compare with `check`
	$(PYTHON) -m tests.faults
	$(PYTHON) -m tests.faults.machine
	$(PYTHON) -m tests.faults.upgrading
	$(PYTHON) -m tests.faults.notify

faults-long: setup ## The same with a million events, and more of every fault (hours)
	$(PYTHON) -m tests.faults --long

bench: setup ## Measure against the budgets and against peers; each figure says ok or short (needs a JDK and Maven)
	$(PYTHON) -m tests.bench

pictures: setup ## Look at every page of the console in Chromium, in both languages: pictures in build/pictures
	LIANGPAI_SCREENSHOTS=build/pictures $(PYTHON) -m pytest tests/console/test_accessible.py tests/console/test_browser.py

docs: setup ## Write the tables and schemas in docs/ that come from the code, and the licences
	$(PYTHON) -m streams.docs_tables
	$(PYTHON) -m tests.supply.licences

form: setup ## Run what the systemd units start, without rights, on a read-only root, with loopback only (root on Linux)
	$(PYTHON) -m tests.deploy.form

sbom: setup ## Write a bill of materials of what ships (CycloneDX) into build/
	$(PYTHON) -m tests.supply.sbom

soak: setup ## Two hours at 2,000 events a second on this machine: memory and lag must stay flat
	$(PYTHON) -m tests.bench.soak

bench-assessment: setup ## Month figures, a close and exports over an archive of 10 million events
	$(PYTHON) -m tests.bench.assessment

bench-leads: setup ## Recall and precision of the leads, over a city with cheating planted
	$(PYTHON) -m tests.bench.leads

constraints: ## Bump every dependency: resolve anew and rewrite constraints.txt
	@sh deploy/bump-constraints.sh

clean: ## Remove the environment, caches, builds and what `up` has kept in .liangpai
	rm -rf $(VENV) .liangpai build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
