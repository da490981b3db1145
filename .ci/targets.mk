# Targets beside the build: tests, gates, demo, benchmarks, install.

JOBS := $(shell nproc 2>/dev/null || echo 2)
SECONDS ?= 30

tests: all $(TESTS)

everything: tests $(BENCHES) $(FUZZ_SOURCES:%.c=$(BUILD)/%.o)

# One stamp per file that clang-tidy has passed; any header may matter to any file.
HEADERS = $(shell find include src tests benchmarks -name '*.h')
TIDY = $(patsubst %.c,build/tidy/%.ok,$(wildcard src/*.c) $(LIBRARY_SOURCES) $(SUPPORT_SOURCES) $(TEST_SOURCES) $(BENCH_SOURCES) $(BENCH_SUPPORT_SOURCES) $(FUZZ_SOURCES))

tidy: $(TIDY)

build/tidy/%.ok: %.c $(HEADERS) .clang-tidy $(wildcard */.clang-tidy)
	@mkdir -p $(@D)
	@clang-tidy --quiet $< -- $(STANDARD) -Itests $(OPENMP) 2>/dev/null
	@touch $@

unit: tests  ## build and run the C tests
	@.ci/tests $(TESTS)

check: $(BUILD)/.setup-check  ## build and run every test: the one command before a commit
	@BUILD=$(BUILD) MODE=$(MODE) CC="$(CC)" JOBS=$(JOBS) .ci/check

demo: $(BUILD)/.setup-check  ## plan the gift shop's next orders from its sales and show where to look
	@$(MAKE) --no-print-directory -j$(JOBS) all >/dev/null
	@.ci/demo $(BUILD)/restock data/gift-shop build/demo

asan:  ## every test again with the address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory MODE=asan check

tsan: $(BUILD)/.setup-lint  ## the parallel parts with the thread sanitizer (clang, libomp, libarcher)
	@JOBS=$(JOBS) .ci/tsan

fuzz: $(BUILD)/.setup-lint  ## fuzz the readers of files for SECONDS each, starting from the seeds
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=fuzz CC=clang fuzzers >/dev/null
	@tests/fuzz/run build/fuzz/tests/fuzz $(SECONDS)

fuzzers: $(FUZZERS)

lint: $(BUILD)/.setup-lint  ## format, warnings of both compilers, clang-tidy, cppcheck, floors
	@JOBS=$(JOBS) .ci/lint

format: $(BUILD)/.setup-lint  ## lay out the C files by .clang-format
	@find src include tests benchmarks -name '*.[ch]' -exec clang-format -i {} +

cover:  ## line coverage of all tests together
	@$(MAKE) --no-print-directory MODE=cover check
	@.ci/cover build/cover

bench: $(BUILD)/.setup-check  ## how fast: reading, fitting, whole plans (FOLDER= a larger set, BIG=1 a million series, RESULTS=1 keeps figures)
	@$(MAKE) --no-print-directory -j$(JOBS) all $(BENCHES) >/dev/null
	@benchmarks/run $(if $(FOLDER),--folder "$(FOLDER)") $(if $(BIG),--big) $(if $(RESULTS),--results)

# Peers that cannot be had are left out with a sentence; nothing of them is needed to build or to test.
bench-peers: $(BUILD)/.setup-check  ## how much faster than statsforecast, R forecast, DuckDB, Polars (PEERS= options of benchmarks/peers)
	@$(MAKE) --no-print-directory -j$(JOBS) all $(BUILD)/benchmarks/reading >/dev/null
	-@.ci/setup peers
	@benchmarks/peers $(PEERS) $(if $(RESULTS),--results)

VERSION = $(shell sed -n 's/.*restock_version\[\] = "\([^"]*\)".*/\1/p' src/app/*.c | head -n 1)
INSTALLED = $(DESTDIR)$(PREFIX)

install: all  ## program, library, headers and licence under PREFIX (default /usr/local)
	install -d $(INSTALLED)/bin $(INSTALLED)/lib/pkgconfig $(INSTALLED)/share/doc/restock
	install -m 755 $(BUILD)/restock $(INSTALLED)/bin/restock
	install -m 644 $(BUILD)/librestock.a $(INSTALLED)/lib/librestock.a
	cd include && find . -name '*.h' -exec install -D -m 644 {} $(INSTALLED)/include/restock/{} \;
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' .ci/restock.pc.in > $(INSTALLED)/lib/pkgconfig/restock.pc
	install -m 644 LICENSE $(wildcard README.md) $(INSTALLED)/share/doc/restock

uninstall:  ## remove what install put under PREFIX
	rm -f $(INSTALLED)/bin/restock $(INSTALLED)/lib/librestock.a $(INSTALLED)/lib/pkgconfig/restock.pc
	rm -rf $(INSTALLED)/include/restock $(INSTALLED)/share/doc/restock

.PHONY: tests everything tidy unit check demo asan tsan fuzz fuzzers lint format cover bench bench-peers install uninstall
