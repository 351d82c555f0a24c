# The commands a person types; .ci/run types the same ones.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -n auto --maxprocesses 8 --dist worksteal

.PHONY: install run site trainer study test quick format lint types check cleanroom bare bench models

run: install ## open the canvas
	$(BIN)/python -m app.gradio_app

site: install ## build the canvas as a site without a server, and open it; needs npm
	$(BIN)/python -m pix2pix site --port 7861

trainer: install ## open the trainer page
	$(BIN)/streamlit run app/streamlit_app.py

STUDY ?= build/study
study: install ## open a study, as `pix2pix study` has prepared it: make study STUDY=folder
	$(BIN)/python -m pix2pix study-page "$(STUDY)"

install: .venv/installed ## set up .venv, once: some minutes, 7 GB

.venv/installed: requirements.txt pyproject.toml
	$(PYTHON) tests/set_up.py
	touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -r requirements-dev.txt
	touch $@

.venv/browser: .venv/installed-dev
	$(PYTHON) tests/set_up.py browser
	touch $@

test: .venv/browser ## run the tests, on all cores
	$(PYTEST)

quick: .venv/installed-dev ## run those that need no browser, no other process and no training
	$(PYTEST) -m "not slow"

format: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python tests/weights_once.py

types: .venv/installed-dev
	$(BIN)/mypy

# The browser side of the canvas is checked with Node: where it is present, and always in CI.
NEW_ENOUGH := const [major, minor] = process.versions.node.split("."); major > 20 || (major == 20 && minor > 18)
ifneq ($(filter true,$(CI) $(shell node -p '$(NEW_ENOUGH)' 2>/dev/null)),)
lint: lint-page
types: types-page
test: node_modules # with the networks that find poses
else
lint types: no-node
endif

.PHONY: lint-page types-page no-node

lint-page: node_modules
	npm run --silent lint

types-page: node_modules
	npm run --silent types

node_modules: package-lock.json
	@command -v npm >/dev/null || { echo "There is no npm. Install Node 20.19 or newer." >&2; exit 1; }
	npm ci --silent --no-audit --no-fund
	touch $@

no-node:
	@echo "No Node 20.19 or newer: the JavaScript of the canvas is left unchecked here. CI checks it."

check: lint types test ## what must pass before a merge

cleanroom: .venv/installed-dev ## try the package and both Spaces in a fresh environment (minutes, 6 GB)
	$(BIN)/python tests/cleanroom.py

bare: .venv/installed-dev ## set up on a bare Debian, as root
	$(BIN)/python tests/bare.py

bench: .venv/browser ## measure speed and memory again
	$(BIN)/python -m pix2pix bench

models: .venv/installed-dev ## train the bundled models again (hours)
	$(BIN)/python checkpoints/train_models.py $(DATA)
