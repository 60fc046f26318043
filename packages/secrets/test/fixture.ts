import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { SecretSite } from "../src/index.ts";

/** A folder of this test file alone, which also holds its state: keys are thrown away with it. */
export function throwAway(): string {
  const folder = mkdtempSync(join(tmpdir(), "logstead-secrets-"));
  process.env.XDG_STATE_HOME = join(folder, "state");
  delete process.env.SOPS_AGE_KEY_FILE;
  delete process.env.SOPS_AGE_KEY;
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function site(
  folder: string,
  store: "state" | "sops",
  recipients: string[] = [],
  environment = "sample",
): SecretSite {
  const secrets = { store, recipients } as SecretSite["secrets"];
  return { environment, file: join(folder, `${environment}.yaml`), secrets };
}
