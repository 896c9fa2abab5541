# What people and CI run. `make` alone lists it; longer work lives in deploy/local/assay_local.
SHELL := /bin/bash
.DEFAULT_GOAL := help
UV := deploy/local/uv
LOCAL := $(UV) run --frozen python -m assay_local

.PHONY: help
help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

.PHONY: up down status logs clean doctor demo
up: ## start the stack (heals and updates a running one); returns when it is usable
	@$(LOCAL) up
down: ## stop the stack; its data stays
	@$(LOCAL) down
status: ## what runs, where, and how much memory it takes
	@$(LOCAL) status
logs: ## follow the logs; one process: make logs P=writer
	@$(LOCAL) logs $(P)
clean: ## stop the stack and remove its data (.local)
	@$(LOCAL) clean
doctor: ## ask each part to do its work once, and say what does not
	@$(LOCAL) doctor
demo: ## send sample traces of several frameworks
	@$(LOCAL).demo

.PHONY: test check test-faults test-release bench bench-ui
test: ## everything that must pass, from a bare checkout: make test ARGS="-k name"
	@$(UV) sync --frozen --quiet && $(LOCAL).testrun $(ARGS)
check: ## format, lint, types, import contracts, house rules, drift of generated files
	@$(LOCAL).checks
test-faults: ## kill, stop and starve parts under load
	@$(UV) sync --frozen --quiet && $(LOCAL).testrun tests/e2e/faults $(ARGS)
test-release: ## everything with the full counts
	@$(UV) sync --frozen --quiet && ASSAY_TEST_COUNTS=full $(LOCAL).testrun $(ARGS)
bench: ## benchmarks, one JSON line each
	@$(LOCAL).benches bench $(ARGS)
bench-ui: ## benchmarks of the web page, one JSON line each
	@$(LOCAL).benches ui_bench $(ARGS)

.PHONY: proto openapi migrate fmt
proto: ## generate the code of the proto files
	@$(UV) run --frozen bash proto/generate.sh
openapi: ## collect the services' OpenAPI, the gateway's document and its route table
	@$(UV) run --frozen python -m assay_contracts.openapi
migrate: ## bring the running stack's databases to the newest schema
	@$(LOCAL) migrate
fmt: ## format the Python code
	@$(UV) run --frozen ruff format && $(UV) run --frozen ruff check --fix
