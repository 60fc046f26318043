import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { stateDir } from "@logstead/base";
import { formatBytes } from "@logstead/inventory";
import { backup } from "@logstead/operate";
import { siteOf } from "../inventory/site.ts";
import { type OutputOptions, print } from "../output/print.ts";
import { table } from "../output/table.ts";

export async function runBackup(options: OutputOptions & { env: string; to?: string }): Promise<void> {
  const site = siteOf(options.env);
  const name = new Date().toISOString().replaceAll(/[-:]/g, "").slice(0, 15);
  const to = resolve(options.to ?? stateDir("backups", site.environment, name));
  const manifest = await backup(site, {
    to,
    onProgress: (text) => process.stderr.write(`backup: ${text}\n`),
  });
  print(options, { folder: to, ...manifest }, () =>
    [
      table(
        ["host", `lines in ${manifest.counts.hours} h`],
        Object.entries(manifest.counts.hosts).map(([host, count]) => [host, String(count)]),
      ),
      `${to}: ${Object.keys(manifest.files)
        .map((file) => `${file} ${formatBytes(statSync(join(to, file)).size)}`)
        .join(", ")}`,
      `Bring it back: ./logstead restore ${to} --env ${options.env}`,
    ].join("\n\n"),
  );
}
