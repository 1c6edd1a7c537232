# kongrender. "make help" names the targets.
VERSION = 0.1.0
# Of the version; man pages and CHANGELOG.md have it.
VERSION_DATE = 2026-11-24
# Whose repository it is: SARIF and the release link there.
OWNER = OWNER

# Reading order is dependency order: a file includes only headers of its own
# folder or of folders above it (make layers).
SRC = src/base/alloc.c src/base/base.c src/base/utf8.c src/base/columns.c src/base/buf.c src/base/bytes.c \
	src/base/table.c \
	src/base/infile.c src/base/target.c src/base/outfile.c \
	src/report/rule.c src/report/text.c src/report/nearest.c \
	src/report/diag.c src/report/input.c src/report/shown.c src/report/excerpt.c src/report/report.c src/report/json.c \
	src/report/sarif.c src/report/github.c src/report/rulepage.c \
	src/vars/sensitive.c src/vars/placeholder.c src/vars/envquote.c \
	src/vars/dotenv.c src/vars/secretsdir.c src/vars/keymap.c \
	src/vars/vars.c \
	src/template/lookalike.c src/template/textline.c src/template/cause.c \
	src/template/syntax.c \
	src/template/resolve.c src/template/tree.c src/template/scan.c \
	src/template/scan_node.c src/template/quicktoken.c \
	src/template/quickscan.c \
	src/template/jsontext.c src/template/expand.c \
	src/template/quote.c src/template/block.c src/template/splice.c \
	src/template/drop.c src/template/keys.c src/template/verify.c \
	src/template/render.c \
	src/token/base64url.c src/token/random.c src/token/strictjson.c \
	src/token/crypto.c src/token/uuid.c src/token/apikey.c \
	src/token/date.c src/token/jwk.c src/token/jws.c \
	src/token/jwt.c src/token/verdict.c \
	src/lua/lua.c src/lua/insert.c src/lua/scalar.c \
	src/kong/names.c src/kong/schema.c src/kong/publicfields.c \
	src/kong/kongyaml.c src/kong/keys.c src/kong/entries.c \
	src/kong/config.c src/kong/model.c src/kong/values.c \
	src/kong/pem.c src/kong/file.c src/kong/entityid.c src/kong/owners.c src/kong/kong.c \
	src/kong/small.c src/kong/types.c src/kong/document.c \
	src/kong/plugins.c \
	src/kong/rules.c src/kong/hosts.c src/kong/regex.c \
	src/kong/paths.c src/kong/addresses.c src/kong/luacheck.c \
	src/kong/checks.c \
	src/kong/judge.c src/kong/credentials.c src/kong/across_route.c src/kong/across_config.c src/kong/across_ai.c \
	src/kong/across_plugins.c src/kong/across.c src/kong/unknown.c src/kong/leftover.c \
	src/kong/fieldvalue.c src/kong/rows.c \
	src/kong/census.c src/kong/guard.c src/kong/secondlook.c \
	src/kong/refs.c src/kong/gateway.c \
	src/kong/jsonfile.c src/kong/functions.c src/kong/notkong.c \
	src/kong/check.c \
	src/envoy/envoyfile.c src/envoy/envoyinsert.c src/envoy/envoycheck.c \
	src/supabase/derived.c src/supabase/answer.c \
	src/supabase/variables.c src/supabase/supabase.c \
	src/supabase/envoyvalues.c \
	src/supabase/credential.c src/supabase/filejudge.c \
	src/supabase/filekeys.c src/supabase/allowlist.c src/supabase/keyset.c \
	src/supabase/keycheck.c src/supabase/keycheck_list.c \
	src/supabase/keycheck_file.c \
	src/supabase/keycheck_explain.c \
	src/lint/folder.c src/lint/secrets.c src/lint/spelling.c src/lint/template.c \
	src/lint/envoytemplate.c src/lint/ignore.c \
	src/lint/manifest.c src/lint/mask.c \
	src/cli/kongversion.c src/cli/flag.c src/cli/unknownflag.c src/cli/opt.c \
	src/cli/misuse.c src/cli/output.c src/cli/findings.c src/cli/twins.c src/cli/seed.c src/cli/values.c \
	src/cli/renderenvoy.c src/cli/renderkong.c \
	src/cli/streams.c src/cli/valueflags.c \
	src/cli/keyflags.c src/cli/daemon.c \
	src/cli/url.c src/cli/curl.c src/cli/fingerprint.c src/cli/watch.c \
	src/cli/cmd_render.c src/cli/cmd_lint.c src/cli/cmd_token.c \
	src/cli/cmd_token_verify.c src/cli/cmd_keys.c src/cli/cmd_keys_check.c \
	src/cli/cmd_keys_probe.c \
	src/cli/cmd_dotenv.c \
	src/cli/roff.c src/cli/manpage.c src/cli/words.c \
	src/cli/shell_bash.c src/cli/shell_zsh.c src/cli/shell_fish.c \
	src/cli/cmd_completion.c src/cli/cmd_man.c

