# Everything a newcomer or a machine runs. Needs Python 3.11 or newer, make, and a network the first time.
# uv is used where it is found and sound; pip alone does as well.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SAMPLE := sample_data/2026-11
AS_OF  := 2026-11-20

.DEFAULT_GOAL := help
.PHONY: help setup worklist test test-slow test-all lint bench docs release clean

help:  ## what there is
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready-dev  ## the environment, with what tests need

worklist: $(VENV)/.ready-run  ## the sample month graded: leaves worklist.xlsx
	$(BIN)/overdue score $(SAMPLE) --as-of $(AS_OF) --out worklist.xlsx

test: $(VENV)/.ready-dev  ## the tests, under three minutes
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow"

test-slow: $(VENV)/.ready-dev  ## the slow ones, and the bare wheel in an environment of its own
	$(BIN)/python -m pytest -n auto -m slow
	tools/wheel-check.sh

test-all: test test-slow  ## both

lint: $(VENV)/.ready-dev  ## style, layout and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.ready-bench  ## how fast, against floors measured in the same run: docs/performance.md written anew
	$(BIN)/python benchmarks/suite.py $(BENCH) --write docs/performance.md

docs: $(VENV)/.ready-dev  ## docs/cli.md and the README's excerpt written anew
	$(BIN)/python tools/cli_reference.py > docs/cli.md
	$(BIN)/python tools/rules_manual.py rules.md > docs/rules.md
	$(BIN)/python tools/rules_manual.py rules.zh.md > docs/rules.zh.md
	$(BIN)/python tools/problems_page.py problems.md > docs/problems.md
	$(BIN)/python tools/problems_page.py problems.zh.md > docs/problems.zh.md
	$(BIN)/python tools/manpage.py > docs/overdue.1
	$(BIN)/python tools/template_fields.py > docs/templates.md
	$(BIN)/python tools/readme_excerpt.py > README.new && mv README.new README.md

release: $(VENV)/.ready-dev  ## folders of wheels for desks without internet, the Linux one installed and tried
	tools/release.sh

clean:  ## nothing left but the sources
	rm -rf $(VENV) build dist worklist.xlsx .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: an environment is made again only when what it is made from has changed, so a second run needs no network.
$(VENV)/.ready-run: pyproject.toml constraints.txt tools/install.sh
	PYTHON="$(PYTHON)" tools/install.sh $(VENV) .
	@touch $@

$(VENV)/.ready-dev: pyproject.toml constraints.txt tools/install.sh
	PYTHON="$(PYTHON)" tools/install.sh $(VENV) '.[dev]'
	@touch $@ $(VENV)/.ready-run

$(VENV)/.ready-bench: $(VENV)/.ready-dev
	PYTHON="$(PYTHON)" tools/install.sh $(VENV) '.[dev,bench]'
	@touch $@
