import { type Duration, inSeconds, type NamedSource, type Source, wslPath } from "@logstead/inventory";
import type { Stage } from "../../stages/stage.ts";
import { goDuration } from "../amounts.ts";
import type { FileGroup, Reading } from "../model.ts";

type Of<T extends Source["type"]> = Extract<Source, { type: T }>;
type FileReading = Extract<Reading, { kind: "files" }>;

/** How often new files are looked for; file events bring most of them at once. */
const lookEvery = "2s";

const common = {
  encoding: undefined,
  lookEvery,
  pollEvery: undefined,
  targetsFile: undefined,
  fromBeginning: true,
} as const;

/** Plain files. */
export function files(source: Of<"files">): FileReading {
  return {
    kind: "files",
    ...common,
    groups: source.paths.map((path) => ({ path, exclude: leftOut(path, source.exclude), labels: {} })),
    encoding: source.encoding === "utf-8" ? undefined : source.encoding,
    fromBeginning: source.fromBeginning,
  };
}

/**
 * Docker's or Podman's own files. Their paths hold the container's id only; a small unit on the host keeps a
 * file of targets that adds the names.
 */
export function containerFiles(
  source: Of<"docker-files" | "podman-files">,
  targetsFile: string | undefined,
): FileReading {
  return {
    kind: "files",
    ...common,
    groups: source.paths.map((path) => ({ path, exclude: [], labels: {} })),
    targetsFile,
  };
}

/** A Windows folder as WSL2 sees it. No file events arrive there, so everything is polled. */
export function mount(source: Of<"mount">): FileReading {
  const folder = wslPath(source.windowsPath);
  return {
    kind: "files",
    ...common,
    groups: gatewayGroups(source, (pattern) => `${folder}/${pattern}`),
    lookEvery: goDuration(source.pollInterval),
    pollEvery: pollEvery(source.pollInterval),
  };
}

/** The same folder read on Windows itself. */
export function windows(source: Of<"windows">): FileReading {
  return {
    kind: "files",
    ...common,
    groups: gatewayGroups(source, (pattern) => `${source.windowsPath}\\${pattern}`),
  };
}

/** Known files are looked at every 250 ms by themselves, which is never too seldom. */
const pollEvery = (interval: Duration) =>
  goDuration(inSeconds(interval) > 0.25 ? interval : ("250ms" as Duration));

/**
 * A gateway's folder holds access and error logs, which are kept for different times: what has `error` in its
 * name is the error log. A source that says its kind has one kind.
 */
function gatewayGroups(source: Of<"mount" | "windows">, place: (pattern: string) => string): FileGroup[] {
  const one = (pattern: string, labels: FileGroup["labels"], exclude: string[] = []): FileGroup => ({
    path: place(pattern),
    exclude,
    labels,
  });
  if (source.kind !== undefined) return source.include.map((pattern) => one(pattern, {}));
  const access = { kind: "gateway-access" };
  const error = { kind: "gateway-error" };
  return source.include.flatMap((pattern) => {
    if (pattern.includes("error")) return [one(pattern, error)];
    if (!pattern.includes("*")) return [one(pattern, access)];
    const errors = pattern.replace("*", "*error*");
    return [one(pattern, access, [place(errors)]), one(errors, error)];
  });
}

/** A glob that ends in a wildcard also finds what logrotate has put aside; that was read before. */
function leftOut(path: string, exclude: readonly string[]): string[] {
  const rotated = /[*?\]}]$/.test(path) ? [`${path.replace(/[^/]*$/, "")}*.{gz,xz,zst,bz2,[0-9]}`] : [];
  return [...exclude, ...rotated];
}

/**
 * The `service` of a file that nobody named: the file's name without suffix, date and number of rotation
 * (`/var/log/x.log.1` and `x-2024-01-15.log` are `x`). The path itself is gone by then; both programs
 * keep it in the label `filename`.
 */
export function serviceFromFile({ source }: NamedSource): Stage[] {
  if (source.type !== "files" || source.service !== undefined) return [];
  return [
    {
      type: "regex",
      source: "filename",
      expression: String.raw`[/\\](?P<service>[^/\\]+?)(?:[.-]\d[\d.-]*)?(?:\.log)?(?:\.\d+)?$`,
    },
    { type: "labels", labels: { service: "service" } },
  ];
}
