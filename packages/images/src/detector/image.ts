import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { ports, repoRoot } from "@logstead/base";
import { type Image, type ImageSpec, makeImage, ownArchitecture } from "../archive.ts";
import { bundleDetector, pgliteFolder } from "./bundle.ts";

/** The image's name where no registry has it. */
export const detectorImageName = "localhost/logstead/detector";

/** The account in the image; its folder on the host belongs to this number. */
const account = 10_085;
const home = "/opt/logstead/detector";
const page = "packages/detector/files/page";
const settings = "/etc/logstead/vars_log_anomaly.yaml";
const state = "/var/lib/logstead/detector";

/** The detector's version: that of `./logstead`. */
export function detectorVersion(): string {
  const file = join(repoRoot, "packages/cli/package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

export interface DetectorImage extends Image {
  version: string;
  arch: "amd64" | "arm64";
  bytes: number;
  /** A digest of what it was made from. */
  inputs: string;
}

/**
 * The detector's image as an archive: Node, the shared libraries it needs, the service and PGlite; no shell, no package
 * manager. Where the archive was made of the same before, nothing is done. Beside it `<archive>.json` says its name and
 * digests.
 */
export async function detectorImage(archive: string): Promise<DetectorImage & { made: boolean }> {
  const beside = `${archive}.json`;
  const inputs = detectorInputs();
  if (existsSync(archive) && existsSync(beside)) {
    const before = JSON.parse(readFileSync(beside, "utf8")) as DetectorImage;
    if (before.inputs === inputs && before.bytes === statSync(archive).size)
      return { ...before, archive, made: false };
  }
  const made = await makeImage(await spec(), archive);
  const image: DetectorImage = {
    ...made,
    version: detectorVersion(),
    arch: ownArchitecture(),
    bytes: statSync(archive).size,
    inputs,
  };
  const temporary = `${beside}.${process.pid}`;
  mkdirSync(dirname(beside), { recursive: true });
  const { archive: _, ...said } = image;
  writeFileSync(temporary, `${JSON.stringify(said, null, 2)}\n`);
  renameSync(temporary, beside);
  return { ...image, made: true };
}

async function spec(): Promise<ImageSpec> {
  const { files } = await bundleDetector();
  const version = detectorVersion();
  const program = ["/usr/local/bin/node", `${home}/main.js`];
  return {
    name: detectorImageName,
    tag: `${version}-{id}`,
    layers: [
      { files: [{ from: process.execPath, to: "/usr/local/bin/node", mode: 0o755 }, ...accounts()] },
      { files: pgliteFiles() },
      {
        files: [
          ...files.map(({ name, text }) => ({ from: Buffer.from(text), to: `${home}/${name}` })),
          ...pageFiles(),
          { from: Buffer.from('{"type":"module"}\n'), to: `${home}/package.json` },
        ],
        folders: [{ path: state, owner: account, mode: 0o700 }],
      },
    ],
    entrypoint: program,
    cmd: ["serve", "--settings", settings],
    env: { NODE_ENV: "production" },
    ports: [ports.detector],
    user: `${account}:${account}`,
    workdir: state,
    health: {
      test: [...program, "health", "--settings", settings],
      intervalSeconds: 60,
      timeoutSeconds: 30,
      startSeconds: 60,
    },
    labels: {
      "org.opencontainers.image.title": "Logstead's log anomaly detector",
      "org.opencontainers.image.description": "Finds anomalies in log lines and tells people once",
      "org.opencontainers.image.version": version,
      "org.opencontainers.image.licenses": "Apache-2.0",
      "org.opencontainers.image.base.name": `node-${process.versions.node}`,
    },
  };
}

/** Programs ask for the name of their account and for localhost. */
const accounts = () => [
  {
    from: Buffer.from(
      `root:x:0:0::/:/nonexistent\nlogstead:x:${account}:${account}::${state}:/nonexistent\n`,
    ),
    to: "/etc/passwd",
  },
  { from: Buffer.from(`root:x:0:\nlogstead:x:${account}:\n`), to: "/etc/group" },
  { from: Buffer.from("hosts: files dns\n"), to: "/etc/nsswitch.conf" },
];

/** What of PGlite is read when it runs: its modules and WebAssembly, no extensions, types or source maps. */
function pgliteFiles() {
  const folder = pgliteFolder();
  const inside = `${home}/node_modules/@electric-sql/pglite`;
  const dist = ["dist", "dist/fs"].flatMap((below) =>
    readdirSync(join(folder, below)).map((name) => `${below}/${name}`),
  );
  return ["package.json", ...dist.filter((name) => /\.(js|wasm|data)$/.test(name))].map((name) => ({
    from: join(folder, name),
    to: `${inside}/${name}`,
  }));
}

/** The page, which is read when the service starts: `http/page.ts` looks for it beside the program. */
function pageFiles() {
  const folder = join(repoRoot, page);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && /\.(html|js|css|svg)$/.test(one.name))
    .map((one) => join(one.parentPath, one.name))
    .sort()
    .map((from) => ({ from, to: `${home}/files/page${from.slice(folder.length)}` }));
}

/** Sources the image is made from; `detector.test.ts` holds the bundle to them. */
export const sourceFolders = [
  ...["agent", "base", "channels", "cli", "detector", "fields", "images", "inventory", "sources"].map(
    (name) => `packages/${name}/src`,
  ),
  "tools/src",
  page,
];

/** A digest of everything the image is made from: sources, locked packages, and the Node that runs this. */
export function detectorInputs(): string {
  const hash = createHash("sha256");
  const { size, mtimeMs } = statSync(process.execPath);
  hash.update(JSON.stringify([process.version, process.arch, size, mtimeMs]));
  const take = (path: string) => hash.update(path).update(readFileSync(join(repoRoot, path)));
  take("pnpm-lock.yaml");
  take("packages/cli/package.json");
  for (const folder of sourceFolders)
    for (const entry of readdirSync(join(repoRoot, folder), { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name))
      .sort())
      take(entry.slice(repoRoot.length + 1));
  return hash.digest("hex");
}
