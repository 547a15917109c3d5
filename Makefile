# Two commands on a fresh machine: `make demo` and `make test`.
.PHONY: demo test check tools
.DEFAULT_GOAL := help

help: ## Show what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: ## The whole robot on invented cases, in a minute; leaves nothing running
	cargo run --quiet -- demo

test: tools ## All tests, against a private RabbitMQ that the tests start and stop
	cargo test
	cargo test --no-default-features --lib

check: ## Format and lints, as CI checks them
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	cargo clippy --no-default-features --lib -- -D warnings

tools: ## What the tests need beside Rust: rabbitmq-server
	@sh deploy/install-test-tools.sh
