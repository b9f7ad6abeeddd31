# The front door of prefkit: `make` lists what there is to do.
#
# `make setup` installs the C libraries that are missing (the other targets do so too, by way of it); a Swift toolchain
# from 6.2 on is the one thing to have beforehand. Generated things go to build/ and demo-output/, both ignored by git.

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
BENCH_INPUT ?=

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

BINARY := .build/release/prefkit
MAN := build/man/.made
COMPLETIONS := build/completions/.made
LINTED := $(wildcard Sources Tests Package.swift)
SOURCES := Package.swift $(shell find Sources -type f ! -name '*.md' 2>/dev/null)
# Linking the Swift runtime into the executable halves its start-up time; only Linux toolchains can.
STATIC := $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)

# The scripts find the executable by this name.
export PREFKIT ?= $(CURDIR)/$(BINARY)
# Two builds at a time would wait for one another anyway.
.NOTPARALLEL:

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# Building and trying

.PHONY: setup build demo
setup: ## Install the C libraries that are missing; says how where it cannot
	@scripts/setup.sh

build: $(BINARY) ## Build the release executable, .build/release/prefkit

$(BINARY): $(SOURCES)
	@scripts/setup.sh
	$(SWIFT) build -c release $(STATIC) --product prefkit
	@touch $@

demo: $(BINARY) ## Run ingest, dedup, audit, shard and validate on samples/, into demo-output/
	@scripts/demo.sh

# Proving

.PHONY: test unit cases cases-update schemas check format lint check-docs test-clients test-kill bench
test: unit cases schemas $(BINARY) ## Run the unit tests, the command-line cases, the schemas and the pipeline test
	Tests/clients/pipeline_test.sh

unit: # The Swift tests alone; a target that imports what Package.swift does not allow it does not build.
	@scripts/setup.sh
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	$(SWIFT) test --skip-build

cases: $(BINARY) ## Compare what the commands print with Tests/Cases/
	@scripts/cases.sh

cases-update: $(BINARY) ## Rewrite Tests/Cases/ from what the commands print; review with git diff
	@scripts/cases.sh --update

schemas: $(BINARY) ## Hold schemas, samples and fresh outputs to one another (needs Python's jsonschema, else skipped)
	@if python3 -c 'from jsonschema import Draft202012Validator' 2>/dev/null; then \
	  python3 Tests/scripts/validate_schemas.py; \
	else \
	  echo "schemas: skipped, for python3 or its package jsonschema (4 or later) is missing" >&2; \
	fi

check: lint check-docs test ## Do all that must pass: lint, docs and tests

format: ## Format the Swift files in place
	$(SWIFT) format --in-place --parallel --recursive $(LINTED)

lint: ## Check format and style of the Swift files, changing nothing
	$(SWIFT) format lint --strict --parallel --recursive $(LINTED)

check-docs: ## Check links, make targets and file names in the Markdown files
	@scripts/check_docs.sh

test-clients: $(BINARY) ## Load shards with datasets, polars and DuckDB (needs Python 3.11 and the network)
	@scripts/venv.sh
	build/venv/bin/python Tests/clients/loaders_test.py

test-kill: $(BINARY) ## Kill a data build at 50 random moments; the rebuild must equal a clean one
	python3 Tests/scripts/kill_test.py

bench: $(BINARY) ## Measure speed and memory on 1.1 GB (BENCH_INPUT=FILE.jsonl: on that file)
	python3 Tests/Benchmarks/run.py $(if $(BENCH_INPUT),--input $(BENCH_INPUT))

# What a fuzz run reads as: a container, or the name of a format; by default all of them, one after the other.
FUZZ_TARGETS ?=
FUZZ_SECONDS ?= 600
.PHONY: fuzz fuzz-smoke
fuzz: ## Fuzz each container and format for FUZZ_SECONDS (default 600), or those of FUZZ_TARGETS="table kto"
	@SWIFT=$(SWIFT) FUZZ_SECONDS=$(FUZZ_SECONDS) scripts/fuzz.sh $(FUZZ_TARGETS)

fuzz-smoke: ## Fuzz each container and format for 60 seconds
	@SWIFT=$(SWIFT) FUZZ_SECONDS=60 scripts/fuzz.sh $(FUZZ_TARGETS)

# Documents and installing

.PHONY: man completions docs install uninstall clean
man: $(MAN) ## Write the man pages to build/man/
$(MAN): $(BINARY)
	@SWIFT=$(SWIFT) scripts/man.sh build/man
	@touch $@

completions: $(COMPLETIONS) ## Write bash, zsh and fish completions to build/completions/
$(COMPLETIONS): $(BINARY)
	@mkdir -p build/completions
	$(BINARY) --generate-completion-script bash > build/completions/prefkit.bash
	$(BINARY) --generate-completion-script zsh > build/completions/_prefkit
	$(BINARY) --generate-completion-script fish > build/completions/prefkit.fish
	@touch $@

docs: ## Write the API documentation to build/docs/
	@SWIFT=$(SWIFT) scripts/docs.sh build/docs

install: $(BINARY) $(MAN) $(COMPLETIONS) ## Install under PREFIX (default /usr/local), staged below DESTDIR
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/prefkit
	install -m 644 build/man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -d $(DESTDIR)$(PREFIX)/share/{bash-completion/completions,zsh/site-functions,fish/vendor_completions.d}
	install -m 644 build/completions/prefkit.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/prefkit
	install -m 644 build/completions/_prefkit $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_prefkit
	install -m 644 build/completions/prefkit.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/prefkit.fish

uninstall: ## Remove what install put under PREFIX
	rm -f $(DESTDIR)$(PREFIX)/bin/prefkit
	rm -f $(DESTDIR)$(PREFIX)/share/man/man1/prefkit.1 $(DESTDIR)$(PREFIX)/share/man/man1/prefkit.*.1
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/prefkit
	rm -f $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_prefkit
	rm -f $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/prefkit.fish

clean: ## Remove everything that was built
	rm -rf .build build demo-output
