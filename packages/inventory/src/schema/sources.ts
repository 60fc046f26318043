import { Name } from "@logstead/fields";
import { Source } from "@logstead/sources";
import { z } from "zod";

export const Sources = z
  .record(Name, z.union([z.literal(false), Source]))
  .meta({ id: "Sources" })
  .describe(
    "Sources by name. A name given again replaces the group's source whole; `false` removes it. Added by themselves: `journal` (except on Windows), `containers` (see containerLogs), `syslog` (role syslog), `gateway` (role gateway).",
  );
