import { Text, WindowsPath } from "@logstead/fields";
import { z } from "zod";
import { asFiles, type FilesReading, filesReading } from "../files/reading.ts";
import { commonSettings } from "../kind/settings.ts";
import { sourceKind } from "../kind/source-kind.ts";
import { asGateway, gatewayGroups, impliedGateway } from "../mount/gateway.ts";

const schema = z.strictObject({
  type: z.literal("windows"),
  windowsPath: WindowsPath.describe("The folder the Windows-side collector reads."),
  include: z.array(Text).min(1).prefault(["*.log"]).describe("File name patterns in the folder."),
  ...commonSettings,
});

/** A folder read on Windows itself. */
export const windows = sourceKind<typeof schema, FilesReading>({
  type: "windows",
  schema,
  about: "A folder on Windows.",
  place: "on-windows",
  onWsl2: ({ windowsPath }) => ({ type: "mount", windowsPath }),
  ...asFiles,
  ...asGateway,
  implied: (host) => impliedGateway(host, "windows"),
  read: (source) => filesReading(gatewayGroups(source, (pattern) => `${source.windowsPath}\\${pattern}`)),
  probe: () => "it is read on Windows itself; write a line there and look for it: ./logstead tail",
});
