# From a fresh clone to a running stack: `make up`. Needs Python 3.10 or newer; everything else is fetched or built.

PYTHON ?= python3
STACK ?= dev
ARGS ?=
ENGINE ?=
TORTURE ?= 5

BIN := .venv/bin
RUN := $(BIN)/python -m tools.run
# Commands with the tools' folders first on PATH and SIGINT at its default, which CI may have ignored.
WITH := $(BIN)/python -m tools.environment
# Twice as many processes as cores, and each gets the next test, of which the longest come first, when it is free.
PYTEST := pytest -n auto --dist load --maxschedchunk 1
# Where CI is set, who chooses tests has to name a folder (tests/support/skips.py); so `make quick` says `tests`.
LATER := $(addprefix --ignore=tests/,engine pipelines host model commands/test_doctor.py tools typing)
# Each promise at least once, and few examples of each law (tests/support/slow.py).
SHORT := -m 'not slow' --hypothesis-profile=quick
FEW := -m 'not torture and not slow' --hypothesis-profile=few --cases=2
# The tests are compiled once, beside mypy: else each process of a first run compiles all of them.
COMPILED := .venv/tests-compiled
PINNED := $(if $(filter pinned,$(ENGINE)),--pinned)

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup develop checks languages sdks up preview refresh destroy test slow quick check coverage docs pictures release-check torture lint bench people env path sandbox pins clean

help: ## show this list
	@echo 'make TARGET [STACK=dev] [ARGS="..."] [PYTHON=python3]'
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' Makefile

setup: ## virtual environment, what the program needs, and the Pulumi CLI, once (ENGINE=pinned: not the one on PATH)
	@$(PYTHON) -m tools.setup $(PINNED)

develop: ## the same, and what the tests need besides
	@$(PYTHON) -m tools.setup $(PINNED) --develop

languages: setup ## the engine's hosts for programs in YAML, TypeScript and Go, once, where it has none
	@$(BIN)/python -m tools.languages

sdks: setup ## the packages for programs in TypeScript and Go, in build/sdks (needs Go; npm compiles that for TypeScript)
	@$(BIN)/python -m tools.sdks

up: setup ## make the account as the stack says (dev: the embedded sandbox)
	@$(RUN) '$(STACK)' up $(ARGS)

preview: setup ## show what up would change
	@$(RUN) '$(STACK)' preview $(ARGS)

refresh: setup ## take into the state what has changed in the account
	@$(RUN) '$(STACK)' refresh $(ARGS)

destroy: setup ## delete everything the stack has made
	@$(RUN) '$(STACK)' destroy $(ARGS)

test: develop ## lint and types, then the tests on every core, each promise among them (ARGS="-k erase" chooses)
	@$(MAKE) -j2 lint $(COMPILED)
	@$(WITH) $(PYTEST) $(SHORT) $(ARGS)

slow: develop ## the tests that `make test` leaves out, and all examples of each law, in twice the time
	@$(WITH) $(PYTEST) -m slow $(ARGS)

quick: lint ## lint and types, and in under a minute two cases of each test of what works without an engine, for every save
	@$(WITH) $(PYTEST) tests $(LATER) $(FEW) $(ARGS)

checks: develop ## what `make check` needs
	@$(PYTHON) -m tools.setup $(PINNED) --check

check: checks ## the site, every command of its pages, a release, and the SDKs of other languages
	@$(WITH) python -m checks $(ARGS)

coverage: checks ## the branches that the tests take, in every process: those of `make test`, then of all; over half an hour
	@rm -rf build/coverage
	@$(WITH) coverage run -m $(PYTEST) $(SHORT) $(ARGS)
	@$(WITH) coverage combine --quiet
	@$(WITH) coverage report --format=total --fail-under=0
	@$(WITH) coverage run -m $(PYTEST) -m slow $(ARGS) || [ $$? = 5 ] # none of those that ARGS chooses is slow
	@$(WITH) coverage combine --quiet --append
	@$(WITH) coverage report

docs: checks ## serve the site of the documentation (ARGS="-a 127.0.0.1:8001")
	@$(WITH) mkdocs serve $(ARGS)

pictures: checks ## draw the documentation's pictures again (needs chromium and pdftocairo)
	@$(WITH) python -m checks.pictures

release-check: checks ## all of a release but upload, signing and the Pythons that this machine lacks
	@$(WITH) python -m checks.release $(ARGS)

torture: develop ## the hard tests at length, about half an hour on two cores (TORTURE=5), and what they tried
	-@$(BIN)/python -m tools.languages; $(BIN)/python -m tools.sdks # a test whose host or SDK cannot be made says so
	@TORTURE=$(TORTURE) $(WITH) $(PYTEST) -m torture $(ARGS)

$(COMPILED):
	@$(WITH) pytest --collect-only -qq > /dev/null 2>&1 || true # who runs them is told what is wrong
	@touch $@

lint: develop ## style, types and the direction of imports
	@$(WITH) ruff check
	@$(WITH) ruff format --check
	@$(WITH) mypy
	@$(WITH) lint-imports

bench: develop ## where we stand against the neighbours, under 45 minutes; interrupted, it resumes (ARGS=--fresh: from the start)
	@$(WITH) python -m benchmarks $(ARGS)

people: develop ## what a list of people costs (ARGS=100000)
	@$(WITH) python -m benchmarks.phones $(ARGS)

env: setup ## print the variables of a stack, for: eval "$(make -s env)"
	@$(WITH) --stack '$(STACK)'

path: setup ## print the folders of lox24 and pulumi, for a pipeline's PATH
	@$(WITH) --path

sandbox: setup ## serve the sandbox on a port of its own
	@$(WITH) lox24 sandbox $(ARGS)

pins: ## make requirements*.txt again (ARGS=--upgrade for newer releases)
	@PYTHON='$(PYTHON)' tools/pin.sh $(ARGS)

clean: ## remove what set-up and tests made; the stacks' state (.pulumi) stays
	@rm -rf .venv build dist ./*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
