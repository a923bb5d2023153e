# Every target sets up what it needs; nothing but Python 3.11+, Node and make has to be there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
LOCK = $(UV) pip compile --universal --generate-hashes --python-version 3.11 --quiet --custom-compile-command "make lock"

.PHONY: setup run test lint format bench docs lock clean

setup: $(VENV)/.ready

$(UV): requirements/uv.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	touch $(UV)

$(VENV)/.ready: $(UV) requirements/dev.txt pyproject.toml
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements/dev.txt
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	$(BIN)/python -m volary.core.scoring.warm
	touch $@

run: setup
	$(BIN)/volary serve --demo

test: setup
	$(BIN)/python -m pytest -n auto

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/python tools/size_gate.py

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	$(BIN)/python -m bench

docs: setup
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet docs docs/_build/html

lock: $(UV)
	$(LOCK) pyproject.toml --group build --output-file requirements/runtime.txt
	$(LOCK) pyproject.toml --group build --group dev --group docs --constraints requirements/runtime.txt --output-file requirements/dev.txt
	echo uv | $(LOCK) - --output-file requirements/uv.txt

clean:
	rm -rf $(VENV) docs/_build bench/results
