# What CI runs, by name. `make` alone does all of it but the browser's installation.
.PHONY: all check test gate pin bench bench-write

all: check gate test

check:                ## form, types, layers
	ruff check
	ruff format --check
	mypy
	lint-imports

test:                 ## all tests, the docs' commands and examples included
	pytest

gate:                 ## every measure against its floor
	python -m evaluation.gate

pin:                  ## keep what is better: floors only rise (see CONTRIBUTING.md for the rest)
	python -m evaluation.gate --update

bench:                ## speed and memory beside a reference
	python -m benchmarks.speed

bench-write:          ## the same, kept in docs/benchmarks.md
	python -m benchmarks.speed --write docs/benchmarks.md
