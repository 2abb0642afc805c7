# make day   sets everything up and runs the main job on the shipped sample day
# make test  sets everything up, then formatter, linter, types and tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR ?= day

.PHONY: setup day test format serve docs episodes clean

setup: $(VENV)/.setup

$(VENV)/.setup: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "paperledge needs Python 3.11 or newer; found: $$($(PYTHON) --version). Install one, or run make PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

day: setup
	$(BIN)/paperledge day --sample --home $(HOME_DIR)

serve: setup
	$(BIN)/paperledge serve --home $(HOME_DIR)

test: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --maxprocesses 4 --dist worksteal

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: setup
	$(BIN)/python -m paperledge.cli.reference > docs/commands.md

episodes: setup
	$(BIN)/python benchmarks/story/episodes.py > docs/episodes.md

clean:
	rm -rf $(VENV) $(HOME_DIR)
