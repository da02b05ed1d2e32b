# The hub as an image: docker build -t model-hub .
# It runs without root, writes to /data alone, and serves port 3000.
ARG NODE=22-bookworm-slim

FROM node:${NODE} AS build
WORKDIR /app
# What the packages need alone: it changes less often than the sources.
COPY package.json package-lock.json .npmrc ./
COPY examples ./examples
RUN npm ci --include=dev
COPY . .
RUN npm run build \
 && npm prune --omit=dev \
 && rm -rf .next/cache

FROM node:${NODE}
ENV NODE_ENV=production \
    NEXT_TELEMETRY_DISABLED=1 \
    HUB_DATA_DIR=/data
WORKDIR /app
# Owned by root, so that the hub can read its own program and not change it.
COPY --from=build /app ./
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
# Node itself gets the signals; `npm start` would stand in between.
CMD ["node", "--enable-source-maps", "dist/server.mjs"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
