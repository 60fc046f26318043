import { report } from "../report.ts";
import { command } from "../verbs/detector.ts";

/* The program of the detector's image: `detector serve|check|export|import|health` without the other verbs. */

for (const event of ["uncaughtException", "unhandledRejection"] as const)
  process.on(event, (error) => process.exit(report(error)));

const program = command().name("detector").exitOverride();
for (const sub of program.commands) sub.exitOverride();
try {
  await program.parseAsync(process.argv.slice(2), { from: "user" });
} catch (error) {
  process.exitCode = report(error);
}
