import { labChecks, withoutLab } from "@logstead/lab";
import { type DoctorCheck, ok, optional } from "./types.ts";

/** The lab is optional: everything but its own tests works on a machine that cannot have it. */
export async function lab(): Promise<DoctorCheck[]> {
  const checks = (await labChecks()).map(({ name, ok: good, detail, fix, installs }) => {
    if (good) return ok(name, detail);
    return optional(name, installs ? `${detail}; \`lab up\` installs it` : detail, fix);
  });
  const lacking = checks.filter((check) => check.state !== "ok").length;
  return lacking === 0 ? checks : [...checks, optional("without it", withoutLab)];
}
