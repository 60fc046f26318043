import { Duration, goDuration, inSeconds, Text, WindowsPath, wslPath } from "@logstead/fields";
import { z } from "zod";
import { asFiles, type FilesReading, fileProbe, filesReading } from "../files/reading.ts";
import { commonSettings } from "../kind/settings.ts";
import { sourceKind } from "../kind/source-kind.ts";
import { asGateway, gatewayGroups, impliedGateway, kindOfPattern } from "./gateway.ts";

const schema = z.strictObject({
  type: z.literal("mount"),
  windowsPath: WindowsPath.describe("The folder on Windows; its WSL2 path (/mnt/…) is derived."),
  include: z.array(Text).min(1).prefault(["*.log"]).describe("File name patterns in the folder."),
  pollInterval: Duration.prefault("1s").describe(
    "How often the folder is polled: WSL2 gets no file events from Windows (microsoft/WSL#4739).",
  ),
  ...commonSettings,
});

/** A Windows folder as WSL2 sees it. No file events arrive there, so everything is polled. */
export const mount = sourceKind<typeof schema, FilesReading>({
  type: "mount",
  schema,
  about: "A Windows folder as WSL2 sees it: no file events arrive there, so it is polled.",
  place: "in-wsl2",
  ...asFiles,
  ...asGateway,
  implied: (host) => impliedGateway(host, "wsl2"),
  files: ({ windowsPath, include }) => ({
    globs: include.map((pattern) => `${wslPath(windowsPath)}/${pattern}`),
  }),
  read: (source) =>
    filesReading(
      gatewayGroups(source, (pattern) => `${wslPath(source.windowsPath)}/${pattern}`),
      { lookEvery: goDuration(source.pollInterval), pollEvery: pollEvery(source.pollInterval) },
    ),
  probe: (source, context) =>
    source.include.map((pattern) => {
      const kind = source.kind ?? kindOfPattern(pattern);
      const path = `${wslPath(source.windowsPath)}/${pattern}`;
      const planting = fileProbe(path, context, { kind }, { end: "\r\n" });
      return { ...planting, mounted: String(planting.writing.path) };
    }),
});

/** Known files are looked at every 250 ms by themselves, which is never too seldom. */
const pollEvery = (interval: Duration) =>
  goDuration(inSeconds(interval) > 0.25 ? interval : ("250ms" as Duration));
