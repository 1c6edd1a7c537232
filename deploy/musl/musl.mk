# make release: the same program with musl, and with its four libraries made
# from Debian's source packages. Included where LIBC is musl.
#
# A source package is named by version and SHA-256, and the sums are those that
# Debian's index of sources has. libcyaml is Debian 13's. SOURCES is where the
# archives are, or come to by apt's own downloader; whoever is without a network
# puts them there.
MIRROR ?= http://deb.debian.org/debian
SOURCES ?= $(dir $(BUILD))sources
POOL_libyaml = liby/libyaml/libyaml_0.2.5.orig.tar.gz
SUM_libyaml = fa240dbf262be053f3898006d502d514936c818e422afdcf33921c63bed9bf2e
POOL_libcyaml = libc/libcyaml/libcyaml_1.4.2.orig.tar.gz
SUM_libcyaml = 3211b2a0589ebfe02c563c96adce9246c0787be2af30353becbbd362998d16dc
POOL_mbedtls = m/mbedtls/mbedtls_2.28.3.orig.tar.gz
SUM_mbedtls = 3b4953aa55a681e084d31892d9904cc5328d6b4958ea57b90ae4b4f94ae69a8d
POOL_jansson = j/jansson/jansson_2.14.orig.tar.gz
SUM_jansson = c739578bf6b764aa0752db9a2fdadcfe921c78f1228c7ec0bb47fa804c55d17b
LIBRARIES = libcyaml libyaml mbedtls jansson

LICENSE_TEXTS = libyaml=$(UNPACKED)/libyaml/License \
	$(foreach lib,libcyaml mbedtls jansson,$(lib)=$(UNPACKED)/$(lib)/LICENSE)

# What of each is needed.
FILES_libyaml = $(addprefix src/,api reader scanner parser writer emitter)
FILES_libcyaml = $(addprefix src/,mem free load util utf8)
FILES_jansson = $(addprefix src/,dump error hashtable hashtable_seed load \
	memory pack_unpack strbuffer strconv utf value)
FILES_mbedtls = $(addprefix library/,aes asn1parse asn1write base64 bignum \
	constant_time ctr_drbg ecdsa ecp ecp_curves entropy \
	hmac_drbg md platform_util sha1 sha256 sha512)
FLAGS_libyaml = -DYAML_VERSION_MAJOR=0 -DYAML_VERSION_MINOR=2 \
	-DYAML_VERSION_PATCH=5 -DYAML_VERSION_STRING='"0.2.5"'
FLAGS_libcyaml = -DVERSION_MAJOR=1 -DVERSION_MINOR=4 -DVERSION_PATCH=2 \
	-DVERSION_DEVEL=0
FLAGS_jansson = -DHAVE_STDINT_H -DHAVE_FCNTL_H -DHAVE_UNISTD_H -DHAVE_OPEN \
	-DHAVE_READ -DHAVE_CLOSE -DHAVE_SYS_TYPES_H -DHAVE_SYS_TIME_H \
	-DHAVE_GETTIMEOFDAY -DHAVE_GETPID -DHAVE_SCHED_H -DHAVE_SCHED_YIELD \
	-DHAVE_ATOMIC_BUILTINS -DUSE_URANDOM
FLAGS_mbedtls =

# musl's headers and start files, not the system's. rcrt1.o makes a static
# program position independent: musl-gcc would take the wrong one. RELR needs
# musl 1.2.4. arm64: gcc's helpers for atomics want glibc.
# What asks the compiler is asked late, and once: "make deps" may bring it.
once = $(eval $(1) := $(2))$($(1))
MACHINE = $(call once,MACHINE,$(shell $(CC) -dumpmachine 2>/dev/null))
MUSL = $(firstword $(subst -, ,$(MACHINE)))-linux-musl
START = /usr/lib/$(MUSL)
gcc_file = $(shell $(CC) -print-file-name=$(1) 2>/dev/null)
UNPACKED = $(BUILD)/libraries
HEADER_FOLDERS = $(UNPACKED)/libyaml/include $(UNPACKED)/libcyaml/include \
	$(UNPACKED)/mbedtls/include $(UNPACKED)/jansson/src
