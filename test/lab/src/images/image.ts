import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ProblemError, problem } from "@logstead/base";
import { debianArchitecture } from "../debian.ts";
import { run } from "../run.ts";
import { type TarEntry, tar } from "./tar.ts";

export interface ImageSpec {
  /** As the playbooks name it, such as `docker.io/grafana/loki`. */
  name: string;
  tag: string;
  files: { from: string | Uint8Array; to: string; mode?: number }[];
  /** Folders that the program writes to. */
  folders?: { path: string; owner?: number; mode?: number }[];
  entrypoint: string[];
  cmd?: string[];
  env?: Record<string, string>;
  ports?: number[];
  user?: string;
  workdir?: string;
}

/**
 * An image of built programs, as an archive that `podman load` and `docker load` take: the programs,
 * the shared libraries they need, and nothing else. The same programs give the same bytes.
 */
export async function imageFromProgram(spec: ImageSpec, archive: string): Promise<string> {
  mkdirSync(dirname(archive), { recursive: true });
  const layer = `${archive}.layer.${process.pid}`;
  const temporary = `${archive}.${process.pid}`;
  try {
    const diff = createHash("sha256");
    const hashed = async function* (pieces: AsyncIterable<Uint8Array>) {
      for await (const piece of pieces) {
        diff.update(piece);
        yield piece;
      }
    };
    await pipeline(hashed(tar(await layerEntries(spec))), createWriteStream(layer));
    const layerId = diff.digest("hex");
    const config = Buffer.from(JSON.stringify(imageConfig(spec, layerId)));
    const id = createHash("sha256").update(config).digest("hex");
    const manifest = [
      { Config: `${id}.json`, RepoTags: [`${spec.name}:${spec.tag}`], Layers: [`${layerId}/layer.tar`] },
    ];
    const entries: TarEntry[] = [
      { path: layerId },
      { path: `${layerId}/layer.tar`, content: { file: layer } },
      { path: `${id}.json`, content: config },
      { path: "manifest.json", content: Buffer.from(JSON.stringify(manifest)) },
    ];
    await pipeline(tar(entries), createWriteStream(temporary));
    renameSync(temporary, archive);
    return archive;
  } finally {
    for (const file of [layer, temporary]) rmSync(file, { force: true });
  }
}

function imageConfig(spec: ImageSpec, layerId: string) {
  return {
    architecture: debianArchitecture(),
    os: "linux",
    created: "1970-01-01T00:00:00Z",
    config: {
      Entrypoint: spec.entrypoint,
      ...(spec.cmd && { Cmd: spec.cmd }),
      Env: Object.entries({ PATH: "/usr/local/bin:/usr/bin:/bin", ...spec.env }).map(([k, v]) => `${k}=${v}`),
      ExposedPorts: Object.fromEntries((spec.ports ?? []).map((port) => [`${port}/tcp`, {}])),
      User: spec.user ?? "",
      WorkingDir: spec.workdir ?? "/",
    },
    rootfs: { type: "layers", diff_ids: [`sha256:${layerId}`] },
    history: [{ created: "1970-01-01T00:00:00Z" }],
  };
}

async function layerEntries(spec: ImageSpec): Promise<TarEntry[]> {
  const files = new Map<string, TarEntry>();
  for (const { from, to, mode } of spec.files) {
    if (!to.startsWith("/")) throw badPath(to);
    const content = typeof from === "string" ? { file: realpathSync(from) } : from;
    files.set(to, { path: to.slice(1), mode: mode ?? 0o644, content });
    if (typeof from === "string" && isProgram(from))
      for (const library of await libraries(from))
        files.set(library, { path: library.slice(1), mode: 0o755, content: { file: realpathSync(library) } });
  }
  const folders = new Map<string, TarEntry>();
  const parents = (path: string) => {
    for (let dir = dirname(path); dir !== "/"; dir = dirname(dir))
      if (!folders.has(dir)) folders.set(dir, { path: dir.slice(1) });
  };
  for (const { path, owner = 0, mode = 0o755 } of [{ path: "/tmp", mode: 0o1777 }, ...(spec.folders ?? [])]) {
    if (!path.startsWith("/")) throw badPath(path);
    parents(path);
    folders.set(path, { path: path.slice(1), uid: owner, gid: owner, mode });
  }
  for (const path of files.keys()) parents(path);
  const sorted = (map: Map<string, TarEntry>) =>
    [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, e]) => e);
  return [...sorted(folders), ...sorted(files)];
}

function isProgram(file: string): boolean {
  return readFileSync(file).subarray(0, 4).toString("latin1") === "\x7fELF";
}

/** The shared libraries and the loader of a program, by the paths it looks for them. */
async function libraries(program: string): Promise<string[]> {
  const { stdout, code } = await run("ldd", [program]);
  if (code !== 0) return [];
  return [...stdout.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map((m) => m[1] as string);
}

function badPath(path: string): ProblemError {
  return new ProblemError(
    problem("lab-image-path", "a path in an image is not absolute", { got: path, want: join("/", path) }),
  );
}
