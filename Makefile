# The commands of the house. Each prepares the machine as far as it needs: the first time takes minutes.
PYTHON ?= python3
ENV := .venv/bin
TESTS ?= tests
CORES ?= 2

.PHONY: help run test test-faults test-pages check fix pictures bench ready-to-run ready-to-develop

help:
	@echo "make run     start the portal here, with everything it needs"
	@echo "make test    run the tests (TESTS=tests/visas for some of them)"
	@echo "make test-faults  kill processes on purpose and count what is lost: nothing"
	@echo "make test-pages   look at every page and story in all languages"
	@echo "make check   format, lint, types, walls, migrations, texts, diagrams"
	@echo "make fix     mend what can be mended by machine"
	@echo "make bench   measure what was promised"
	@echo "make pictures     take the README's pictures from a portal that runs"

run: ready-to-run
	@exec $(ENV)/python -m interior_portal.run

test: ready-to-develop
	@$(ENV)/python -m interior_portal.preparing messages assets
	@$(ENV)/python -m pytest $(TESTS) -m "not faults and not pages" -n $(CORES) --dist worksteal -q

test-faults: ready-to-develop
	@$(ENV)/python -m interior_portal.preparing messages assets
	@$(ENV)/python -m pytest $(TESTS) -m faults -q

test-pages: ready-to-develop
	@$(ENV)/python -m interior_portal.preparing messages assets
	@$(ENV)/python -m pytest $(TESTS) -m pages -n $(CORES) -q

check: ready-to-develop
	@$(ENV)/python -m interior_portal.preparing messages assets
	@$(ENV)/python -m tools.check

fix: ready-to-develop
	@$(ENV)/ruff check --fix-only --quiet .
	@$(ENV)/ruff format --quiet .
	@find templates -name '*.html' -print0 | xargs -0 $(ENV)/djade --target-version 5.2

pictures: ready-to-develop
	@$(ENV)/python -m tools.pictures

bench: ready-to-develop
	@$(ENV)/python -m interior_portal.preparing messages assets
	@$(ENV)/python -m tests.bench.engine
	@$(ENV)/python -m tests.bench.desk
	@$(ENV)/python -m tests.bench.portal
	@$(ENV)/python -m tests.bench.vehicles
	@$(ENV)/python -m tests.bench.licences
	@$(ENV)/python -m tests.bench.figures
	@$(ENV)/python -m tests.bench.year
	@$(ENV)/python -m tests.bench.annual

ready-to-run:
	@$(PYTHON) tools/prepare.py run

ready-to-develop:
	@$(PYTHON) tools/prepare.py develop
