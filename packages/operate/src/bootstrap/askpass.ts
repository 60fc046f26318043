import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Lets ssh ask for a password that is in its environment only: never in an argument, never in a file. */
export async function askpass<T>(password: string, work: (env: NodeJS.ProcessEnv) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "logstead-askpass-"));
  const program = join(folder, "askpass");
  try {
    writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$LOGSTEAD_ASKPASS"\n`);
    chmodSync(program, 0o700);
    return await work({
      ...process.env,
      SSH_ASKPASS: program,
      SSH_ASKPASS_REQUIRE: "force",
      LOGSTEAD_ASKPASS: password,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
