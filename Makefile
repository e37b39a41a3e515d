# Every target sets up .venv by itself. Works with GNU make 4 and with the 3.81 that macOS brings.
#   make          lint and test, as CI does
#   make test     all tests            ARGS="-k word -m 'not slow'" is handed to pytest
#   make reference  rewrite what is generated of the reference and the schemas
#   make quick    linters and the quick tests: what one runs before a commit
#   make page-runtime  fetch and build what `evaluator page` packs into its file (needs npm and PyPI)
#   make golden   rewrite tests/golden/; read the diff before committing it
#   make test-lower   quick tests with the oldest versions of libraries that pyproject.toml allows
#   make test-locked  the same with those of constraints.txt
#   make audit    ask a database of known weaknesses about constraints.txt (needs its network)
#   make fuzz     changed files of every kind   ARGS="--executions 10000"
#   make PYTHON=/path/to/python3.12    choose the interpreter of a new .venv

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PYTHON :=
ARGS :=

PYTHONS := $(PYTHON) python3.13 python3.12 python3.11 python3
CHECKED := $(wildcard evaluator tests samples/*.py bench/*.py scripts/*.py)
YAML := $(wildcard criteria samples)
PACKS := $(wildcard criteria/*/guideline.yaml)
# A file's tests run on one core, so that what they share is made once.
BY_FILE := --dist loadfile --no-loadscope-reorder

# Sets `python` to the first candidate that runs, is new enough and can make a venv. Each one is run, not only
# looked for: version managers put commands on the PATH that answer "not installed".
FIND_PYTHON = python=; \
	for candidate in $(PYTHONS); do \
	  if $$candidate -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	  then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "No Python 3.11 or newer with venv found (tried: $(strip $(PYTHONS)))." >&2; \
	  echo "Install one (Debian, Ubuntu: apt install python3-venv; macOS: brew install python)" >&2; \
	  echo "or name it: make PYTHON=/path/to/python3" >&2; \
	  exit 1; \
	fi

# Compiled modules are kept whatever the shell says: a test run starts hundreds of programs.
unexport PYTHONDONTWRITEBYTECODE

# What pyproject.toml asks of libraries at least, as exact versions.
LOWER = sed -n '/^dependencies = /,/^\]/s/^ *"\([A-Za-z0-9_.-]*\)>=\([0-9.]*\)".*/\1==\2/p' pyproject.toml
QUICK_TESTS := -q -m "not slow and not office"

.PHONY: all venv which-python lint quick test test-lower test-locked audit fuzz golden reference page-runtime demo bench clean

all: lint test

venv: $(STAMP)

which-python:
	@$(FIND_PYTHON); echo "$$python"

$(STAMP): pyproject.toml
	@if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  $(FIND_PYTHON); \
	  echo "$$python -m venv $(VENV)"; \
	  "$$python" -m venv $(VENV); \
	fi
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@$(BIN)/python -m compileall -q evaluator
	@touch $@

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(CHECKED)
	$(if $(YAML),$(BIN)/yamllint --strict $(YAML))
	@for pack in $(PACKS); do \
	  echo "$(BIN)/evaluator guideline check $$pack"; \
	  $(BIN)/evaluator guideline check "$$pack" || exit 1; \
	done

test: $(STAMP)
	$(BIN)/pytest -n auto $(BY_FILE) $(ARGS)

quick: $(STAMP)
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	@# Types are checked beside the tests: mypy has one core, and leaves time on the other.
	$(BIN)/mypy evaluator & types=$$!; \
	PROFILE=quick $(BIN)/pytest -n auto $(BY_FILE) -q -m "not slow and not office" $(ARGS); tests=$$?; \
	wait $$types && exit $$tests

# One after the other, each in an environment of its own beside .venv: libraries of this set, the tests' own as usual.
test-lower test-locked: test-%:
	@$(FIND_PYTHON); test -d .venv-$* || "$$python" -m venv .venv-$*
	$(if $(filter lower,$*),$(LOWER),cat constraints.txt) >.venv-$*/constraints.txt
	.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check -c .venv-$*/constraints.txt -e '.[dev]'
	PROFILE=quick .venv-$*/bin/pytest -n auto $(BY_FILE) $(QUICK_TESTS) $(ARGS)

audit: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(BIN)/pip-audit --requirement constraints.txt --no-deps --disable-pip

fuzz: $(STAMP)
	$(BIN)/python -m bench.fuzz $(ARGS)

golden: $(STAMP)
	GOLDEN=write $(BIN)/pytest -n auto $(BY_FILE) -m golden $(ARGS)

reference: $(STAMP)
	$(BIN)/python scripts/build_reference.py

page-runtime: $(STAMP)
	$(BIN)/python scripts/build_page_runtime.py

demo: $(STAMP)
	$(BIN)/python samples/demo.py

bench: $(STAMP)
	$(BIN)/python -m bench $(ARGS)

clean:
	rm -rf build dist out demo-out .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
