# restock: `make help` lists the targets.  Nothing here needs more than a fresh Debian or Ubuntu with git
# and make: .ci/setup installs what is missing.

MODE ?= release
BUILD ?= $(if $(filter release,$(MODE)),build,build/$(MODE))
PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc

STANDARD = -std=c17 -D_GNU_SOURCE -Iinclude -ffp-contract=off -fno-math-errno
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wdouble-promotion -Wstrict-prototypes \
           -Wmissing-prototypes -Wcast-qual -Wformat=2 -Wvla -Wundef
STRICT ?= -Werror
OPENMP ?= -fopenmp

# Each mode builds in its own folder; asan and tsan stop at the first finding.
MODE_release = -O3 -g
MODE_debug = -O1 -g
MODE_asan = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
MODE_tsan = -O1 -g -fsanitize=thread -fno-omit-frame-pointer
MODE_fuzz = -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
MODE_cover = -O0 -g --coverage

CFLAGS_ALL = $(STANDARD) $(WARNINGS) $(STRICT) $(OPENMP) $(MODE_$(MODE)) $(CFLAGS)
LIBS = -lgsl -lgslcblas -lcsv -linih -lcjson -lzstd -lz -lm

FLOORS = base num panel forecast forecast/models replenish replenish/policies network order backtest simulate io io/report generate app
LIBRARY_SOURCES = $(sort $(wildcard $(FLOORS:%=src/%/*.c)))
LIBRARY_OBJECTS = $(LIBRARY_SOURCES:%.c=$(BUILD)/%.o)
SUPPORT_SOURCES = $(sort $(wildcard tests/support/*.c))
SUPPORT_OBJECTS = $(SUPPORT_SOURCES:%.c=$(BUILD)/%.o)
TEST_SOURCES = $(sort $(wildcard tests/unit/*.c tests/property/*.c tests/oracle/*.c))
TESTS = $(TEST_SOURCES:%.c=$(BUILD)/%)
BENCH_SOURCES = $(sort $(wildcard benchmarks/*.c))
BENCHES = $(BENCH_SOURCES:%.c=$(BUILD)/%)
BENCH_SUPPORT_SOURCES = $(sort $(wildcard benchmarks/support/*.c))
BENCH_SUPPORT_OBJECTS = $(BENCH_SUPPORT_SOURCES:%.c=$(BUILD)/%.o)
FUZZ_SOURCES = $(sort $(wildcard tests/fuzz/*.c))
FUZZERS = $(FUZZ_SOURCES:%.c=$(BUILD)/%)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules

# V=1 shows the commands whole.
ifneq ($(V),1)
COMPILE = @echo "  compile $@";
LINK = @echo "  link    $@";
endif

all: $(BUILD)/restock  ## build the program and the library (the default)

$(BUILD)/restock: $(BUILD)/src/main.o $(BUILD)/librestock.a
	$(LINK)$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/librestock.a: $(LIBRARY_OBJECTS) $(BUILD)/.sources
	@rm -f $@
	$(LINK)ar rcsD $@ $(LIBRARY_OBJECTS)

# Changes when a source appears or goes away, so that no deleted file lives on in the library.
$(BUILD)/.sources: FORCE
	@mkdir -p $(@D)
	@echo '$(LIBRARY_OBJECTS)' | cmp -s - $@ || echo '$(LIBRARY_OBJECTS)' > $@

$(BUILD)/%.o: %.c $(BUILD)/.flags | $(BUILD)/.setup-build
	@mkdir -p $(@D)
	$(COMPILE)$(CC) $(CFLAGS_ALL) $(if $(filter tests/%,$<),-Itests) -MMD -MP -c -o $@ $<

$(SUPPORT_OBJECTS) $(TESTS:=.o): | $(BUILD)/.setup-check

# Another compiler or other flags in the same folder build everything anew.
$(BUILD)/.flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(CFLAGS_ALL)' | cmp -s - $@ || echo '$(CC) $(CFLAGS_ALL)' > $@

$(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/librestock.a
	$(LINK)$(CC) $(CFLAGS_ALL) -fsanitize=fuzzer -o $@ $^ $(LIBS)

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(SUPPORT_OBJECTS) $(BUILD)/librestock.a
	$(LINK)$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $^ -lcmocka $(TEST_LIBS) $(LIBS)

# A solver of linear programs, which one test measures us against.
$(BUILD)/tests/property/exchange_glpk_test: TEST_LIBS = -lglpk

$(BUILD)/benchmarks/%: $(BUILD)/benchmarks/%.o $(BENCH_SUPPORT_OBJECTS) $(BUILD)/librestock.a
	$(LINK)$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $^ $(LIBS)

# What a task needs (build, check, lint); asks the package manager only when something is missing.
$(BUILD)/.setup-%: .ci/setup
	@mkdir -p $(@D)
	@.ci/setup $*
	@touch $@

-include $(LIBRARY_OBJECTS:.o=.d) $(BUILD)/src/main.d $(SUPPORT_OBJECTS:.o=.d) $(TESTS:=.d) \
         $(BENCHES:=.d) $(BENCH_SUPPORT_OBJECTS:.o=.d) $(FUZZERS:=.d)

include .ci/targets.mk

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

clean:  ## remove what was built
	rm -rf build

FORCE:
.PHONY: all help clean FORCE
