# Two commands on a fresh machine: `make demo` and `make test`.
.PHONY: help demo test check bench chaos mutants mutants-clean fuzz look tools
.DEFAULT_GOAL := help

help: ## Show what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: ## The whole robot on invented cases, in a minute; leaves nothing running
	cargo run --quiet -- demo

test: tools ## All tests, against a private RabbitMQ that the tests start and stop
	cargo test
	cargo test --no-default-features --lib --test cases

check: ## Format and lints, as CI checks them
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	cargo clippy --no-default-features --lib -- -D warnings

# The same seed draws the same storm; what it meets differs, because machines do not run in step.
CHAOS_SECONDS = 180
CHAOS_SEED = 1

chaos: tools ## Everything fails for CHAOS_SECONDS (180): nothing lost, nothing done twice
	cargo test --test chaos -- --seconds $(CHAOS_SECONDS) --seed $(CHAOS_SEED)

bench: ## How fast the core is, beside its goals; fails when one is missed
	cargo bench --bench throughput

fuzz: ## Broken bundles for SECONDS (60): no panic, nothing decided on missing answers
	sh fuzz/run $(SECONDS)

look: ## Pages and papers in a real browser, as pictures in target/look; fails on a WCAG 2 A/AA fault
	cargo build
	sh tests/look/run

# The mutants are split into shards that stop and go on: a shard that has ended is not run again
# until `make mutants-clean`. MUTANT_SHARDS=3 runs shard 3 alone. Fails when less than 95 % of the
# viable mutants are caught; survivors are listed, and those that were argued stand in
# tests/cases/SURVIVORS.md. Needs: cargo install --locked cargo-mutants.
MUTANTS = target/mutants
MUTANT_SHARD_COUNT = 20
MUTANT_SHARDS = $(shell seq 0 $$(($(MUTANT_SHARD_COUNT) - 1)))

mutants: $(MUTANT_SHARDS:%=$(MUTANTS)/%/done) ## Mutation tests of the core, in shards that resume
	@cat $(MUTANTS)/*/mutants.out/missed.txt $(MUTANTS)/*/mutants.out/timeout.txt
	@caught=$$(cat $(MUTANTS)/*/mutants.out/caught.txt $(MUTANTS)/*/mutants.out/timeout.txt | wc -l); \
	missed=$$(cat $(MUTANTS)/*/mutants.out/missed.txt | wc -l); \
	viable=$$((caught + missed)); \
	echo "$$caught of $$viable viable mutants caught ($$((caught * 1000 / viable)) per mille)"; \
	test $$((caught * 100)) -ge $$((viable * 95))

# Exit codes 2 and 3 say that mutants were missed or timed out; the sum above judges them.
$(MUTANTS)/%/done:
	@mkdir -p $(@D)
	CARGO_TARGET_DIR=$(CURDIR)/$(MUTANTS)/build CARGO_PROFILE_DEV_DEBUG=none PROPTEST_CASES=16 \
	cargo mutants -j1 --shard $*/$(MUTANT_SHARD_COUNT) --output $(@D) || test $$? -eq 2 -o $$? -eq 3
	@touch $@

mutants-clean: ## Forget the mutation results
	rm -rf $(MUTANTS)

tools: ## What the tests need beside Rust: rabbitmq-server, prometheus, lnav
	@sh deploy/install-test-tools.sh
