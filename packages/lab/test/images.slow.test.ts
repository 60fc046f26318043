import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { versions } from "@logstead/base";
import { type ImageSpec, lokiImage, makeImage } from "@logstead/images";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, labMust, labUp, loadImage, planWith } from "../src/index.ts";
import { noLab, ownState } from "./helper.ts";

const lokiTag = `docker.io/grafana/loki:${versions.loki}`;

const dir = mkdtempSync(join(tmpdir(), "logstead-images-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe.skipIf(noLab)("a container engine on a host", () => {
  const name = "crates";
  ownState(name);
  let lab: Lab;
  beforeAll(async () => {
    lab = await labUp(planWith(["ocean"]), { name });
  });

  it("runs an image of a built program under its real name and tag, and logs to the journal", async () => {
    const busybox = join(lab.started.base.engine, "usr/bin/busybox");
    const files = [{ from: busybox, to: "/bin/sh", mode: 0o755 }];
    const serve =
      "echo serving as $(id -u) $GREETING; echo ready >/data/index.html; exec httpd -f -p 3100 -h /data";
    const entrypoint = ["/bin/sh", "-c", serve];
    const spec: ImageSpec = {
      name: "docker.io/grafana/loki",
      tag: versions.loki,
      layers: [{ files, folders: [{ path: "/data", owner: 10001 }] }],
      entrypoint,
      env: { GREETING: "hello" },
      ports: [3100],
      user: "10001:10001",
    };
    const { archive } = await makeImage(spec, join(dir, "loki.tar"));
    expect(await loadImage(lab, "ocean", archive)).toEqual([lokiTag]);
    const flags = ["-d", "--name=loki", "--log-driver=journald", "-p", "3100:3100"];
    await labMust(lab, "ocean", ["podman", "run", ...flags, lokiTag]);
    const ask = [
      "curl",
      "-s",
      "--retry",
      "20",
      "--retry-all-errors",
      "--retry-delay",
      "1",
      "http://127.0.0.1:3100/",
    ];
    expect(await labMust(lab, "ocean", ask)).toBe("ready\n");
    const journal = await labMust(lab, "ocean", ["journalctl", "-q", "-o", "cat", "CONTAINER_NAME=loki"]);
    expect(journal).toContain("serving as 10001 hello");
  });

  it("[SYS-07] runs the real Loki from the image that the playbooks name, on port 3100", async () => {
    const { archive, name: image } = await lokiImage();
    expect(await loadImage(lab, "ocean", archive)).toEqual([lokiTag]);
    await labMust(lab, "ocean", ["sh", "-c", "podman rm -f -i loki"]);
    const flags = [
      "-d",
      "--name=loki",
      "--log-driver=journald",
      "--pids-limit=0",
      "-p",
      "127.0.0.1:3100:3100",
    ];
    await labMust(lab, "ocean", ["podman", "run", ...flags, image]);
    const ask = (path: string) => [
      "curl",
      "-sf",
      "--retry",
      "60",
      "--retry-all-errors",
      "--retry-delay",
      "1",
      `http://127.0.0.1:3100${path}`,
    ];
    expect(await labMust(lab, "ocean", ask("/ready"))).toBe("ready\n");
    expect(JSON.parse(await labMust(lab, "ocean", ask("/loki/api/v1/status/buildinfo")))).toMatchObject({
      version: versions.loki,
    });
  });
});
