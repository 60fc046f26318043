import type { Problem } from "@logstead/base";
import type { z } from "zod";
import type { Path } from "../read/place.ts";

/** What a problem says, before its place is added. */
export type Described = Pick<Problem, "code" | "message"> & Partial<Pick<Problem, "got" | "want" | "fix">>;

/** What a message about one value is made of. */
export interface Wrong {
  path: Path;
  value: unknown;
  /** The value as it was written, where it is a plain one: `yes`, `0x1F`, `1.10`. */
  source: string | undefined;
  /** The schema of the value itself. */
  schema: z.ZodType | undefined;
  /** The mapping that holds it, and that mapping's schema. */
  parent: { value: unknown; schema: z.ZodType | undefined };
}
