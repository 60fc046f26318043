import { Command } from "commander";
import { outputOption } from "../output/print.ts";

const help = `
Example:
  $ ./logstead doctor

✓ is here, ○ is optional and not here (what needs it is skipped, or gets it when asked for), ✗ is
required and missing; each with the command that mends it.

Exit codes: 0 everything required is here, 1 something required is missing, 2 wrong usage.`;

export function command(): Command {
  return new Command("logstead doctor")
    .description("Check every precondition in one pass: machine, programs, lab, state, inventory files.")
    .addOption(outputOption())
    .addHelpText("after", help)
    .action(async (options) => (await import("../doctor/doctor.ts")).doctor(options));
}
