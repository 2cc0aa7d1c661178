# Everything a newcomer needs: `make run`, `make test`, `make check`, `make bench`, `make clean-data`. docs/operating.md says more.

UV_VERSION := 0.13.9
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
# How many tests run side by side, and what is handed on to pytest: make test ARGS="tests/kits -x"
# One more than cores: the tests in a browser type as slowly as people do, and wait.
WORKERS ?= $(shell expr $$(nproc) + 1)
ARGS ?=
SCALE ?= full
.DEFAULT_GOAL := help
# Where nothing is kept between runs this is often set. Each of the many processes would then compile every module anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help install install-dev run test check bench drawings guides messages format lock outdated licences keep-database release picture clean-data

help:
	@echo "make run         install, load the demonstration campaign once, start everything (PORT=8000; DEMO=0 without it)"
	@echo "make test        all tests, on real PostgreSQL, S3, Valkey and Chromium; again on SQLite where it matters"
	@echo "make check       lint (Python, templates, CSS, JavaScript), types, import contracts, migrations, catalogues"
	@echo "make bench       benchmarks (SCALE=small or full)"
	@echo "make drawings    draw the icons, and the pictures of pages that have none of their own"
	@echo "make guides      take the guides' pictures anew, in the demonstration"
	@echo "make messages    collect the texts for translation"
	@echo "make format      format code, templates, CSS and JavaScript"
	@echo "make lock        bring the locks in line with pyproject.toml and package.json"
	@echo "make outdated    say which locked packages have a newer version"
	@echo "make licences    write docs/licences.md from what is installed"
	@echo "make release     check the tree and build the archive of a version (VERSION=1.2.0); tags nothing"
	@echo "make clean-data  throw away the local database and files"

$(BIN)/uv: Makefile
	@test -n "$(PYTHON)" || { echo "Python 3.11 is missing. Run: apt-get install -y python3 python3-venv" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
		|| { echo "Python 3.11 is needed; $(PYTHON) is another. Run: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python's venv is missing. Run (as root): apt-get install -y python3-venv" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# uv installs in seconds exactly what the lock holds; where a mirror is set up for pip alone, pip does the same, slower.
SYNC = VIRTUAL_ENV=$(VENV) $(BIN)/uv --system-certs pip sync --quiet --require-hashes $(1) \
	|| $(BIN)/python -m pip install --quiet --no-deps --require-hashes -r $(1)

# The requirements of development hold those of running, so `make run` after `make test` has nothing to install.
$(VENV)/installed: requirements.lock $(BIN)/uv
	@echo "Installing requirements.lock"
	@$(call SYNC,requirements.lock)
	@rm -f $(VENV)/installed-dev
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock requirements.lock $(BIN)/uv
	@echo "Installing requirements-dev.lock"
	@$(call SYNC,requirements-dev.lock)
	@touch $(VENV)/installed $@

install: $(VENV)/installed
	@$(BIN)/python -m translations compile >/dev/null
	@$(BIN)/python -m compileall -q cms demo outreach translations

# The linters of static/ need Node.js. Tests don't, so a machine without it can still run them; `make check` names the command.
node_modules/.package-lock.json: package-lock.json
	@echo "Installing package-lock.json"
	@npm ci --ignore-scripts --silent
	@touch $@

install-dev: $(VENV)/installed-dev $(if $(shell command -v npm),node_modules/.package-lock.json)
	@$(BIN)/python -m translations compile

run: install
	@$(BIN)/python scripts/run.py

test: install-dev
	@$(BIN)/python scripts/test.py -n $(WORKERS) $(ARGS)

check: install-dev
	@$(BIN)/python scripts/check.py

bench: install-dev
	@$(BIN)/python -m tests.benchmarks --scale $(SCALE)

# For every 3.11: Debian 12 has 3.11.2, and a newer one here must not choose what that one can't install.
COMPILE = $(BIN)/uv --system-certs pip compile --quiet --python-version 3.11 --generate-hashes pyproject.toml

# npm copies every package's address for donations into the lock; a lock holds versions and hashes, no addresses.
define STRIP_FUNDING
const fs = require("fs");
const lock = JSON.parse(fs.readFileSync("package-lock.json"));
for (const entry of Object.values(lock.packages)) delete entry.funding;
fs.writeFileSync("package-lock.json", JSON.stringify(lock, null, 2) + "\n");
endef
export STRIP_FUNDING

lock: $(BIN)/uv
	@$(COMPILE) -o requirements.lock
	@$(COMPILE) --extra dev -c requirements.lock -o requirements-dev.lock
	@npm install --package-lock-only --silent
	@node -e "$$STRIP_FUNDING"

drawings: install-dev
	@PYTHONPATH=. $(BIN)/python scripts/draw.py

guides: install-dev
	@GUIDE_PICTURES=all SLOW=all $(BIN)/pytest -q -n 0 tests/guides/test_pictures.py -k every

outdated: install-dev
	@$(BIN)/python scripts/outdated.py

licences: install-dev
	@PYTHONPATH=. DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python scripts/licences.py

# Once for each version, before it is released: what later versions must be able to upgrade.
keep-database: install-dev
	@$(BIN)/python -m tests.upgrade.keep_database

release: install-dev
	@$(BIN)/python scripts/release.py "$(VERSION)"

messages: install-dev
	@$(BIN)/python -m translations merge

format: install-dev
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .
	@git ls-files -z '*/templates/*.html' | xargs -0 -r $(BIN)/djhtml --tabwidth 2
	@node_modules/.bin/stylelint --fix "static/**/*.css" "campaigns/**/*.css" ; node_modules/.bin/biome check --write .

# Needs Debian's graphviz.
picture:
	@dot -Tsvg docs/images/architecture.dot -o docs/images/architecture.svg

clean-data:
	@rm -rf "$${DATA_DIR:-data}" && echo "Removed $${DATA_DIR:-data}."
