import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type ImageSpec, makeImage } from "../src/index.ts";

const dir = mkdtempSync(join(tmpdir(), "logstead-images-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const env = { from: "/usr/bin/env", to: "/usr/bin/it", mode: 0o755 };
const spec = (over: Partial<ImageSpec> = {}): ImageSpec => ({
  name: "localhost/logstead/it",
  tag: "1-{id}",
  layers: [
    { files: [env], folders: [{ path: "/data", owner: 10_085, mode: 0o700 }] },
    { files: [{ from: Buffer.from("hello\n"), to: "/etc/greeting" }] },
  ],
  entrypoint: ["/usr/bin/it"],
  user: "10085:10085",
  labels: { "org.opencontainers.image.title": "it" },
  health: { test: ["/usr/bin/it"], intervalSeconds: 60, timeoutSeconds: 10, startSeconds: 30 },
  ...over,
});

const read = (archive: string, member: string) =>
  execFileSync("tar", ["-xOf", archive, member], { maxBuffer: 1 << 28 });
const json = (archive: string, member: string) => JSON.parse(read(archive, member).toString());
const blob = (digest: string) => `blobs/sha256/${digest.replace("sha256:", "")}`;

describe("makeImage", () => {
  it("gives the same bytes for the same contents, and another id for others", async () => {
    const one = await makeImage(spec(), join(dir, "one.tar"));
    const two = await makeImage(spec(), join(dir, "two.tar"));
    expect(readFileSync(one.archive).equals(readFileSync(two.archive))).toBe(true);
    expect(one.name).toBe(`localhost/logstead/it:1-${one.id.slice(7, 19)}`);
    const layers = [{ files: [env, { from: Buffer.from("bye\n"), to: "/etc/greeting" }] }];
    const other = await makeImage(spec({ layers }), join(dir, "other.tar"));
    expect(other.id).not.toBe(one.id);
    expect(other.digest).not.toBe(one.digest);
  });

  it("is an OCI layout whose digests and sizes are those of its blobs, and one that older Docker reads", async () => {
    const { archive, id, digest, name } = await makeImage(spec(), join(dir, "layout.tar"));
    expect(json(archive, "oci-layout")).toEqual({ imageLayoutVersion: "1.0.0" });
    const { manifests } = json(archive, "index.json");
    expect(manifests).toHaveLength(1);
    expect(manifests[0].digest).toBe(digest);
    expect(manifests[0].annotations["org.opencontainers.image.ref.name"]).toBe(name);
    const manifest = json(archive, blob(digest));
    expect(manifest.config.digest).toBe(id);
    for (const part of [manifests[0], manifest.config, ...manifest.layers]) {
      const bytes = read(archive, blob(part.digest));
      expect(bytes.length).toBe(part.size);
      expect(`sha256:${createHash("sha256").update(bytes).digest("hex")}`).toBe(part.digest);
    }
    const config = json(archive, blob(id));
    const digests = manifest.layers.map((layer: { digest: string }) => layer.digest);
    expect(config.rootfs.diff_ids).toEqual(digests);
    expect(json(archive, "manifest.json")).toEqual([
      { Config: blob(id), RepoTags: [name], Layers: digests.map(blob) },
    ]);
  });

  it("says who runs it, how its health is asked, and what it is", async () => {
    const { archive, id } = await makeImage(spec(), join(dir, "config.tar"));
    expect(json(archive, blob(id)).config).toMatchObject({
      User: "10085:10085",
      Labels: { "org.opencontainers.image.title": "it" },
      Healthcheck: { Test: ["CMD", "/usr/bin/it"], Interval: 60e9 },
    });
  });

  it("brings the libraries a program needs, and folders with their owner", async () => {
    const { archive, digest } = await makeImage(spec(), join(dir, "files.tar"));
    const [base] = json(archive, blob(digest)).layers;
    const listed = execFileSync("tar", ["-tvf", "-"], {
      maxBuffer: 1 << 28,
      input: read(archive, blob(base.digest)),
    }).toString();
    expect(listed).toMatch(/libc\.so\.6/);
    expect(listed).toMatch(/^drwx------ 10085\/10085 .* data\/$/m);
    expect(listed).toMatch(/^-rwxr-xr-x 0\/0 .* 1970-01-01 .* usr\/bin\/it$/m);
  });

  it("refuses a path that is not absolute", async () => {
    const layers = [{ files: [{ from: new Uint8Array(), to: "etc/x" }] }];
    await expect(makeImage(spec({ layers }), join(dir, "bad.tar"))).rejects.toThrow("image-path");
  });
});
