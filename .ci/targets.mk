# Targets beside the build: tests, gates, demo, benchmarks, install.

unit: $(TESTS)  ## build and run the C tests
	@.ci/tests $(TESTS)

.PHONY: all help clean unit
