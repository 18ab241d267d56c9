# The course and its tests. `make` alone lists the targets; everything is installed into .venv and nowhere else.

PYTHON ?= python3
VENV := .venv/bin
WORDS := $(wildcard *.md) docs datasets/*/CARD.md lepton_kit notebooks/source notebooks/coursework/source
define BOOTSTRAP
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null || { \
	echo "$(PYTHON) is not here, or older than 3.9. Install Python 3.13 from python.org or your system's packages," \
	"or name yours: make lab PYTHON=python3.12" >&2; exit 1; }
@$(PYTHON) bootstrap.py
endef

.DEFAULT_GOAL := help
.PHONY: help lab teach test build book lock bench versions doctor format lint clean course tools

help:  ## list the targets
	@echo "Lepton Kit: make TARGET"
	@sed -n 's/^\([a-z]*\):.*##  *\(.*\)/  \1 \2/p' $(MAKEFILE_LIST) | awk '{ name = $$1; $$1 = ""; printf "  %-8s%s\n", name, $$0 }'

lab: course  ## set up .venv and open the course in JupyterLab
	@$(VENV)/lepton lab $(ARGS)

teach: tools  ## set up .venv for instructors, with all that grading needs
	@echo "Ready: $(VENV)/lepton coursework --help, and docs/instructor-guide.md from nothing to marks."

test: tools  ## set up .venv and run every test and the linter (ARGS="-k words" picks tests)
	@echo "Running the tests of the package, its doctests and the notebooks."
	@$(VENV)/python -m pytest -n 2 --dist loadscope $(ARGS)
	@echo "Looking over the code."
	@$(VENV)/ruff check --quiet .
	@$(VENV)/ruff format --quiet --check .
	@$(VENV)/codespell $(WORDS)
	@$(VENV)/mypy --no-error-summary

build: tools  ## make the notebooks from notebooks/source (ARGS=--check looks for drift)
	@$(VENV)/lepton build $(ARGS)

book: tools  ## make the course's book in dist/book, a site that needs no network (ARGS=--open shows it)
	@$(VENV)/lepton book $(ARGS)

lock: tools  ## make both locks anew from pyproject.toml (ARGS=--upgrade takes the newest versions)
	@echo "Resolving binder/requirements.txt and tests/requirements.txt."
	@$(VENV)/python binder/lock.py $(ARGS)

bench: tools  ## measure the kit against its peers (ARGS="--rounds 1 import" picks rows)
	@$(VENV)/lepton bench $(ARGS)

versions: tools  ## try the fast tests on the oldest and the newest versions (ARGS="oldest 3.11" picks)
	@$(VENV)/python tests/versions.py $(ARGS)

doctor: course  ## look whether this machine is ready for the course
	@$(VENV)/lepton doctor

format: tools  ## bring the code into its format and mend what the linter can
	@$(VENV)/ruff check --fix .
	@$(VENV)/ruff format .

lint: tools  ## look over the code and change nothing
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/codespell $(WORDS)
	@$(VENV)/mypy

clean:  ## remove .venv and what tests and builds leave behind
	@echo "Removing .venv, caches, dist and artifacts."
	@rm -rf .venv .pytest_cache .ruff_cache dist artifacts
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

course:
	$(BOOTSTRAP)

tools:
	$(BOOTSTRAP) --dev