BUILD ?= build
PREFIX ?= /usr/local
PYTHON ?= /usr/bin/python3
FUZZ_TIME ?= 60
JOBS ?= $(or $(shell nproc 2>/dev/null),2)

# The binary is static-pie from the distribution's own archives; unit tests,
# sanitizers and valgrind need a dynamic one (LINK=).
OPTIM = -O2 -g
HARDEN = -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
LINK = -static-pie
LAYOUT = -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--build-id=none \
	-Wl,--gc-sections $(RELR)
# 50 KB fewer; binutils of Debian 12 know it for x86 alone.
RELR = $(if $(filter amd64,$(or $(ARCH),$(HOST_ARCH))), \
	-Wl$(comma)-z$(comma)pack-relative-relocs)
comma = ,
WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wformat=2 -Wno-format-nonliteral \
	-Wpointer-arith -Wundef -Wvla $(if $(WERROR),-Werror)
CPPFLAGS += -D_GNU_SOURCE -DVERSION='"$(VERSION)"' \
	-DVERSION_DATE='"$(VERSION_DATE)"' \
	-DPROJECT_URL='"https://github.com/$(OWNER)/kongrender"' -Isrc
# What makes the bytes the same from any folder: no path of the build in them.
COMPILE = $(CC) -std=c11 -fPIE $(OPTIM) $(HARDEN) $(WARN) \
	-fno-asynchronous-unwind-tables -fno-unwind-tables \
	-ffunction-sections -fdata-sections \
	'-ffile-prefix-map=$(CURDIR)=.' \
	$(SANITIZE) $(CPPFLAGS) $(CFLAGS)
LINKER = $(CC) $(OPTIM) $(SANITIZE) $(CFLAGS) $(LAYOUT) $(LDFLAGS)
LDLIBS = -lcyaml -lyaml -lmbedcrypto -ljansson -lm

OBJ = $(SRC:src/%.c=$(BUILD)/%.o)
LIB = $(BUILD)/libkongrender.a
BIN = $(BUILD)/kongrender
UNIT = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test_*.c))
FUZZ = $(basename $(notdir $(wildcard tests/fuzz/fuzz_*.c)))
REPLAY = $(FUZZ:%=$(BUILD)/tests/fuzz/%)
JUDGED = $(BUILD)/tests/luasource/spans
FAULTS = $(BUILD)/tests/faults/inject $(BUILD)/tests/faults/kongrender
REFUTED = $(BUILD)/tests/refuted/kongrender
MEMORY = $(addprefix $(BUILD)/tests/memory/,at_exit again)
BENCH = $(BUILD)/tests/bench/kongrender $(patsubst tests/%.c, \
	$(BUILD)/tests/%,$(filter-out %/fixed.c,$(wildcard tests/bench/*.c)))
# Every suite that needs a process: tests/NAME.sh and tests/NAME/run.sh. The
# longest begin first, so that no core waits for the last one.
LONG = tests/image.sh tests/manage.sh tests/judge/run.sh \
	tests/defects/run.sh tests/analyse.sh tests/linear.sh tests/static.sh \
	tests/manifests.sh tests/faults/run.sh tests/bench/run.sh
SUITES = $(filter-out $(WITHOUT),$(filter $(SCRIPTS),$(LONG)) \
	$(filter-out $(LONG),$(SCRIPTS)))
SCRIPTS = $(filter-out tests/suite.sh, \
	$(sort $(wildcard tests/*.sh tests/*/run.sh)))
