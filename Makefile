# restock: `make help` lists the targets.  Nothing here needs more than a fresh Debian or Ubuntu with git
# and make: .ci/setup installs what is missing.

BUILD ?= build
PREFIX ?= /usr/local
MODE ?= release
CC ?= cc
PKG_CONFIG ?= pkg-config

STANDARD = -std=c17 -D_GNU_SOURCE -Iinclude -ffp-contract=off -fno-math-errno
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wdouble-promotion -Wstrict-prototypes \
           -Wmissing-prototypes -Wcast-qual -Wformat=2 -Wvla -Wundef
STRICT ?= -Werror
OPENMP ?= -fopenmp

MODE_release = -O3 -g
MODE_debug = -O1 -g
MODE_asan = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
MODE_tsan = -O1 -g -fsanitize=thread -fno-omit-frame-pointer
MODE_cover = -O0 -g --coverage

CFLAGS_ALL = $(STANDARD) $(WARNINGS) $(STRICT) $(OPENMP) $(MODE_$(MODE)) $(CFLAGS)
LIBS = -lgsl -lgslcblas -lcsv -linih -lcjson -lzstd -lz -lm

FLOORS = base num panel forecast forecast/models replenish network order io app
LIBRARY_SOURCES = $(sort $(wildcard $(FLOORS:%=src/%/*.c) src/io/report/*.c))
LIBRARY_OBJECTS = $(LIBRARY_SOURCES:%.c=$(BUILD)/%.o)
SUPPORT_SOURCES = $(sort $(wildcard tests/support/*.c))
SUPPORT_OBJECTS = $(SUPPORT_SOURCES:%.c=$(BUILD)/%.o)
TEST_SOURCES = $(sort $(wildcard tests/unit/*.c tests/property/*.c tests/oracle/*.c))
TESTS = $(TEST_SOURCES:%.c=$(BUILD)/%)
BENCH_SOURCES = $(sort $(wildcard benchmarks/*.c))
BENCHES = $(BENCH_SOURCES:%.c=$(BUILD)/%)
FORMATTED = $(sort $(shell find src include tests benchmarks -name '*.[ch]'))

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:

all: $(BUILD)/restock  ## build the program and the library (the default)

$(BUILD)/restock: $(BUILD)/src/main.o $(BUILD)/librestock.a
	$(CC) $(CFLAGS_ALL) -o $@ $^ $(LIBS)

$(BUILD)/librestock.a: $(LIBRARY_OBJECTS)
	rm -f $@
	ar rcsD $@ $^

$(BUILD)/%.o: %.c | $(BUILD)/.setup
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(if $(filter tests/%,$<),-Itests) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(SUPPORT_OBJECTS) $(BUILD)/librestock.a
	$(CC) $(CFLAGS_ALL) -o $@ $^ -lcmocka $(LIBS)

$(BUILD)/benchmarks/%: $(BUILD)/benchmarks/%.o $(BUILD)/librestock.a
	$(CC) $(CFLAGS_ALL) -o $@ $^ $(LIBS)

# What the build needs; asks the package manager only when something is missing.
$(BUILD)/.setup: .ci/setup
	@mkdir -p $(@D)
	@.ci/setup build
	@touch $@

-include $(LIBRARY_OBJECTS:.o=.d) $(BUILD)/src/main.d $(SUPPORT_OBJECTS:.o=.d) $(TESTS:=.d) $(BENCHES:=.d)

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-10s %s\n", $$1, $$2}' Makefile

clean:  ## remove what was built
	rm -rf $(BUILD)

include .ci/targets.mk
