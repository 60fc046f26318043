import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { cacheDir, ports } from "@logstead/base";
import { getTool, type OnProgress } from "@logstead/tools";
import { type ImageSpec, makeImage } from "./archive.ts";

/** The account of the official image; volumes are made for it. */
const loki = 10_001;

/** What an image without a mounted configuration runs with, as the official one does. */
const localConfig = `auth_enabled: false
server: {http_listen_port: ${ports.loki}}
analytics: {reporting_enabled: false}
common:
  path_prefix: /loki
  replication_factor: 1
  ring: {kvstore: {store: inmemory}}
  storage: {filesystem: {chunks_directory: /loki/chunks, rules_directory: /loki/rules}}
ingester: {lifecycler: {min_ready_duration: 0s}}
schema_config:
  configs:
    - {from: 2024-01-01, store: tsdb, object_store: filesystem, schema: v13, index: {prefix: index_, period: 24h}}
`;

/** Loki's image under its real name and tag, made from the built program with the official image's layout. */
export async function lokiImage(onProgress?: OnProgress): Promise<{ archive: string; name: string }> {
  const { path, version } = await getTool("loki", onProgress ? { onProgress } : {});
  const spec: ImageSpec = {
    name: "docker.io/grafana/loki",
    tag: version,
    layers: [
      {
        files: [
          { from: path, to: "/usr/bin/loki", mode: 0o755 },
          { from: Buffer.from(localConfig), to: "/etc/loki/local-config.yaml" },
        ],
        folders: [{ path: "/loki", owner: loki }],
      },
    ],
    entrypoint: ["/usr/bin/loki"],
    cmd: ["-config.file=/etc/loki/local-config.yaml"],
    ports: [ports.loki],
    user: `${loki}:${loki}`,
  };
  const { size, mtimeMs } = statSync(path);
  const key = createHash("sha256")
    .update(JSON.stringify([spec, size, mtimeMs]))
    .digest("hex")
    .slice(0, 16);
  const archive = cacheDir("lab", "images", `loki-${version}-${key}.tar`);
  if (!existsSync(archive)) await makeImage(spec, archive);
  return { archive, name: `${spec.name}:${spec.tag}` };
}