# What judges a release.
RELEASED = $(wildcard tests/judge/run.sh tests/static.sh \
	tests/faults/run.sh tests/golden/run.sh tests/memory/run.sh)
# Those that say something new of a binary with sanitizers in it.
SANITIZED = $(wildcard tests/golden/run.sh tests/fuzz/run.sh \
	tests/kong-cases/run.sh)

# make ARCH=arm64 (or amd64) cross-compiles, with Debian's multiarch packages.
HOST_ARCH := $(shell dpkg --print-architecture 2>/dev/null)
ifneq ($(filter-out $(HOST_ARCH),$(ARCH)),)
TRIPLE_amd64 = x86_64-linux-gnu
TRIPLE_arm64 = aarch64-linux-gnu
CC = $(TRIPLE_$(ARCH))-gcc
AR = $(TRIPLE_$(ARCH))-ar
STRIP = $(TRIPLE_$(ARCH))-strip
GCC_PACKAGE = gcc-$(subst _,-,$(TRIPLE_$(ARCH)))
FOREIGN = :$(ARCH)
else
STRIP = strip
GCC_PACKAGE = gcc
endif

# What Debian 12 must have, to build and to check.
BUILD_DEPS = $(GCC_PACKAGE) $(addsuffix $(FOREIGN),$(if \
	$(filter musl,$(LIBC))$(filter release,$(MAKECMDGOALS)),musl-dev, \
	libc6-dev libyaml-dev libcyaml-dev libmbedtls-dev libjansson-dev))
# npm brings what Debian has not: the types of Kubernetes, the schema of SARIF,
# and a kubectl of 1.27 or later.
CHECK_DEPS = binutils busybox check clang clang-format clang-tidy cppcheck \
	curl fish gettext-base git jose jq libclang-rt-dev luajit mandoc musl-dev npm \
	openssl pre-commit python3 python3-jsonschema python3-yaml shellcheck \
	strace valgrind zsh
IMAGE_DEPS = buildah debootstrap podman runc
# "make deps" is for everything; with nothing but these beside it, it is for
# them alone.
ALSO = $(filter-out deps,$(MAKECMDGOALS))
DEPS = $(BUILD_DEPS) $(if $(ALSO), \
	$(if $(filter-out all install demo test sbom licenses release, \
		$(ALSO)),$(CHECK_DEPS), \
	$(if $(filter test,$(ALSO)),check)),$(CHECK_DEPS))

all: $(BIN)

help:
	@sed -n 's/^#: \{0,1\}//p' Makefile

#: Start here:
#:   make deps       install what is missing on Debian 12 (as root or with sudo)
#:   make            build build/kongrender (CC=clang WERROR=1 BUILD=DIR V=1)
#:   make demo       render a template with keys made for it
#:   make test       run the unit tests, two seconds
#:   make check      run every suite, JOBS=N at a time (default: one per core)
#:   make install    install program, man pages and completion (PREFIX= DESTDIR=)
#:
#: Tests:
#:   make check-NAME     one suite: check-golden, check-test_buf (EXHAUSTIVE=1)
#:   make check-all      every suite with EXHAUSTIVE=1: mutations, every fault,
#:                       every value; WITHOUT='SUITE...' leaves some out
#:   make asan           unit tests, golden cases and corpora with sanitizers
#:   make valgrind       unit tests with valgrind
#:   make fuzz           each fuzz target for FUZZ_TIME=60 seconds; KEEP=1 adds
#:                       to the corpus
#:   make coverage       lines that no suite runs
#:   make bench          time of render and of what it replaces
#:
#: Code:
#:   make format         check the layout of the C files; format-fix changes it
#:   make house          check the house style
#:   make layers         check who includes whom
#:   make analyse        run cppcheck and clang-tidy
#:   make static         check that the binary is static and hardened
#:   make clean          remove build/ and dist/
#:
#: Install and release:
#:   make uninstall      remove what make install has installed
#:   make release        build/release/stripped/kongrender, with musl and the
#:                       libraries' sources
#:   make release-check  the suites that a release must pass, on that program
#:   make release-files  dist/: archives for amd64 and arm64, checksums, SBOM,
#:                       licences, notes (OWNER=; first make deps-release)
#:   make dist           dist/kongrender-VERSION.tar.gz of the last commit
#:   make sbom           what is linked in, as SPDX
#:   make licenses       the licence texts of what is linked in
#:   make image          build the image (ENGINE=docker, podman or buildah)
#:   make image-test     the same without an engine (root, deps-image)

