# `make help` lists the commands. `make test` is what CI runs.

# Outside the checkout, so that a fresh clone finds PROJ and the other dependencies built.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/gumei/target
CACHE := $(HOME)/.cache/gumei
VENV := $(CACHE)/venv
STORE ?= data/gumei.gpkg
LISTEN ?= 127.0.0.1:8080

BUILD_PACKAGES := g++ make cmake pkg-config sqlite3
TEST_PACKAGES := gdal-bin chromium fonts-noto-cjk python3-venv postgresql-15 postgresql-15-postgis-3

.PHONY: help run build test test-packages check web-build web-test data data-check rust-test e2e openapi interop bench clean

help: ## List the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: build ## Install what is missing, build, make the data, serve
	$(CARGO_TARGET_DIR)/release/gumei init --keep --store $(STORE)
	$(CARGO_TARGET_DIR)/release/gumei serve --store $(STORE) --listen $(LISTEN)

build: web-build ## Build the page and the release binary
	scripts/packages $(BUILD_PACKAGES)
	cargo build --release --locked

test: check web-test data-check rust-test e2e ## Set up and pass all tests
	@echo 'all tests passed'

check: web-build ## Formatting and lints
	scripts/packages $(BUILD_PACKAGES)
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error

# Built anew only when a source changed: the binary embeds the page and follows it.
WEB_SOURCES := $(shell find web/src web/public web/*.html web/*.json web/*.ts -type f 2>/dev/null)
web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	cd web && npm run build

web-build: web/dist/index.html ## Type-check and build the page

web-test: web-build ## Unit tests of the page
	cd web && npm test

$(VENV)/.done: geodata/generate/requirements.txt
	scripts/packages python3-venv
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r geodata/generate/requirements.txt
	touch $@

data: $(VENV)/.done ## Generate the territory's synthetic data anew
	cd geodata && $(VENV)/bin/python -m generate --out gumei-2016

data-check: $(VENV)/.done ## Topology, references, and that generating again gives the same files
	cd geodata && $(VENV)/bin/python -m generate.check gumei-2016

test-packages:
	scripts/postgres-packages
	scripts/packages $(TEST_PACKAGES)

rust-test: web-build test-packages ## Unit, property, API, store and reference tests
	scripts/packages $(BUILD_PACKAGES)
	cargo test --locked

e2e: web-build test-packages ## The page in a real browser against a real server
	cargo build --locked
	scripts/e2e $(CARGO_TARGET_DIR)/debug/gumei

openapi: web-build ## Renew docs/openapi.json and the page's types made from it
	GUMEI_RENEW=1 cargo test --locked --test gumei the_snapshot_is_fresh
	cd web && npm run schema

interop: web-build test-packages ## Other people's clients against a real server: QGIS (1 GB), GDAL, OWSLib, schemathesis
	scripts/packages python3-venv python3-qgis
	cargo build --locked
	scripts/interop $(CARGO_TARGET_DIR)/debug/gumei $(CACHE)/interop

bench: ## Benchmarks (release profile)
	cargo bench --locked

clean: ## Remove what was built inside the checkout
	rm -rf web/dist web/node_modules data
