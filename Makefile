# Two commands on a fresh machine: `make demo` and `make test`.
.PHONY: help demo test mutants check tools
.DEFAULT_GOAL := help

help: ## Show what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: ## The whole robot on invented cases, in a minute; leaves nothing running
	cargo run --quiet -- demo

test: tools ## All tests, against a private RabbitMQ that the tests start and stop
	cargo test
	cargo test --no-default-features --lib --test cases

mutants: ## Mutation tests of the core; SHARD=K/N does one part
	@command -v cargo-mutants >/dev/null || cargo install cargo-mutants --locked
	cargo mutants --jobs 1 --output target/mutants $(if $(SHARD),--shard $(SHARD))

check: ## Format and lints, as CI checks them
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	cargo clippy --no-default-features --lib -- -D warnings

tools: ## What the tests need beside Rust: rabbitmq-server
	@sh deploy/install-test-tools.sh
