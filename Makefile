# Makefile: builds the program and its tests. No list of files: folders are searched.
#
#   make              build/comity            make VARIANT=asan ...   another build beside it
#   make help         the other targets

VERSION := 0.1.0
CC ?= gcc
VARIANT ?= release
BUILD = build$(if $(filter-out release,$(VARIANT)),/$(VARIANT))
# Silent under make -s.
SAY := $(if $(findstring s,$(firstword -$(MAKEFLAGS))),:,echo)
PREFIX ?= /usr/local

PACKAGES := gsl libconfig jansson libmd
WARN := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
CFLAGS_release := -O2 -g
CFLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS_coverage := -O0 -g --coverage
CFLAGS_valgrind := -O1 -g
CFLAGS_clang := -O2 -g
CFLAGS_mpi := -O2 -g
ifeq ($(VARIANT),clang)
CC := clang
endif
# make MPI=1: build/mpi/comity, for several machines (libopenmpi-dev)
ifdef MPI
VARIANT := mpi
CC := mpicc
CPPFLAGS += -DCM_MPI
endif
CPPFLAGS += -D_POSIX_C_SOURCE=200809L -DCM_VERSION=\"$(VERSION)\" -I. -MMD -MP
CFLAGS += -std=c11 -fopenmp -ffp-contract=off $(WARN) $(CFLAGS_$(VARIANT))
LDLIBS := -lglpk $(shell pkg-config --libs gsl libconfig jansson 2>/dev/null || echo -lgsl -lgslcblas -lconfig -ljansson) -lunistring -lcsv -lflint -lgmp -lmd -lm