# --- building

QUIET = $(if $(V),,@echo '  $@';)

# The program's allocator is its own; a sanitizer brings one.
MAIN = $(BUILD)/main.o $(if $(SANITIZE),,$(BUILD)/malloc.o)

$(BIN): $(MAIN) $(LIB)
	$(QUIET)$(LINKER) $(LINK) -o $@ $^ $(LDLIBS)

$(LIB): $(OBJ)
	@rm -f $@
	@$(AR) rcsD $@ $^

$(BUILD)/%.o: src/%.c $(BUILD)/flags | $(BUILD)/ready
	@mkdir -p $(@D)
	$(QUIET)$(COMPILE) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%.o: tests/%.c $(BUILD)/flags | $(BUILD)/ready
	@mkdir -p $(@D)
	$(QUIET)$(COMPILE) -Itests -MMD -MP -c -o $@ $<

$(BUILD)/tests/test_%: $(BUILD)/tests/test_%.o $(LIB)
	$(QUIET)$(LINKER) -pie -o $@ $^ $(LDLIBS) -lcheck -lsubunit -lm -lrt -lpthread

# Without libFuzzer a small main() gives every file of a corpus to the target.
$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o \
		$(BUILD)/tests/fuzz/replay.o $(LIB)
	$(QUIET)$(LINKER) -pie -o $@ $^ $(LDLIBS)

# What render is measured against, built and linked as it is.
$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o
	$(QUIET)$(LINKER) $(LINK) -o $@ $^ -lyaml

# The one whose instructions are counted.
$(BUILD)/tests/bench/kongrender: $(MAIN) $(BUILD)/tests/bench/fixed.o $(LIB)
	$(QUIET)$(LINKER) $(LINK) -Wl,--wrap=getauxval -o $@ $^ $(LDLIBS)

# The one whose quick scanner is wrong.
$(REFUTED): $(MAIN) $(BUILD)/tests/refuted/wrong.o $(LIB)
	$(QUIET)$(LINKER) $(LINK) -Wl,--wrap=quickscan_yaml -o $@ $^ $(LDLIBS)

# What src/lua says, for a judge.
$(BUILD)/tests/luasource/spans: $(BUILD)/tests/luasource/spans.o $(LIB)
	$(QUIET)$(LINKER) -pie -o $@ $^ $(LDLIBS)

# What lets system calls fail, and a kongrender whose allocations can.
$(BUILD)/tests/faults/inject: $(BUILD)/tests/faults/inject.o
	$(QUIET)$(LINKER) $(LINK) -o $@ $^ $(LDLIBS)

WRAPPED = -Wl,--wrap=main -Wl,--wrap=malloc -Wl,--wrap=calloc \
	-Wl,--wrap=realloc
$(BUILD)/tests/faults/kongrender: $(MAIN) $(BUILD)/tests/faults/alloc.o \
		$(LIB)
	$(QUIET)$(LINKER) $(LINK) $(WRAPPED) -o $@ $^ $(LDLIBS)

# What reads another's memory, and a kongrender that does the same again and
# again.
$(BUILD)/tests/memory/at_exit: $(BUILD)/tests/memory/at_exit.o
	$(QUIET)$(LINKER) $(LINK) -o $@ $^ $(LDLIBS)

$(BUILD)/tests/memory/again: $(BUILD)/tests/memory/again.o $(BUILD)/malloc.o \
		$(LIB)
	$(QUIET)$(LINKER) $(LINK) -o $@ $^ $(LDLIBS)