ONLY_MUSL = $(call once,ONLY_MUSL,-nostdinc -isystem /usr/include/$(MUSL) \
	-isystem $(call gcc_file,include) \
	$(if $(filter aarch64%,$(MACHINE)),-mno-outline-atomics))
CPPFLAGS += $(ONLY_MUSL) $(addprefix -isystem ,$(HEADER_FOLDERS)) \
	-Ideploy/musl -DMBEDTLS_CONFIG_FILE='"mbedtls-config.h"'
RELR =
LINK = -nostdlib -static-pie $(START)/rcrt1.o $(START)/crti.o \
	$(call gcc_file,crtbeginS.o)
LDLIBS = $(LIBRARIES:%=$(UNPACKED)/lib%.a) -L$(START) \
	-Wl,--start-group -lc $(call gcc_file,libgcc.a) -Wl,--end-group \
	$(call gcc_file,crtendS.o) $(START)/crtn.o
HEADERS = stdio.h:musl-dev$(FOREIGN)

COMPILE_LIBRARY = $(CC) -std=gnu11 -fPIE $(OPTIM) $(HARDEN) -w \
	-fno-asynchronous-unwind-tables -fno-unwind-tables \
	-ffunction-sections -fdata-sections \
	'-ffile-prefix-map=$(CURDIR)=.' $(CPPFLAGS)

# For the list of what is linked in.
FROM_SOURCE = $(foreach name,$(LIBRARIES), \
	$(patsubst %.orig.tar.gz,%,$(notdir $(POOL_$(name)))):$(SUM_$(name)))

# library NAME: its archive of sources, its folder, its objects, its archive.
define library
$(SOURCES)/$(notdir $(POOL_$(1))):
	@mkdir -p $$(@D)
	$$(QUIET)/usr/lib/apt/apt-helper download-file \
		$(MIRROR)/pool/main/$(POOL_$(1)) $$@ SHA256:$(SUM_$(1)) >/dev/null
$(UNPACKED)/$(1)/unpacked: $(SOURCES)/$(notdir $(POOL_$(1)))
	@echo '$(SUM_$(1))  $$<' | sha256sum --check --status || { \
		echo '$$<: its SHA-256 is not $(SUM_$(1))' >&2; exit 1; }
	@rm -rf $$(@D) && mkdir -p $$(@D)
	@tar -xf $$< -C $$(@D) --strip-components=1
	@test $(1) != jansson || \
		sed 's/@json_inline@/inline/; s/@json_[a-z_]*@/1/' \
		$$(@D)/src/jansson_config.h.in >$$(@D)/src/jansson_config.h
	@test $(1) != jansson || : >$$(@D)/src/jansson_private_config.h
	@touch $$@
$(FILES_$(1):%=$(UNPACKED)/$(1)/%.o): $(wildcard deploy/musl/*) \
		$(BUILD)/flags | $(BUILD)/ready
	$$(QUIET)$$(COMPILE_LIBRARY) $(FLAGS_$(1)) -c -o $$@ $$(@:.o=.c)
$(UNPACKED)/lib$(1).a: $(FILES_$(1):%=$(UNPACKED)/$(1)/%.o)
	@rm -f $$@
	@$$(AR) rcsD $$@ $$^
$(BUILD)/ready: $(UNPACKED)/$(1)/unpacked
$(LIB): | $(UNPACKED)/lib$(1).a
endef
$(foreach name,$(LIBRARIES),$(eval $(call library,$(name))))

$(BUILD)/entropy.o: deploy/musl/entropy.c $(BUILD)/flags | $(BUILD)/ready
	$(QUIET)$(COMPILE) -c -o $@ $<
$(UNPACKED)/libmbedtls.a: $(BUILD)/entropy.o

# In our archive, ahead of musl's own. A loop in it must not become a call of itself.
$(BUILD)/string.o: deploy/musl/string.c $(BUILD)/flags | $(BUILD)/ready
	$(QUIET)$(COMPILE) -fno-builtin -fno-tree-loop-distribute-patterns \
		-c -o $@ $<
$(LIB): $(BUILD)/string.o
