# Reading order is dependency order: a file includes only headers of its own
# folder or of folders above it (make layers).
SRC = $(wildcard \
	src/base/base.c src/base/buf.c src/base/table.c src/base/infile.c src/base/outfile.c \
	src/report/rule.c src/report/pages.c src/report/nearest.c src/report/text.c src/report/diag.c src/report/report.c src/report/sarif.c \
	src/vars/dotenv.c src/vars/vars.c \
	src/template/resolve.c src/template/scan.c src/template/expand.c src/template/quote.c src/template/splice.c src/template/prove.c src/template/render.c \
	src/token/base64url.c src/token/jwt.c src/token/apikey.c \
	src/kong/*.c \
	src/cli/*.c)
CFLAGS ?= -O2 -g
override CFLAGS += -std=c11 -D_GNU_SOURCE -Isrc -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes
LDLIBS = -lyaml -lcyaml -lmbedcrypto -ljansson
BUILD ?= build
OBJ = $(SRC:src/%.c=$(BUILD)/%.o)

all: $(BUILD)/kongrender
$(BUILD)/libkongrender.a: $(OBJ)
	rm -f $@; ar rcs $@ $^
$(BUILD)/kongrender: $(BUILD)/main.o $(BUILD)/libkongrender.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(BUILD)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -c -o $@ $<
$(BUILD)/tests/%: tests/%.c $(BUILD)/libkongrender.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -Itests -MMD -o $@ $< $(BUILD)/libkongrender.a $(LDLIBS) -lcheck -lsubunit -lm -lrt -lpthread
TESTS = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test_*.c))
test: $(TESTS)
	@for t in $(TESTS); do $$t || exit 1; done
-include $(OBJ:.o=.d)
.PHONY: all test