# What a header is missing from, said before the compiler says it.
HEADERS = stdio.h:libc6-dev yaml.h:libyaml-dev cyaml/cyaml.h:libcyaml-dev \
	mbedtls/md.h:libmbedtls-dev jansson.h:libjansson-dev
$(UNIT:=.o): | $(BUILD)/ready-to-test
$(BUILD)/ready-to-test: HEADERS = check.h:check
$(BUILD)/ready $(BUILD)/ready-to-test: $(BUILD)/flags
	@missing=; \
	if ! command -v $(firstword $(CC)) >/dev/null; then \
		missing=' $(firstword $(CC))'; \
	else for pair in $(HEADERS); do \
		echo "#include <$${pair%%:*}>" | $(CC) $(CPPFLAGS) $(CFLAGS) \
			-x c -fsyntax-only - 2>/dev/null || \
			missing="$$missing $${pair#*:}"; \
	done; fi; \
	test -z "$$missing" || { \
		echo "missing here:$$missing"; \
		echo 'First run "make deps" (Debian 12, as root or with sudo).'; \
		exit 1; } >&2
	@touch $@

# Another compiler or other flags in the same folder, or another path to it,
# which the .d files have in them: build again.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(BUILD): $(subst ','\'',$(COMPILE))' | cmp -s - $@ || \
		echo '$(BUILD): $(subst ','\'',$(COMPILE))' >$@

.SECONDARY:
-include $(OBJ:.o=.d) $(MAIN:.o=.d) $(UNIT:=.d) \
	$(wildcard $(BUILD)/tests/*/*.d)

# "make release" sets it; everything above is for glibc.
ifeq ($(LIBC),musl)
include deploy/musl/musl.mk
endif

# --- checking

RUN = KONGRENDER='$(abspath $(BIN))' BUILD='$(abspath $(BUILD))' \
	PYTHON='$(PYTHON)' CC='$(CC)' VERSION='$(VERSION)' \
	JOBS='$(JOBS)' tests/run

test: $(UNIT)
	@$(RUN) $(UNIT)

# What the suites run. Built first, and as parallel as they are.
TESTED = $(BIN) $(UNIT) $(REPLAY) $(JUDGED) $(FAULTS) $(MEMORY) $(REFUTED) \
	$(BENCH)
PARALLEL = $(MAKE) --no-print-directory \
	$(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))

built:
	+@$(PARALLEL) tested

tested: $(TESTED)
	@:

check: built
	@$(RUN) $(SUITES) $(UNIT)

check-all: built
	@EXHAUSTIVE=1 $(RUN) $(SUITES) $(UNIT)

# One suite: make check-golden, make check-test_buf.
check-test_%: $(BUILD)/tests/test_%
	@$(RUN) $<

check-%: built
	@$(RUN) $(or $(wildcard tests/$*.sh tests/$*/run.sh),tests/$*.sh)

ASAN = BUILD=$(BUILD)/asan LINK=-pie HARDEN= OPTIM='-O1 -g' \
	SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer'

asan:
	+@$(PARALLEL) $(ASAN) asan-run

asan-run: $(BIN) $(UNIT) $(REPLAY)
	@$(RUN) $(SANITIZED) $(UNIT)

VALGRIND = valgrind -q --trace-children=yes --error-exitcode=9 \
	--leak-check=full --show-leak-kinds=definite \
	--errors-for-leak-kinds=definite

# These count and sign ten times as long as all others; asan has them too.
COUNTING = $(addprefix $(BUILD)/tests/,test_jwt test_rules test_string)

valgrind: $(UNIT)
	@CK_DEFAULT_TIMEOUT=600 CK_TIMEOUT_MULTIPLIER=20 VALGRIND='$(VALGRIND)' $(RUN) \
		$(filter-out $(COUNTING),$(UNIT))

# One folder of its own, with what clang counts lines with.
coverage:
	@$(MAKE) CC=clang BUILD=$(BUILD)/coverage LINK=-pie HARDEN= \
		OPTIM='-O0 -g' coverage-run \
		SANITIZE='-fprofile-instr-generate -fcoverage-mapping'

