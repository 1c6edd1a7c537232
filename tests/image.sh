#!/bin/bash
# Builds the image for real, without an engine or a registry: Debian's
# debootstrap makes the base, buildah builds, podman and runc run. Checks that
# only the binary and its licences are inside, and that it works as a random
# user, with a read-only root and without capabilities. Everything stands in one
# folder, nothing stays mounted.
. "$(dirname "$0")/suite.sh"
VERSION=${VERSION:-$(sed -n 's/^VERSION = //p' Makefile)}
BASE=docker.io/library/debian:bookworm-slim
MAX_SIZE=950000

test "$(id -u)" = 0 || skip 'needs root'
for tool in buildah debootstrap podman runc; do
	command -v "$tool" >/dev/null || skip "$tool is missing (make deps-image)"
done
mirror=$(grep -rhoE 'https?://[^ ]*/debian/?( |$)' /etc/apt/sources.list \
	/etc/apt/sources.list.d 2>/dev/null | grep -v snapshot | head -n 1)
test -n "$mirror" || skip 'no mirror of Debian in /etc/apt'

finish() {
	buildah rm --all >/dev/null 2>&1
	podman rm --all --force >/dev/null 2>&1
	# the innermost first
	awk -v under="$tmp/" 'index($2, under) == 1 { print $2 }' \
		/proc/self/mounts | sort -r | xargs -r umount -l
	rm -rf --one-file-system "$tmp"
	if grep -F " $tmp" /proc/self/mounts; then
		echo "not ok: still mounted"
		exit 1
	fi
}
trap finish EXIT

cat >"$tmp/containers.conf" <<END
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "$tmp/libpod"
END
cat >"$tmp/storage.conf" <<END
[storage]
driver = "vfs"
graphroot = "$tmp/graph"
runroot = "$tmp/run"
END
export CONTAINERS_CONF=$tmp/containers.conf
export CONTAINERS_STORAGE_CONF=$tmp/storage.conf
export TMPDIR=$tmp

quietly() {
	"$@" >"$tmp/log" 2>&1 || {
		cat "$tmp/log"
		return 1
	}
}

# --- the base

quietly debootstrap --variant=minbase bookworm "$tmp/root" "${mirror% }" || {
	grep -qiE 'resolv|connect|retriev|network' "$tmp/log" &&
		skip 'the mirror of Debian cannot be reached'
	not_ok 'debootstrap'
}
tar -C "$tmp/root" -c . | quietly podman import - "$BASE" ||
	not_ok 'podman import'
rm -rf "$tmp/root"

# --- the image, for each architecture

# build_image ARCH NAME FILE: FILE gets its root file system as a tar.
build_image() {
	quietly buildah build --isolation chroot --pull=never --network host \
		--layers=false --timestamp 0 --build-arg BASE="$BASE" \
		--build-arg TARGETARCH="$1" --build-arg VERSION="$VERSION" \
		-t "$2" . &&
		quietly podman create --name "export-$2" "$2" &&
		podman export "export-$2" >"$3"
}

# look WHAT WANTED FOUND
look() {
	if test "$2" = "$3"; then ok; else not_ok "$1: $3, wanted $2"; fi
}

# inside FILE: the regular files, links and further nodes that stand in a
# root file system, less the empty mount points that podman adds.
inside() {
	tar -tvf "$1" | awk '$1 !~ /^d/ && $3 > 0 { print $1, $3, $6 }'
}

inspect() { buildah inspect --type image --format "{{.OCIv1.Config.$1}}" "$2"; }

