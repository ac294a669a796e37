# What a newcomer types: `make run`, `make test`. What CI types besides: `make check`. Needs Python, Node and make.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
LOCAL := H4F_LOCAL=1
CATALOGUE := locale/de/LC_MESSAGES/django

# A complete set of production settings, as compose.yaml has them; none of these servers is asked for anything.
PRODUCTION = H4F_SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
	H4F_ALLOWED_HOSTS=h4f.example.org H4F_PUBLIC_URL=https://h4f.example.org H4F_FILES_DIR=/var/lib/h4f/files \
	H4F_DATABASE_URL=postgres://h4f:h4f@database/h4f REDIS_URL=redis://redis:6379/0 \
	EMAIL_URL=smtp+tls://h4f:h4f@mail.example.org:587 H4F_MAIL_FROM=post@h4f.example.org

# Compiled once and kept: a run starts hundreds of processes, which would each compile what they import.
unexport PYTHONDONTWRITEBYTECODE
PROGRAM := accounts custody documents donations devices recipients h4f

.PHONY: setup run test check lint services services-postgresql services-sqlite e2e soak format messages requirements
.DELETE_ON_ERROR:

setup: node_modules/packages.stamp .venv/packages.stamp $(CATALOGUE).mo build/fonts.stamp
	@$(BIN)/python -m compileall -q $(PROGRAM)

.venv/uv.stamp: requirements-uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or newer is needed: install it, or name it, for example: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing: install it (on Debian and Ubuntu: apt install python3-venv)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

.venv/packages.stamp: requirements-dev.txt .venv/uv.stamp
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@

node_modules/packages.stamp: package.json package-lock.json
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null || \
		{ echo "Node 20 or newer with npm is needed for the page's styles and scripts: install it from nodejs.org or your system"; exit 1; }
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(CATALOGUE).mo: $(CATALOGUE).po .venv/packages.stamp
	$(LOCAL) $(BIN)/python manage.py messages --compile
	@touch $@

build/fonts.stamp: requirements-dev.txt .venv/packages.stamp $(wildcard documents/pdf/fonts.py)
	$(BIN)/python -m documents.pdf.fonts
	@mkdir -p build && touch $@

run: setup
	@exec $(BIN)/python manage.py up --port $(PORT)

# Tables straight from the models; `make services` and `make e2e` run the migrations.
test: setup
	$(BIN)/python -m pytest -q -n 2 --dist worksteal --no-migrations

# The suites mostly wait, for workers, brokers and pages, and each has servers, ports and folders of its own: they run
# beside each other, each with its output in one piece at its end, and one that fails lets the others finish.
BESIDE := $(MAKE) --no-print-directory --keep-going $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

check: lint
	@$(BESIDE) --jobs=2 e2e services-postgresql services-sqlite

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports
	$(LOCAL) $(BIN)/python manage.py makemigrations --check --dry-run
	$(LOCAL) $(BIN)/python manage.py messages --check
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

services: setup
	@$(BESIDE) --jobs=2 services-postgresql services-sqlite

services-postgresql services-sqlite: services-%: setup
	H4F_TEST_DATABASE=$* $(BIN)/python -m pytest -q --ds=tests.settings_services tests/services

e2e: setup
	$(BIN)/python -m pytest -q tests/e2e

# The full counts of faults, races and pages; hours, not minutes. The result belongs into docs/benchmarks.md.
soak: setup
	H4F_SOAK=1 H4F_TEST_DATABASE=postgresql $(BIN)/python -m pytest -q --ds=tests.settings_services tests/services
	H4F_SOAK=1 H4F_TEST_DATABASE=sqlite $(BIN)/python -m pytest -q --ds=tests.settings_services tests/services
	H4F_SOAK=1 $(BIN)/python -m pytest -q tests/devices/importers tests/recipients/test_proposing_exact.py

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# After new texts in code or templates: adds them to the catalogue, where German is then filled in.
messages: setup
	$(LOCAL) $(BIN)/python manage.py messages

# After a change of the dependencies in pyproject.toml.
requirements: .venv/uv.stamp
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --extra dev pyproject.toml -o requirements-dev.txt