coverage-run: $(BIN) $(UNIT) $(REPLAY)
	@BUILD='$(BUILD)' PYTHON='$(PYTHON)' CC='$(CC)' VERSION='$(VERSION)' \
		tests/coverage/report.sh $(UNIT)

fuzz:
	@$(MAKE) CC=clang BUILD=$(BUILD)/fuzz LINK=-pie HARDEN= \
		OPTIM='-O1 -g' \
		SANITIZE='-fsanitize=fuzzer-no-link,address,undefined \
		-fno-sanitize-recover=all' fuzz-run

fuzz-run: $(FUZZ:%=$(BUILD)/bin/%)
	@BUILD='$(abspath $(BUILD))' FUZZ_TIME=$(FUZZ_TIME) KEEP=$(KEEP) \
		tests/fuzz/fuzz.sh $^

$(BUILD)/bin/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(LIB)
	@mkdir -p $(@D)
	$(QUIET)$(LINKER) -pie -fsanitize=fuzzer -o $@ $^ $(LDLIBS)

fuzz-replay: $(REPLAY)
	@$(RUN) tests/fuzz/run.sh

layers:
	@$(RUN) tests/layers.sh

static: $(BIN)
	@$(RUN) tests/static.sh

FORMATTED = $(wildcard src/*.c src/*/*.[ch] tests/*.[ch] tests/*/*.[ch])

format:
	clang-format --dry-run --Werror $(FORMATTED)

format-fix:
	clang-format -i $(FORMATTED)

house: $(LIB)
	@$(RUN) tests/house.sh

analyse:
	@$(RUN) tests/analyse.sh

bench: $(BIN) $(BENCH)
	@KONGRENDER='$(abspath $(BIN))' BUILD='$(abspath $(BUILD))' \
		tests/bench/bench.sh

# --- handing over

# The program that is handed over. A user's own is "make", with glibc.
RELEASE = BUILD=$(BUILD)/release LIBC=musl
release:
	+@$(PARALLEL) $(RELEASE) stripped

release-check:
	+@$(PARALLEL) $(RELEASE) release-run

release-run: $(BIN) $(FAULTS) $(MEMORY) stripped
	@$(RUN) $(RELEASED)

stripped: $(BUILD)/stripped/kongrender
	@:

$(BUILD)/stripped/kongrender: $(BIN)
	@mkdir -p $(@D)
	$(STRIP) -s -o $@ $<

# What the program says of itself: man pages, and completion for three shells.
# One of another architecture cannot say it.
TEXTS = $(if $(FOREIGN),,$(BUILD)/texts)

$(BUILD)/texts: $(BIN) deploy/texts.sh
	@deploy/texts.sh '$(abspath $(BIN))' '$@'

SHARE = $(DESTDIR)$(PREFIX)/share

install: $(BUILD)/stripped/kongrender $(TEXTS)
	install -D -m 755 $< $(DESTDIR)$(PREFIX)/bin/kongrender
	$(if $(TEXTS),@cd $(TEXTS) && find . -type f | while read -r file; do \
		install -D -m 644 "$$file" "$(abspath $(SHARE))/$$file" || \
			exit 1; done)

# All that any version has installed; folders stay, others use them.
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/kongrender \
		$(SHARE)/man/man1/kongrender.1 \
		$(SHARE)/man/man1/kongrender-*.1 \
		$(SHARE)/bash-completion/completions/kongrender \
		$(SHARE)/zsh/site-functions/_kongrender \
		$(SHARE)/fish/vendor_completions.d/kongrender.fish

# Keys that are made here and now, and the template that they belong in.
demo: $(BIN)
	@rm -rf $(BUILD)/demo && mkdir -p $(BUILD)/demo
	@set -e; cd $(BUILD)/demo; umask 077; \
	PATH='$(abspath $(BUILD))':$$PATH; \
	cp '$(CURDIR)/templates/quickstart.yml' kong.yml.tmpl; \
	echo '$$ kongrender keys generate >keys.env'; \
	kongrender keys generate >keys.env; \
	echo '$$ kongrender render -t kong.yml.tmpl -e keys.env -o kong.yml'; \
	kongrender render -t kong.yml.tmpl -e keys.env -o kong.yml; \
	echo '$$ diff kong.yml.tmpl kong.yml'; \
	diff kong.yml.tmpl kong.yml | cut -c 1-72 || :; \
	echo; echo 'These keys are for this demo alone. Next, your own template:'; \
	echo '  $(BIN) lint YOUR-kong.yml'

