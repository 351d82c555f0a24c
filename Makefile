# The commands a person types; .ci/run types the same ones.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: install run trainer test format lint types check cleanroom bench models

run: install ## open the canvas
	$(BIN)/python -m app.gradio_app

trainer: install ## open the trainer page
	$(BIN)/streamlit run app/streamlit_app.py

install: .venv/installed ## set up .venv, once

.venv/installed: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

test: .venv/installed-dev ## run the tests
	$(BIN)/python -m pytest

format: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/installed-dev
	$(BIN)/mypy

check: lint types test ## what must pass before a merge

cleanroom: .venv/installed-dev ## start both Spaces in fresh environments (minutes, 6 GB)
	$(BIN)/python tests/cleanroom.py

bench: install ## measure speed and memory again
	$(BIN)/python -m pix2pix bench

models: .venv/installed-dev ## train the bundled models again (hours)
	$(BIN)/python checkpoints/train_models.py $(DATA)
