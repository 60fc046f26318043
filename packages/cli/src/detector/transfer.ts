import { once } from "node:events";
import { readFileSync } from "node:fs";
import { ExitCode, ProblemError, problem } from "@logstead/base";
import { exportStore, importStore, openStore, readSettings } from "@logstead/detector/service";
import { type OutputOptions, print } from "../output/print.ts";

/** `detector export`. */
export async function exportTo({ settings: file }: { settings: string }): Promise<void> {
  const store = await openStore(readSettings(file));
  try {
    for await (const line of exportStore(store))
      if (!process.stdout.write(line)) await once(process.stdout, "drain");
  } finally {
    await store.close();
  }
}

/** `detector import FILE`. */
export async function importFrom(from: string, options: OutputOptions & { settings: string }): Promise<void> {
  let text: string;
  try {
    text = readFileSync(from, "utf8");
  } catch (error) {
    throw new ProblemError(
      problem("detector/no-export", `the export cannot be read: ${(error as Error).message}`),
    );
  }
  const store = await openStore(readSettings(options.settings));
  try {
    const documents = await importStore(store, text);
    print(options, { documents, store: store.name }, () => `${documents} documents are in ${store.name}`);
  } catch (error) {
    throw new ProblemError(
      problem("detector/export-broken", (error as Error).message, { file: from }),
      ExitCode.problems,
    );
  } finally {
    await store.close();
  }
}
