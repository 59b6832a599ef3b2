# 雁阵 Yanzhen. On a fresh Debian or Ubuntu with Python 3.11+ and make:
#   make demo    install, build, load the demo event, start the site      (PORT=8000)
#   make test    lint and every test, on SQLite and on PostgreSQL
#   make bench   the long measurements      make docs   the manual      make clean

SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export YANZHEN_HOME ?= $(CURDIR)/var

TABLES := src/yanzhen/reference/tables/regions.json
HEADERS := src/yanzhen/collect/understanding/tables/project.json
SITE := src/yanzhen_web/static/built/.built
MESSAGES := src/yanzhen_web/locale/en/LC_MESSAGES/django.mo
KERNEL := $(VENV)/.kernel

.PHONY: demo test lint types unit web-postgres bench docs screenshots build wheel lock clean

demo: build
	@$(BIN)/yanzhen serve --demo --port $(PORT)

# --- set-up: each stamp is made again when what it stands on changes -------------------------------------------------

$(VENV)/.installed: requirements/uv.txt requirements/lock.txt pyproject.toml
	@tools/make_venv.sh $(PYTHON) $(VENV)
	@touch $@

node_modules/.installed: package.json package-lock.json $(VENV)/.installed
	@$(BIN)/python tools/npm.py ci --silent
	@touch $@

$(TABLES): tools/build_tables.py node_modules/.installed $(wildcard src/yanzhen/reference/*.tsv)
	@$(BIN)/python tools/build_tables.py

$(HEADERS): tools/build_headers.py $(VENV)/.installed src/yanzhen/collect/headers.tsv src/yanzhen/fields.tsv \
		$(wildcard src/yanzhen/collect/understanding/*.py src/yanzhen/collect/understanding/*.tsv) src/yanzhen/collect/headings.py
	@$(BIN)/python tools/build_headers.py

$(SITE): tools/build_site.mjs node_modules/.installed $(shell find src/yanzhen_web/static_src -type f 2>/dev/null)
	@$(BIN)/python tools/npm.py run --silent build
	@touch $@

$(MESSAGES): tools/compile_messages.py $(MESSAGES:.mo=.po) $(VENV)/.installed
	@$(BIN)/python tools/compile_messages.py compile

$(KERNEL): tools/build_kernel.sh $(VENV)/.installed kernel/Cargo.toml kernel/pyproject.toml $(wildcard kernel/src/*.rs)
	@tools/build_kernel.sh $(VENV)
	@touch $@

build: $(TABLES) $(HEADERS) $(SITE) $(MESSAGES) $(KERNEL)

# --- checks ----------------------------------------------------------------------------------------------------------

test: build
	@tools/test_needs.sh
	@$(MAKE) --no-print-directory lint types
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory web-postgres

lint: build
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/djlint --check --lint --quiet src/yanzhen_web/templates
	@cd kernel && if cargo fmt --version >/dev/null 2>&1; then cargo fmt --check; fi
	@cd kernel && if cargo clippy --version >/dev/null 2>&1; then cargo clippy --quiet --release -- -D warnings; fi

types: build
	$(BIN)/mypy

unit: build
	$(BIN)/pytest -q -n 2 --dist loadfile -m "not bench"

web-postgres: build
	$(BIN)/python tools/postgres_cluster.py -- $(BIN)/pytest -q -n 2 --dist loadfile -m "not bench" tests/web tests/e2e

bench: build
	@for file in benchmarks/[a-z]*.py; do $(BIN)/python $$file || exit 1; done
	@$(BIN)/pytest -q -m bench || [ $$? = 5 ] # 5: no test is marked so long

# --- what people read and install ------------------------------------------------------------------------------------

docs: build
	$(BIN)/python tools/command_reference.py
	$(BIN)/python tools/criteria_pages.py
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/site

screenshots: build
	$(BIN)/python tools/screenshots.py

wheel: build
	$(BIN)/python -m build --wheel --no-isolation -o dist

LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command 'make lock' --quiet --upgrade
lock: $(VENV)/.installed
	$(LOCK) pyproject.toml --extra client --extra embed --extra learn --extra meet --extra spark --extra web --group dev --group bench -o requirements/lock.txt
	$(LOCK) requirements/uv.in -o requirements/uv.txt
	$(LOCK) requirements/node.in -o requirements/node.txt

clean:
	rm -rf $(VENV) node_modules build dist var kernel/target docs/site src/yanzhen_web/static/built \
		.mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	rm -f src/yanzhen/reference/tables/*.json src/yanzhen/collect/understanding/tables/*.json src/yanzhen_web/locale/*/LC_MESSAGES/*.mo
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
