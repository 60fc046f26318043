import { runService } from "../../src/service/run.ts";

await runService({
  file: process.argv[2] as string,
  version: "test",
  redactor: () => (line) => line,
  onReady: () => process.send?.("ready"),
});
process.disconnect?.();
