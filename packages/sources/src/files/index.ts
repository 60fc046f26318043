import { PathGlob } from "@logstead/fields";
import { z } from "zod";
import { commonSettings } from "../kind/settings.ts";
import { type FirstStage, sourceKind } from "../kind/source-kind.ts";
import { asFiles, type FilesReading, fileProbe, filesReading } from "./reading.ts";

const schema = z.strictObject({
  type: z.literal("files"),
  group: z
    .enum(["system", "application", "docker", "security", "network", "custom"])
    .default("application")
    .describe("What the files are."),
  paths: z.array(PathGlob).min(1).describe("The files to read."),
  exclude: z.array(PathGlob).prefault([]).describe("Files among them to leave out."),
  encoding: z
    .enum(["utf-8", "utf-16le", "utf-16be", "iso-8859-1", "windows-1252", "shift_jis"])
    .default("utf-8")
    .describe("How the files are encoded."),
  followSymlinks: z.boolean().default(true).describe("Whether links are followed."),
  fromBeginning: z
    .boolean()
    .default(false)
    .describe("Whether a file seen for the first time at start-up is read from its beginning."),
  ...commonSettings,
});

/** Plain files. */
export const files = sourceKind<typeof schema, FilesReading>({
  type: "files",
  schema,
  about: "Files on this host.",
  place: "anywhere",
  expected: { streams: 2, bytesPerDay: 10e6 },
  times: ({ paths }) => paths.length,
  groups: ["adm"],
  files: ({ paths, exclude }) => ({ globs: paths, exclude }),
  ...asFiles,
  read: ({ paths, exclude, encoding, fromBeginning }) =>
    filesReading(
      paths.map((path) => ({ path, exclude: leftOut(path, exclude), labels: {} })),
      { encoding: encoding === "utf-8" ? undefined : encoding, fromBeginning },
    ),
  stages: ({ service }) => (service === undefined ? serviceFromFile : []),
  protectedFiles: ({ group }) => group === "security" || group === "custom",
  probe: ({ paths, encoding }, context) =>
    paths.map((path) => fileProbe(path, context, {}, encoding === "utf-8" ? {} : { encoding })),
});

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
const serviceFromFile: FirstStage[] = [
  {
    type: "regex",
    source: "filename",
    expression: String.raw`[/\\](?P<service>[^/\\]+?)(?:[.-]\d[\d.-]*)?(?:\.log)?(?:\.\d+)?$`,
  },
  { type: "labels", labels: { service: "service" } },
];
