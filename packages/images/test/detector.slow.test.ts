import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { detectorVersion as tested } from "@logstead/inventory";
import { afterAll, describe, expect, it } from "vitest";
import { bundleDetector } from "../src/detector/bundle.ts";
import { sourceFolders } from "../src/detector/image.ts";
import { detectorImage, detectorVersion } from "../src/index.ts";

const dir = mkdtempSync(join(tmpdir(), "logstead-detector-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const tar = (archive: string, ...args: string[]) =>
  execFileSync("tar", [...args, archive], { maxBuffer: 1 << 28 }).toString();

describe("the detector's image", () => {
  it("is made once for the same sources, and the same bytes each time", async () => {
    const one = await detectorImage(join(dir, "one.tar"));
    expect(one.made).toBe(true);
    expect((await detectorImage(join(dir, "one.tar"))).made).toBe(false);
    const two = await detectorImage(join(dir, "two.tar"));
    expect({ ...two, archive: one.archive }).toEqual(one);
    expect(readFileSync(one.archive).equals(readFileSync(two.archive))).toBe(true);
    expect(JSON.parse(readFileSync(`${one.archive}.json`, "utf8"))).toMatchObject({
      name: one.name,
      id: one.id,
      digest: one.digest,
    });
  });

  it("runs as what it holds: it checks settings, and refuses wrong ones with their lines", async () => {
    const { archive } = await detectorImage(join(dir, "one.tar"));
    const root = join(dir, "root");
    execFileSync("mkdir", ["-p", root]);
    const [{ Layers }] = JSON.parse(tar(archive, "-xO", "manifest.json", "-f")) as [{ Layers: string[] }];
    for (const layer of Layers) {
      execFileSync("tar", ["-xf", archive, "-C", dir, layer]);
      execFileSync("tar", ["-xf", join(dir, layer), "-C", root]);
    }
    const files = execFileSync("find", [root, "-type", "f"]).toString();
    expect(files).not.toMatch(/\/(sh|bash|npm|busybox)$/m);
    expect(files).toMatch(/pglite\.wasm$/m);
    // its own loader and libraries, not this machine's
    const node = join(root, "usr/local/bin/node");
    const loader = files.split("\n").find((file) => /\/ld-linux[^/]*$/.test(file)) as string;
    const libraries = [
      ...new Set(
        files.split("\n").flatMap((file) => /^(.*\/lib[^/]*\/[^/]*)\/lib[^/]*\.so/.exec(file)?.[1] ?? []),
      ),
    ];
    const program = [node, join(root, "opt/logstead/detector/main.js")];
    const run = (settings: string) =>
      execFileSync(
        loader,
        ["--library-path", libraries.join(":"), ...program, "check", "--settings", settings],
        {
          stdio: ["ignore", "pipe", "pipe"],
        },
      ).toString();
    execFileSync("sh", [
      "-c",
      `printf 'port: 8085\\n' >${dir}/good.yaml; printf 'port: 8085\\nprot: 1\\n' >${dir}/bad.yaml`,
    ]);
    expect(run(join(dir, "good.yaml"))).toContain("is right");
    expect(() => run(join(dir, "bad.yaml"))).toThrow(/bad\.yaml:2[\s\S]*prot/);
  });

  it("is made anew when one of its sources changes: all of them are looked at", async () => {
    const { sources } = await bundleDetector();
    const own = sources.filter((path) => !path.startsWith("node_modules/"));
    expect(own.length).toBeGreaterThan(100);
    const unseen = own.filter((path) => !sourceFolders.some((folder) => path.startsWith(`${folder}/`)));
    expect(unseen).toEqual(["packages/cli/package.json"]);
  });

  it("has the version that inventories mean where they name none", () => {
    expect(tested({ artifacts: { source: "local", programs: {} } })).toBe(detectorVersion());
  });
});