dist:
	@mkdir -p dist
	git archive --prefix=kongrender-$(VERSION)/ HEAD | gzip -9n \
		>dist/kongrender-$(VERSION).tar.gz

deps:
	@missing=; for p in $(DEPS); do \
		dpkg-query -W -f '$${Status}' $$p 2>/dev/null | \
		grep -q '^install ok installed' || \
		{ test $$p = npm && command -v npm >/dev/null; } || \
		missing="$$missing $$p"; \
	done; \
	test -z "$$missing" || { \
		command -v apt-get >/dev/null || { \
			echo "not Debian: please install$$missing"; exit 1; }; \
		test "$$(id -u)" = 0 || sudo=sudo; \
		$(if $(FOREIGN),$$sudo dpkg --add-architecture $(ARCH);) \
		$$sudo apt-get -qq update; \
		$$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq install \
			-y --no-install-recommends $$missing </dev/null; }

deps-image:
	@$(MAKE) deps DEPS='$(IMAGE_DEPS)'

# A list of what is linked in, from the linker's own trace.
sbom: $(BUILD)/kongrender.spdx.json

$(BUILD)/kongrender.spdx.json: $(BIN) deploy/sbom.sh
	$(QUIET)$(LINKER) $(LINK) -Wl,--trace -o $(BUILD)/traced \
		$(MAIN) $(LIB) $(LDLIBS) | \
		deploy/sbom.sh $(VERSION) $(BUILD)/traced $(FROM_SOURCE) >$@.new
	@rm $(BUILD)/traced && mv $@.new $@

# Their licences, of which most ask to go with the binary.
licenses: $(BUILD)/licenses.txt

$(BUILD)/licenses.txt: $(BUILD)/kongrender.spdx.json deploy/licenses.sh
	$(QUIET)deploy/licenses.sh $< $(LICENSE_TEXTS) >$@.new
	@mv $@.new $@

# What make release builds, for each architecture in a folder of its own, and
# all that goes with it; the pages come from a program that runs here. Nothing
# is sent anywhere.
ARCHES = amd64 arm64

$(ARCHES:%=release-%): release-%:
	+@$(MAKE) --no-print-directory ARCH=$* LIBC=musl \
		BUILD=$(BUILD)/release/$* stripped licenses

release-files: $(ARCHES:%=release-%) $(BUILD)/texts dist
	deploy/release.sh $(VERSION) $(VERSION_DATE) '$(OWNER)' dist \
		$(BUILD)/texts $(ARCHES:%=$(BUILD)/release/%)

# The release is built with musl, the pages' program as any other.
deps-release:
	+@$(MAKE) deps DEPS='$$(BUILD_DEPS) git'
	+@set -e; for arch in $(ARCHES); do $(MAKE) deps ARCH=$$arch \
		DEPS='$$(GCC_PACKAGE) musl-dev$$(FOREIGN)'; done

ENGINE = docker
image:
	$(ENGINE) build --build-arg VERSION=$(VERSION) \
		--build-arg OWNER='$(OWNER)' \
		-t kongrender:$(VERSION) .

image-test:
	@$(RUN) tests/image.sh

clean:
	rm -rf $(BUILD) dist

# Packages come before what needs them, with -j too.
ifneq ($(filter deps,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif
.PHONY: all help uninstall licenses release-files deps-release \
	$(ARCHES:%=release-%) \
	 release release-check release-run stripped test check check-all built tested asan asan-run valgrind fuzz fuzz-run \
	coverage coverage-run \
	fuzz-replay layers static format format-fix bench demo house analyse install dist deps \
	deps-image sbom image image-test clean FORCE
