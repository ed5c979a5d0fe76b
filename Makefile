# What CI runs, by name. `make` alone does all of it but the browser's installation.
.PHONY: all check test gate pin bench bench-write api pictures

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

api:                  ## docs/api.md from the server's own schema
	python -m onrecord.web.reference > docs/api.md

pictures:             ## the tutorial's pictures, by a browser, of invented stories
	ONRECORD_PICTURES=1 pytest -n0 tests/web/test_pictures.py
