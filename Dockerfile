# lossd as an image of one static binary: no shell, no libraries, no root.
ARG BUILD_IMAGE=swift:6.3-bookworm

FROM ${BUILD_IMAGE} AS build
# The distribution's versions are those of the base image, which BUILD_IMAGE pins.
# hadolint ignore=DL3008
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libssl-dev zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Package.swift openapi.yaml LICENSE ./
COPY Sources ./Sources
# The plugin that embeds openapi.yaml in the binary.
COPY Plugins ./Plugins
# Package.swift declares the test targets, and SwiftPM wants to see them.
COPY Tests ./Tests
# The baseline of the image: processors since 2013 (x86-64-v3: AVX2). lossd says so on others, and does not start.
RUN case "$(uname -m)" in x86_64) set -- -Xcc -march=x86-64-v3 ;; esac \
    && swift build --configuration release --product lossd --static-swift-stdlib -Xswiftc -static-executable "$@"
COPY Packaging/image ./Packaging/image
ARG VERSION=unknown
ARG REVISION=unknown
ARG CREATED=
RUN Packaging/image/assemble /image "${VERSION}" "${REVISION}" "${CREATED}"

FROM scratch
ARG VERSION=unknown
ARG REVISION=unknown
ARG CREATED=
ARG SOURCE=
LABEL org.opencontainers.image.title="lossd" \
      org.opencontainers.image.description="Losses and their gradients, with PyTorch's names and numbers, over HTTP" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /image/ /
USER 65532:65532
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=1s CMD ["/usr/local/bin/lossd", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/lossd"]
CMD ["serve", "--host", "0.0.0.0"]