check_image() {
	local arch=$1 machine=$2 name=kongrender-$1 size file
	build_image "$arch" "$name" "$tmp/$arch.tar" || {
		not_ok "the build for $arch"
		return
	}
	ok
	file=$(inside "$tmp/$arch.tar")
	look "one program and its licences are inside ($arch)" \
		'-rwxr-xr-x kongrender, -rw-r--r-- licenses/LICENSE, -rw-r--r-- '\
'licenses/THIRD-PARTY-LICENSES, ' \
		"$(echo "$file" | sort -k 3 | awk '{ printf "%s %s, ", $1, $3 }')"
	size=$(echo "$file" | awk '$3 == "kongrender" { print $2 }')
	if test "$size" -lt "$MAX_SIZE"; then
		ok
	else
		not_ok "$size bytes, at most $MAX_SIZE wanted"
	fi
	mkdir -p "$tmp/$arch" && tar -C "$tmp/$arch" -xf "$tmp/$arch.tar"
	look "machine ($arch)" "$machine" "$(readelf -h \
		"$tmp/$arch/kongrender" | sed -n 's/^ *Machine: *//p')"
	look "static ($arch)" '' "$(readelf -lW "$tmp/$arch/kongrender" |
		grep INTERP)"
	look "user ($arch)" 65532:65532 "$(inspect User "$name")"
	look "entry point ($arch)" '[/kongrender]' \
		"$(inspect Entrypoint "$name")"
	look "command ($arch)" '[render]' "$(inspect Cmd "$name")"
	look "label ($arch)" "$VERSION" "$(inspect \
		'Labels | printf "%s"' "$name" | tr ' ' '\n' |
		sed -n 's/.*image.version:\([^]]*\).*/\1/p')"
	echo "note: $arch, $size bytes"
}

# run ARGUMENT...: a pod's init container: a random user, nothing writable but
# the volume, no capability.
run_image() {
	podman run --rm --network none --read-only --cap-drop ALL \
		--security-opt no-new-privileges \
		--user 23456:34567 -v "$tmp/template:/kong-template:ro" \
		-v "$tmp/config:/kong-config" "$@" 2>"$tmp/stderr"
}

# must STATUS WHAT ARGUMENT...
must() {
	local wanted=$1 what=$2
	shift 2
	run_image "$@" >"$tmp/stdout"
	look "$what" "$wanted" "$?" || cat "$tmp/stderr"
}

check_run() {
	mkdir -p "$tmp/template" "$tmp/config"
	chmod 777 "$tmp/config"
	cp templates/quickstart.yml "$tmp/template/kong.yml"
	# 125 is podman's own: no container can be started on this machine
	run_image kongrender-amd64 --version >/dev/null
	if test "$?" = 125; then
		cat "$tmp/stderr"
		echo 'note: NOT RUN: podman starts no container here'
		return
	fi
	must 1 'no value: status 1' kongrender-amd64
	look 'and no file' '' "$(ls -A "$tmp/config")"
	"$tmp/amd64/kongrender" keys generate 2>/dev/null |
		grep -E '^(ANON|SERVICE_ROLE)_KEY=' >"$tmp/keys"
	must 0 'with values: status 0' --env-file "$tmp/keys" kongrender-amd64
	look 'a file for Kong' '644 23456' \
		"$(stat -c '%a %u' "$tmp/config/kong.yml")"
	look 'with its values' 2 "$(sed 's/^[A-Z_]*=//' "$tmp/keys" |
		grep -cFf - "$tmp/config/kong.yml")"
	look 'nothing else' kong.yml "$(ls -A "$tmp/config")"
	must 0 'a command of its own' kongrender-amd64 --version
	look 'the version' "kongrender $VERSION" "$(cat "$tmp/stdout")"
	chmod 555 "$tmp/config"
	must 2 'a folder that is not its own: status 2' --env-file "$tmp/keys" \
		-e KONGRENDER_OUTPUT=/kong-config/other.yml kongrender-amd64
}

# The same image from the same packages, and a Dockerfile that leaves a shell
# behind is found.
check_again() {
	local first second
	first=$(podman image inspect --format '{{.Id}}' kongrender-amd64)
	build_image amd64 again "$tmp/again.tar" || not_ok 'the second build'
	second=$(podman image inspect --format '{{.Id}}' again)
	look 'two builds, one image' "$first" "$second"

	mkdir "$tmp/bad" && printf 'FROM kongrender-amd64\nCOPY sh /bin/sh\n' \
		>"$tmp/bad/Dockerfile" && cp "$(command -v dash)" "$tmp/bad/sh"
	(cd "$tmp/bad" && build_image amd64 bad "$tmp/bad.tar")
	look 'a further file is seen' 4 "$(inside "$tmp/bad.tar" | wc -l)"
}

check_image amd64 'Advanced Micro Devices X86-64'
if test "$failed" = 0; then
	check_run
	check_again
fi
check_image arm64 AArch64

totals
