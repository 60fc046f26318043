import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { ExitCode, ProblemError, repoRoot, withLock } from "@logstead/base";
import { load, loadText, type Site } from "@logstead/inventory";
import { ensureAgeKey, openSecrets, ownSecrets } from "@logstead/secrets";
import { progressTo } from "@logstead/tools";
import type { Answers } from "./answers.ts";
import { inventoryText } from "./text.ts";

export interface Written {
  file: string;
  secretsFile?: string;
  keyFile?: string;
  keyMade: boolean;
  /** Names of the secrets that were made. */
  made: string[];
  /** Names of secrets that only a person can give. */
  lacking: string[];
  site: Site;
}

/**
 * Makes inventory and secrets in a folder beside their place and moves both there at the end: an
 * interruption at any moment leaves what was there before.
 */
export function write(answers: Answers, out: string): Promise<Written> {
  const file = resolve(out);
  const work = join(dirname(file), `.${basename(file)}.init`);
  const clean = () => rmSync(work, { recursive: true, force: true });
  const interrupted = (signal: NodeJS.Signals) => {
    clean();
    process.stderr.write("\nlogstead: interrupted; nothing was written\n");
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  return withLock(`init ${file}`, async () => {
    process.on("SIGINT", interrupted).on("SIGTERM", interrupted);
    clean();
    try {
      return await prepare(answers, file, work);
    } finally {
      clean();
      process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
    }
  });
}

async function prepare(answers: Answers, file: string, work: string): Promise<Written> {
  checked(inventoryText(answers, schemaOf(file), []), file);
  if (answers.store === "state") {
    const text = inventoryText(answers, schemaOf(file), []);
    mkdirSync(work, { recursive: true });
    writeFileSync(join(work, "inventory"), text);
    renameSync(join(work, "inventory"), file);
    return { file, keyMade: false, made: [], lacking: [], site: checked(text, file) };
  }
  const key = await ensureAgeKey();
  const recipients = [...new Set([...(recipientsBefore(file) ?? []), key.recipient])];
  const text = inventoryText(answers, schemaOf(file), recipients);
  const site = checked(text, file);

  const name = basename(file);
  const secretsName = `${site.environment}.secrets.yaml`;
  const secretsFile = join(dirname(file), secretsName);
  mkdirSync(work, { recursive: true });
  writeFileSync(join(work, name), text);
  if (existsSync(secretsFile)) copyFileSync(secretsFile, join(work, secretsName));
  const secrets = openSecrets(
    { ...site, file: join(work, name) },
    { onProgress: progressTo(process.stderr) },
  );
  const made = await secrets.ensure(ownSecrets(site));
  const kept = await secrets.list();
  const lacking = site.derived.secrets.filter((name) => !kept.includes(name));
  if (existsSync(join(work, secretsName))) renameSync(join(work, secretsName), secretsFile);
  renameSync(join(work, name), file);
  return { file, secretsFile, keyFile: key.file, keyMade: key.made, made, lacking, site };
}

/** An inventory that is replaced keeps its readers. */
function recipientsBefore(file: string): string[] | undefined {
  if (!existsSync(file)) return;
  const loaded = load(file);
  return loaded.ok ? loaded.site.secrets.recipients : undefined;
}

/** Lines of a file that is not there would lead nowhere: problems keep the path of the setting only. */
function checked(text: string, file: string): Site {
  const loaded = loadText(text, file);
  if (loaded.ok) return loaded.site;
  const problems = loaded.problems.map(({ file: _, line: __, column: ___, ...rest }) => rest);
  throw new ProblemError(problems, ExitCode.problems);
}

const schemaOf = (file: string) => {
  const schema = join(repoRoot, "infra/inventory.schema.json");
  return file.startsWith(`${repoRoot}/`) ? relative(dirname(file), schema) : schema;
};
