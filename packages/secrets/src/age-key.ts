import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { ProblemError, problem, stateDir, withLock, writeFileAtomic } from "@logstead/base";
import { generateX25519Identity, identityToRecipient } from "age-encryption";

/** The file of age identities; shared by all environments of this user. */
export function ageKeyFile(): string {
  return process.env.SOPS_AGE_KEY_FILE || stateDir("age", "keys.txt");
}

/** The public keys of the identities in the key file; refuses a file that others can read. */
export async function ageRecipients(): Promise<string[]> {
  const file = ageKeyFile();
  if (!existsSync(file)) return [];
  const mode = statSync(file).mode & 0o777;
  if ((mode & 0o077) !== 0)
    throw new ProblemError(
      problem("key-readable-by-others", "the age key can be read by other users", {
        file,
        got: `mode ${mode.toString(8)}`,
        want: "mode 600",
        fix: `chmod 600 ${file}`,
      }),
    );
  const identities = readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("AGE-SECRET-KEY-"));
  return Promise.all(identities.map((identity) => identityToRecipient(identity)));
}

/** The public key of this user, made with its identity at first use. */
export function ensureAgeKey(): Promise<{ recipient: string; file: string; made: boolean }> {
  const file = ageKeyFile();
  return withLock(`age-key ${file}`, async () => {
    const [known] = await ageRecipients();
    if (known) return { recipient: known, file, made: false };
    const identity = await generateX25519Identity();
    const recipient = await identityToRecipient(identity);
    const before = existsSync(file) ? readFileSync(file, "utf8") : "";
    if (!existsSync(dirname(file))) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      chmodSync(dirname(file), 0o700);
    }
    writeFileAtomic(file, `${before}# public key: ${recipient}\n${identity}\n`, 0o600);
    return { recipient, file, made: true };
  });
}
