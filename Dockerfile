# An image that holds one static binary and the licences of what is in it.
#
#   docker build -t kongrender .
#   docker build --platform linux/arm64 -t kongrender .
#   docker build --target sbom --output . .     what is linked in, as SPDX
#
# With SOURCE_DATE_EPOCH=0 (buildah: --timestamp 0) the same bytes each time,
# as long as Debian's packages are the same.
ARG BASE=docker.io/library/debian:bookworm-slim

# On the builder's own architecture: another is cross-compiled, not emulated.
FROM --platform=$BUILDPLATFORM ${BASE} AS build
ARG TARGETARCH
ARG OWNER=OWNER
RUN apt-get -qq update && \
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
    --no-install-recommends make
WORKDIR /src
COPY . .
RUN make deps install sbom licenses LIBC=musl ARCH=$TARGETARCH BUILD=target \
    OWNER=$OWNER DESTDIR=/out PREFIX=

FROM scratch AS sbom
COPY --from=build /src/target/kongrender.spdx.json /

FROM scratch
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="kongrender" \
      org.opencontainers.image.description="Fills a Kong declarative template with secrets, or refuses" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /out/bin/kongrender /kongrender
COPY LICENSE /licenses/LICENSE
COPY --from=build /src/target/licenses.txt /licenses/THIRD-PARTY-LICENSES
USER 65532:65532
ENTRYPOINT ["/kongrender"]
CMD ["render"]