SOLVER := $(shell find solver -name '*.c' | sort)
MODELS := $(shell find models -name '*.c' | sort)
CLI := $(shell find cli -name '*.c' | sort)
HEADERS := $(shell find solver models cli -name '*.h' | sort)
TESTS := $(sort $(wildcard tests/test_*.c))
SUPPORT := $(sort $(wildcard tests/support/*.c))
SCRIPTS := $(sort $(wildcard tests/*.sh))
BENCHES := $(sort $(wildcard bench/bench_*.c))

OBJECTS = $(patsubst %.c,$(BUILD)/%.o,$(1))
LIBRARY := $(call OBJECTS,$(SOLVER) $(MODELS))
SHELL_OBJECTS := $(call OBJECTS,$(filter-out cli/main.c,$(CLI)))
TEST_PROGRAMS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(TESTS))
BENCH_PROGRAMS := $(patsubst bench/%.c,$(BUILD)/bench/%,$(BENCHES))

.PHONY: all demo test check-static asan valgrind coverage lint format layers purity headers bench install man arguments manual deps help clean fuzz tests
.DELETE_ON_ERROR:
.SECONDARY:

all: $(BUILD)/comity

$(BUILD)/comity: $(LIBRARY) $(call OBJECTS,$(CLI))
	@$(SAY) "  LD $@"; $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@$(SAY) "  CC $<"; $(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/libsolver.a: $(call OBJECTS,$(SOLVER))
	$(AR) rcs $@ $^

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(LIBRARY) $(SHELL_OBJECTS) $(call OBJECTS,$(SUPPORT))
	@$(SAY) "  LD $@"; $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka $(LDLIBS)

$(BUILD)/bench/%: $(BUILD)/bench/%.o $(LIBRARY) $(SHELL_OBJECTS)
	@$(SAY) "  LD $@"; $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

demo: $(BUILD)/comity  ## the headline claim: do smaller venues agree more easily?
	$(BUILD)/comity run configs/article/a06-small-venues.cfg configs/article/a06-real-members.cfg

tests: $(BUILD)/comity $(TEST_PROGRAMS)

test: tests layers purity headers  ## every test
	@tests/run-all $(BUILD) $(TEST_PROGRAMS) $(SCRIPTS)

asan:  ## the tests under AddressSanitizer and UBSan
	$(MAKE) VARIANT=asan tests
	@tests/run-all build/asan $(patsubst tests/%.c,build/asan/tests/%,$(TESTS)) $(SCRIPTS)

valgrind:  ## the tests under valgrind
	$(MAKE) VARIANT=valgrind tests
	@COMITY_RUNNER="valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite" \
	  tests/run-all build/valgrind $(patsubst tests/%.c,build/valgrind/tests/%,$(TESTS))

coverage:  ## lines that the tests reach
	$(MAKE) VARIANT=coverage tests
	@tests/run-all build/coverage $(patsubst tests/%.c,build/coverage/tests/%,$(TESTS)) $(SCRIPTS)
	gcovr -r . --object-directory build/coverage -e 'tests/.*' -e 'bench/.*' --print-summary

lint:  ## warnings of two compilers and two linters
	$(MAKE) VARIANT=clang all
	cppcheck --quiet --std=c11 --inline-suppr --error-exitcode=1 --suppress=missingIncludeSystem --suppress=ctuuninitvar --enable=warning,portability -D_POSIX_C_SOURCE=200809L -DCM_VERSION='"x"' -I. solver models cli
	clang-tidy --quiet $(SOLVER) $(MODELS) $(CLI) -- -std=c11 -D_POSIX_C_SOURCE=200809L -DCM_VERSION='"x"' -I. -fopenmp 2>/dev/null
	shellcheck -x bootstrap .ci/run tests/run-all tests/*.sh tests/support/*.sh

layers:  ## includes point down; no literal tolerance in solver/ outside num.c
	@tests/check-layers

purity: $(BUILD)/libsolver.a  ## the solver neither prints nor reads nor exits
	@tests/check-purity $<

headers:  ## each header compiles alone
	@mkdir -p $(BUILD)
	@for h in $(HEADERS); do \
	  printf '#include "%s"\n' $$h | $(CC) -std=c11 -D_POSIX_C_SOURCE=200809L -I. $(WARN) -x c -fsyntax-only - || exit 1; done
	@echo "headers: $(words $(HEADERS)) compile alone"

bench: $(BENCH_PROGRAMS)  ## ratios, measured now
	@for b in $^; do $$b || exit 1; done

FUZZ_SECONDS ?= 600
fuzz:  ## libFuzzer on the readers of files
	@mkdir -p build/fuzz/corpus build/fuzz/corpus_nfg build/fuzz/corpus_efg
	for t in config nfg efg; do \
	  clang -std=c11 $(CPPFLAGS) -g -O1 -fsanitize=fuzzer,address,undefined -o build/fuzz/fuzz_$$t tests/fuzz/fuzz_$$t.c \
	    $(filter-out cli/main.c,$(CLI)) $(MODELS) $(SOLVER) -fopenmp $(LDLIBS) || exit 1; done
	build/fuzz/fuzz_config -max_total_time=$(FUZZ_SECONDS) build/fuzz/corpus tests/corpus configs/article configs/lessons configs/venues
	build/fuzz/fuzz_nfg -max_total_time=$(FUZZ_SECONDS) build/fuzz/corpus_nfg tests/corpus/nfg
	build/fuzz/fuzz_efg -max_total_time=$(FUZZ_SECONDS) build/fuzz/corpus_efg tests/corpus/efg

arguments: $(BUILD)/comity  ## docs/arguments.md, written anew from configs/article
	sh docs/arguments.sh docs

manual: $(BUILD)/comity  ## docs/manual.md, written anew from the registers
	sh docs/manual.sh docs

man: $(BUILD)/comity
	help2man --no-info --name='negotiations over norms, computed and judged' -o $(BUILD)/comity.1 $(BUILD)/comity

install: all man  ## into PREFIX (/usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/comity
	install -m 755 $(BUILD)/comity $(DESTDIR)$(PREFIX)/bin/comity
	install -m 644 $(BUILD)/comity.1 $(DESTDIR)$(PREFIX)/share/man/man1/comity.1
	cp -r configs $(DESTDIR)$(PREFIX)/share/comity/

format:  ## lay the code out by .clang-format
	clang-format -i $(SOLVER) $(MODELS) $(CLI) $(HEADERS)

deps:  ## the Debian packages that bootstrap installs
	@./bootstrap deps

clean:  ## remove what was built
	rm -rf build

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

-include $(shell find build -name '*.d' 2>/dev/null)
