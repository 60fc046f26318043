import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { arch } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ProblemError, problem } from "@logstead/base";
import { libraries } from "./libraries.ts";
import { type TarEntry, tar } from "./tar.ts";

/** What one layer holds: files of this machine or bytes, and folders that the program writes to. */
export interface Layer {
  files: { from: string | Uint8Array; to: string; mode?: number }[];
  folders?: { path: string; owner?: number; mode?: number }[];
}

export interface ImageSpec {
  /** As playbooks and compose files name it, such as `docker.io/grafana/loki`. */
  name: string;
  /** `{id}` becomes the first twelve digits of the image's id. */
  tag: string;
  /** From the one that changes least to the one that changes most. */
  layers: Layer[];
  entrypoint: string[];
  cmd?: string[];
  env?: Record<string, string>;
  ports?: number[];
  user?: string;
  workdir?: string;
  labels?: Record<string, string>;
  /** For Docker; the OCI format has no field for it. */
  health?: { test: string[]; intervalSeconds: number; timeoutSeconds: number; startSeconds: number };
}

export interface Image {
  archive: string;
  /** With its tag. */
  name: string;
  /** The digest of its configuration, by which engines know it: `sha256:…`. */
  id: string;
  /** The digest of its manifest, by which registries know it: `sha256:…`. */
  digest: string;
}

interface Blob {
  digest: string;
  size: number;
  content: Uint8Array | { file: string };
}

const bytesOf = (data: unknown): Blob => {
  const content = Buffer.from(JSON.stringify(data));
  return { content, size: content.length, digest: createHash("sha256").update(content).digest("hex") };
};
const described = (blob: Blob, mediaType: string) => ({
  mediaType,
  digest: `sha256:${blob.digest}`,
  size: blob.size,
});

/** The processor of this machine, as Debian and the OCI call it. */
export const ownArchitecture = (): "amd64" | "arm64" => (arch() === "arm64" ? "arm64" : "amd64");

/**
 * An image of programs, the shared libraries they need, and nothing else, in the OCI's image layout within a tar
 * archive. It also has the index of older Docker versions, so `podman load`, `skopeo` and any `docker load` take
 * it. The same contents give the same bytes: nothing in it is of this machine or of the time it was made.
 */
export async function makeImage(spec: ImageSpec, archive: string): Promise<Image> {
  mkdirSync(dirname(archive), { recursive: true });
  const temporary = `${archive}.${process.pid}`;
  const made: string[] = [temporary];
  try {
    const layers: Blob[] = [];
    for (const [i, layer] of spec.layers.entries()) {
      const file = `${temporary}.layer-${i}`;
      made.push(file);
      layers.push(await layerBlob(layer, file));
    }
    const config = bytesOf(configOf(spec, layers));
    const manifest = bytesOf({
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: described(config, "application/vnd.oci.image.config.v1+json"),
      layers: layers.map((layer) => described(layer, "application/vnd.oci.image.layer.v1.tar")),
    });
    const name = `${spec.name}:${spec.tag.replace("{id}", config.digest.slice(0, 12))}`;
    await pipeline(tar(layout(name, manifest, config, layers)), createWriteStream(temporary));
    renameSync(temporary, archive);
    return { archive, name, id: `sha256:${config.digest}`, digest: `sha256:${manifest.digest}` };
  } finally {
    for (const file of made) rmSync(file, { force: true });
  }
}

/** The archive's members: the layout of the OCI, and `manifest.json` for Docker before version 25. */
function layout(name: string, manifest: Blob, config: Blob, layers: Blob[]): TarEntry[] {
  const path = (blob: Blob) => `blobs/sha256/${blob.digest}`;
  const index = {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: [
      {
        ...described(manifest, "application/vnd.oci.image.manifest.v1+json"),
        annotations: { "io.containerd.image.name": name, "org.opencontainers.image.ref.name": name },
        platform: { architecture: ownArchitecture(), os: "linux" },
      },
    ],
  };
  const older = [{ Config: path(config), RepoTags: [name], Layers: layers.map(path) }];
  // two layers may be one and the same
  const blobs = new Map([...layers, config, manifest].map((blob) => [path(blob), blob.content]));
  return [
    { path: "oci-layout", content: bytesOf({ imageLayoutVersion: "1.0.0" }).content },
    { path: "index.json", content: bytesOf(index).content },
    { path: "manifest.json", content: bytesOf(older).content },
    { path: "blobs" },
    { path: "blobs/sha256" },
    ...[...blobs].map(([to, content]) => ({ path: to, content })),
  ];
}

async function layerBlob(layer: Layer, file: string): Promise<Blob> {
  const hash = createHash("sha256");
  let size = 0;
  const hashed = async function* (pieces: AsyncIterable<Uint8Array>) {
    for await (const piece of pieces) {
      hash.update(piece);
      size += piece.length;
      yield piece;
    }
  };
  await pipeline(hashed(tar(await layerEntries(layer))), createWriteStream(file));
  return { digest: hash.digest("hex"), size, content: { file } };
}

const nanoseconds = 1e9;

function configOf(spec: ImageSpec, layers: Blob[]) {
  const { health } = spec;
  return {
    architecture: ownArchitecture(),
    os: "linux",
    created: "1970-01-01T00:00:00Z",
    config: {
      Entrypoint: spec.entrypoint,
      ...(spec.cmd && { Cmd: spec.cmd }),
      Env: Object.entries({ PATH: "/usr/local/bin:/usr/bin:/bin", ...spec.env }).map(([k, v]) => `${k}=${v}`),
      ExposedPorts: Object.fromEntries((spec.ports ?? []).map((port) => [`${port}/tcp`, {}])),
      User: spec.user ?? "",
      WorkingDir: spec.workdir ?? "/",
      ...(spec.labels && { Labels: spec.labels }),
      ...(health && {
        Healthcheck: {
          Test: ["CMD", ...health.test],
          Interval: health.intervalSeconds * nanoseconds,
          Timeout: health.timeoutSeconds * nanoseconds,
          StartPeriod: health.startSeconds * nanoseconds,
        },
      }),
    },
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => `sha256:${digest}`) },
    history: layers.map(() => ({ created: "1970-01-01T00:00:00Z" })),
  };
}

async function layerEntries(layer: Layer): Promise<TarEntry[]> {
  const files = new Map<string, TarEntry>();
  for (const { from, to, mode } of layer.files) {
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
  for (const { path, owner = 0, mode = 0o755 } of [
    { path: "/tmp", mode: 0o1777 },
    ...(layer.folders ?? []),
  ]) {
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

function badPath(path: string): ProblemError {
  return new ProblemError(
    problem("image-path", "a path in an image is not absolute", { got: path, want: join("/", path) }),
  );
}
