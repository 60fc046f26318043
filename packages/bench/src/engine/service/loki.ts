import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "@logstead/base";

const readyMs = 120_000;

/**
 * A Loki of its own on loopback, with its data below `folder`. It reads with the limits of a site's; it takes more
 * at once, since an hour of lines is put there in a minute.
 */
export async function startLoki(
  program: string,
  folder: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  const [http, grpc] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${http}`;
  const file = join(folder, "loki.yaml");
  writeFileSync(
    file,
    `auth_enabled: false
server: {http_listen_address: 127.0.0.1, http_listen_port: ${http}, grpc_listen_address: 127.0.0.1, grpc_listen_port: ${grpc}, log_level: error}
common:
  path_prefix: ${folder}/loki
  replication_factor: 1
  instance_addr: 127.0.0.1
  ring: {kvstore: {store: inmemory}}
  storage: {filesystem: {chunks_directory: ${folder}/loki/chunks, rules_directory: ${folder}/loki/rules}}
ingester: {chunk_encoding: zstd, lifecycler: {min_ready_duration: 0s}}
limits_config:
  ingestion_rate_mb: 1000
  ingestion_burst_size_mb: 1000
  per_stream_rate_limit: 1GB
  per_stream_rate_limit_burst: 1GB
schema_config:
  configs: [{from: 2024-01-01, store: tsdb, object_store: filesystem, schema: v13, index: {prefix: index_, period: 24h}}]
analytics: {reporting_enabled: false}
`,
  );
  const child = spawn(program, [`-config.file=${file}`], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (data) => {
    said = (said + data).slice(-2000);
  });
  const gone = () => child.exitCode !== null || child.signalCode !== null;
  const until = performance.now() + readyMs;
  const ready = () =>
    fetch(`${url}/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await ready())) {
    if (gone() || performance.now() > until) {
      child.kill("SIGKILL");
      throw new Error(`Loki does not start: ${said}`);
    }
    await pause(200);
  }
  return {
    url,
    async stop() {
      if (gone()) return;
      // What it holds is thrown away with the folder.
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
