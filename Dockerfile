# docker build -t gumei . ; docker run --rm -p 8080:8080 -v gumei:/data gumei
FROM node:22-bookworm-slim AS web
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web ./
RUN npm run build

FROM rust:1.95-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends cmake sqlite3 && rm -rf /var/lib/apt/lists/*
WORKDIR /gumei
COPY Cargo.toml Cargo.lock build.rs ./
COPY src src
COPY migrations migrations
COPY benches benches
COPY tests tests
COPY --from=web /web/dist web/dist
RUN cargo build --release --locked --bin gumei

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libstdc++6 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /data --create-home gumei
COPY --from=build /gumei/target/release/gumei /usr/local/bin/gumei
COPY geodata/gumei-2016 /usr/local/share/gumei/gumei-2016
USER gumei
WORKDIR /data
VOLUME /data
ENV GUMEI_LISTEN=0.0.0.0:8080
EXPOSE 8080
ENTRYPOINT ["gumei"]
CMD ["serve"]
