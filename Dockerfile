FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY vendor ./vendor
# No package that the service runs on has a script of its own, and the sources that `prepare` builds are not here.
RUN npm ci --omit=dev --ignore-scripts

FROM node:24-slim AS console
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY vendor ./vendor
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY scripts ./scripts
COPY src/core ./src/core
COPY console ./console
RUN node scripts/console-build.ts

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY drizzle ./drizzle
COPY rules ./rules
COPY src ./src
COPY --from=console /app/console/dist ./console/dist
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# No shell and no npm in between: SIGTERM reaches the service itself.
# Young garbage is collected early: left to itself V8 keeps 150 MB for it from the start on.
ENTRYPOINT ["node", "--max-semi-space-size=8", "--max-old-space-size=1024", "src/main.ts"]
CMD ["serve"]
