# lossd as a small image: one static binary, no shell needed, no root.
ARG BUILD_IMAGE=swift:6.3-bookworm
ARG RUN_IMAGE=debian:bookworm-slim

FROM ${BUILD_IMAGE} AS build
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libssl-dev zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Package.swift openapi.yaml ./
COPY Sources ./Sources
# The plugin that embeds openapi.yaml in the binary.
COPY Plugins ./Plugins
# Package.swift declares the test targets, and SwiftPM wants to see them.
COPY Tests ./Tests
# The baseline of the image: processors since 2013 (x86-64-v3: AVX2). lossd says so on others, and does not start.
RUN swift build --configuration release --static-swift-stdlib --product lossd \
        $([ "$(uname -m)" = x86_64 ] && echo -Xcc -march=x86-64-v3) \
    && strip .build/release/lossd

FROM ${RUN_IMAGE}
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libssl3 zlib1g \
    && rm -rf /var/lib/apt/lists/*
LABEL org.opencontainers.image.title="lossd" \
      org.opencontainers.image.description="Losses and their gradients, with PyTorch's names and numbers, over HTTP" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /src/.build/release/lossd /usr/local/bin/lossd
USER 65532:65532
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=1s CMD ["/usr/local/bin/lossd", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/lossd"]
CMD ["serve", "--host", "0.0.0.0"]
