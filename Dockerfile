# syntax=docker/dockerfile:1

FROM rust:1.95.0-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/src/target,sharing=locked \
    cargo build --release --locked -p ava-server \
    && install -D target/release/ava /out/ava

FROM debian:bookworm-slim
# The newest certificates, not a pinned set of them.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 ava \
    && useradd --uid 10001 --gid ava --home-dir /data --no-create-home --shell /usr/sbin/nologin ava \
    && install --directory --owner=ava --group=ava --mode=0700 /data
COPY --from=build /out/ava /usr/local/bin/
COPY --chmod=0755 scripts/container-healthcheck /usr/local/bin/

# PORT rather than AVA_API_BIND: hosts that set a PORT of their own are then obeyed.
ENV PORT=8000 AVA_API_DATA_DIR=/data
WORKDIR /data
VOLUME /data
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["container-healthcheck", "/healthz"]
# No ENTRYPOINT: hosts that run a command of the image before a deploy (`ava migrate up`) differ in whether they keep it.
CMD ["ava", "serve"]
