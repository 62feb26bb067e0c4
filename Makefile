# Everything a person or a machine does with this checkout. `make` alone lists it.
# Python 3.11 to 3.13, git and make are needed; PYTHON=/path/to/python names another interpreter.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
OUTPUT := outputs
SIZES := 1000,10000
GOLD := $(wildcard ../shared/gold)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help install run test check format schemas figures bench build lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(STAMP): requirements.lock pyproject.toml tools/make_venv.sh
	@tools/make_venv.sh $(VENV)
	$(BIN)/python -m pip install --quiet -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $@

install: $(STAMP) ## create .venv and install the locked versions

run: $(STAMP) ## code the bundled demo articles, say where the release is and show its first rows
	@$(BIN)/conflictdata run output_dir=$(OUTPUT)
	@$(BIN)/python tools/first_rows.py demo $(OUTPUT)

test: $(STAMP) ## run every test
	$(BIN)/python -m pytest

check: $(STAMP) ## lint, format, types, generated files fresh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m conflictdata.schema --check

format: $(STAMP) ## let ruff mend and format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schemas: $(STAMP) ## regenerate schemas/ from conflictdata/schema.py
	$(BIN)/python -m conflictdata.schema

figures: $(STAMP) ## after a change of coding: confidence, floors, tables and demo anew (GOLD=folder of sets)
	$(BIN)/python tools/fit_confidence.py $(if $(GOLD),--gold $(GOLD)) --update
	$(BIN)/python tools/quality_gate.py --update --markdown
	$(BIN)/python tools/golden.py --update
	@git --no-pager diff --stat

bench: $(STAMP) ## time the pipeline against plain spaCy (SIZES=1000,10000)
	$(BIN)/python benchmarks/bench.py --sizes $(SIZES)

build: $(STAMP) ## build the wheel into dist/
	rm -rf dist
	$(BIN)/python -m build --wheel --outdir dist .

lock: $(STAMP) ## resolve pyproject.toml again into requirements.lock
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --output-file requirements.lock

clean: ## remove what make and the tools created (outputs/ stays)
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
