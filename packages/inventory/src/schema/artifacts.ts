import { HttpUrl, Sha256, Version } from "@logstead/fields";
import { z } from "zod";

const Program = z.strictObject({
  version: Version.describe("The version that hosts get."),
  url: HttpUrl.optional().describe(
    "Where it is downloaded from; `{version}` and `{arch}` are filled in. Only with source url.",
  ),
  sha256: z
    .partialRecord(z.enum(["amd64", "arm64"]), Sha256)
    .prefault({})
    .describe("Its checksum per processor; required with source url."),
});

/** Where hosts get their programs from. */
export const Artifacts = z
  .strictObject({
    source: z
      .enum(["local", "url"])
      .default("local")
      .describe(
        "local: copied from the controller's artefact folder, which works without internet; url: downloaded, checked by checksum.",
      ),
    programs: z
      .partialRecord(z.enum(["promtail", "alloy", "loki", "detector"]), Program)
      .prefault({})
      .describe(
        "Versions and checksums; what is not named here has the version this Logstead was tested with.",
      ),
  })
  .prefault({})
  .describe("Where hosts get their programs from.");
export type Artifacts = z.output<typeof Artifacts>;
