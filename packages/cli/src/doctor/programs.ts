import { toolChecks } from "@logstead/tools";
import { type DoctorCheck, missing, ok, optional } from "./types.ts";

/** The outside programs: what is not here is got when asked for, if the machine has what that needs. */
export async function programs(): Promise<DoctorCheck[]> {
  return (await toolChecks()).map(({ name, ok: good, detail, fix }) => {
    if (!good) return missing(name, detail, fix ?? "");
    return /^absent/.test(detail) ? optional(name, detail, fix) : ok(name, detail);
  });
}
