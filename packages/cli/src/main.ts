import { enableCompileCache } from "node:module";

enableCompileCache();
const { report } = await import("./report.ts");
const { run } = await import("./run.ts");

// `./logstead … | head` closes the pipe: nobody reads on, which is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
for (const event of ["uncaughtException", "unhandledRejection"] as const)
  process.on(event, (error) => process.exit(report(error)));

process.exitCode = await run(process.argv.slice(2));
