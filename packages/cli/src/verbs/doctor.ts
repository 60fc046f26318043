import { Command } from "commander";
import { outputOption } from "../output/print.ts";

const help = `
Example:
  $ ./logstead doctor

✓ present, ○ optional and missing (what needs it is skipped, or fetched on demand), ✗ required and
missing; each with the command that fixes it.

Exit codes: 0 nothing required is missing, 1 something required is missing, 2 wrong usage.`;

export function command(): Command {
  return new Command("logstead doctor")
    .description("Check all preconditions in one pass: machine, programs, lab, state, inventory files.")
    .addOption(outputOption())
    .addHelpText("after", help)
    .action(async (options) => (await import("../doctor/doctor.ts")).doctor(options));
}
