# What a person types. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# Cargo uses every core itself, and check's order matters.
.NOTPARALLEL:

CARGO ?= cargo
PROGRAM := $(CARGO) run --quiet --locked -p ava-server --
NEXTEST := $(shell command -v cargo-nextest)

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## Serve, with everything embedded unless AVA_API_… variables say otherwise
	$(CARGO) run --locked -p ava-server -- serve

.PHONY: test
test: ## Every test, on SQLite and on a throw-away Postgres (ARGS=name runs those alone)
ifneq ($(NEXTEST),)
# nextest leaves out the examples in the docs.
	$(if $(ARGS),,$(CARGO) test --doc --quiet --workspace --locked)
	scripts/with-postgres $(CARGO) nextest run --workspace --locked $(ARGS)
else
	scripts/with-postgres $(CARGO) test --workspace --locked $(ARGS)
endif

ROUNDS ?= 1000
.PHONY: torture
torture: ## Rounds of pushes, faults and kills, each to end with one assistant (ROUNDS=1000, SEED=1)
	AVA_TORTURE_ROUNDS=$(ROUNDS) AVA_TORTURE_SEED=$(or $(SEED),1) scripts/with-postgres \
	  $(CARGO) nextest run --profile torture -p ava-server --locked -E 'test(torture::)'

CRASH = $${CARGO_TARGET_DIR:-target}/debug/ava-crash --program $${CARGO_TARGET_DIR:-target}/debug/ava
.PHONY: crash
crash: ROUNDS = 20
crash: ## Rounds of kills and freezes under load, after each of which nothing acknowledged is lost (ROUNDS=200, SEED=1)
# Two builds, so that the program is what is shipped.
	$(CARGO) build --quiet --locked -p ava-server
	$(CARGO) build --quiet --locked -p ava-crash-harness
	for kind in sqlite postgres; do \
	  $(CRASH) $$kind --rounds $(ROUNDS) --seed $(or $(SEED),1); done
	for kind in postgres-killed postgres-frozen; do \
	  $(CRASH) $$kind --rounds $$((($(ROUNDS) + 3) / 4)) --seed $(or $(SEED),1); done

.PHONY: balanced-test
balanced-test: ## The tests on Postgres, through HAProxy and two servers each (ARGS=name runs those alone)
	scripts/balanced-test $(ARGS)

.PHONY: rolling-restarts
rolling-restarts: ROUNDS = 20
rolling-restarts: ## Restart servers one by one under load, without a failed request (ROUNDS=20, ARGS=--nginx)
	ROUNDS=$(ROUNDS) scripts/rolling-restart $(ARGS)

# The tests last, so that the run ends with their summary.
.PHONY: check
check: fmt-check lint docs deny test ## What CI runs

.PHONY: fmt
fmt: ## Format the code
	$(CARGO) fmt --all

.PHONY: fmt-check
fmt-check:
	$(CARGO) fmt --all -- --check

.PHONY: lint
lint: ## Clippy, warnings refused
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings

.PHONY: docs
docs: ## The code's documentation, warnings refused
	RUSTDOCFLAGS="-D warnings -A rustdoc::private-intra-doc-links" $(CARGO) doc --workspace --no-deps --document-private-items --locked

.PHONY: deny
deny: ## Licences, bans, sources and known vulnerabilities of what we depend on
	scripts/deny

.PHONY: console-check
console-check: ## Types and unit tests of the console; needs Node 20
	scripts/console-check

.PHONY: e2e
e2e: ## Drive the console in Chromium against the binary; needs Node 20 (ARGS=e2e/scenarios/login.e2e.js)
	scripts/e2e $(ARGS)

# A page is measured as it is shipped.
.PHONY: lighthouse
lighthouse: ## Hold the login and the studio to 95 points of Lighthouse in each category; needs Chromium and Node 22
	cd crates/web-console && npm ci --silent && npm ci --silent --prefix lighthouse
	$(CARGO) build --quiet --release --locked -p ava-server
	AVA_E2E_BINARY=$${CARGO_TARGET_DIR:-$(CURDIR)/target}/release/ava node crates/web-console/lighthouse/run.js

.PHONY: screenshots
screenshots: ## Take the pictures in README anew; needs Chromium and Node 20
	$(CARGO) build --quiet --locked -p ava-server
	cd crates/web-console && npm ci --silent && node e2e/screenshots.js

.PHONY: fuzz
fuzz: ## Ask the API all that its document allows and forbids (ARGS='--cases 2000 --seed 1')
	scripts/fuzz $(ARGS)

.PHONY: deploy-check
deploy-check: ## Hold what deploys the server against what will read it (Compose, Kubernetes, systemd, proxies)
	scripts/check-deploy

# Two builds: what one of them needs must not find its way into the other.
.PHONY: bench
bench: ## How fast it is beside a server that does nothing else; needs wrk (ARGS='--quick', ARGS=growth)
	$(CARGO) build --quiet --release --locked -p ava-server -p ava-vapi-sandbox
	$(CARGO) build --quiet --release --locked -p ava-bench
	scripts/with-postgres --durable $${CARGO_TARGET_DIR:-target}/release/ava-bench $(ARGS)

.PHONY: alerts
alerts: ## Check the alerts and the dashboard by promtool, and against a server
	scripts/check-observability

.PHONY: otlp
otlp: ## Test the export of spans, in a build of its own
	scripts/check-otlp

.PHONY: openapi
openapi: ## Write openapi.json from the code
	$(PROGRAM) openapi > openapi.json.new
	mv openapi.json.new openapi.json

.PHONY: migrate
migrate: ## Bring the database of AVA_API_DATABASE_URL, or the embedded one, up to date
	$(PROGRAM) migrate up

# Only Postgres is started, so the server's keys need not be real.
.PHONY: db-up
db-up: ## Start a Postgres in Docker (POSTGRES_PASSWORD in the environment or in .env)
	AVA_API_JWT_SECRET_KEY=unused AVA_API_ENCRYPTION_KEYS=unused docker compose up --detach --wait postgres
	@echo 'For the server: AVA_API_DATABASE_URL=postgres://ava:<POSTGRES_PASSWORD>@127.0.0.1:5432/ava'

.PHONY: clean-data
clean-data: ## Forget what `make run` keeps in ./data: the database, the sandbox's assistants, the keys
	rm -rf data
