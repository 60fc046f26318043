import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { promtail } from "../../support/programs.ts";

/** Line ends and tabs would be laid out anew by a dry run, so they travel as these. */
const marks: [string, string][] = [
  ["\n", "\u2424"],
  ["\r", "\u240d"],
  ["\t", "\u2409"],
];

/**
 * What the real Promtail makes of lines, in their order. A dry run may end before it has printed the last
 * line, so what is missing goes through it once more.
 */
export async function throughPromtail(
  stages: unknown[],
  lines: readonly string[],
  env: Record<string, string> = {},
): Promise<(string | undefined)[]> {
  const out = await dryRun(stages, lines, env);
  const missing = lines.flatMap((_, i) => (out[i] === undefined ? [i] : []));
  if (missing.length === 0 || missing.length === lines.length) return out;
  const again = await dryRun(stages, [...missing.map((i) => lines[i] as string), "end"], env);
  missing.forEach((i, n) => {
    out[i] = again[n];
  });
  return out;
}

async function dryRun(
  stages: unknown[],
  lines: readonly string[],
  env: Record<string, string>,
): Promise<(string | undefined)[]> {
  const folder = await mkdtemp(join(tmpdir(), "logstead-redact-"));
  try {
    const config = {
      server: { disable: true },
      positions: { filename: join(folder, "positions.yaml") },
      clients: [{ url: "http://127.0.0.1:9/loki/api/v1/push" }],
      scrape_configs: [
        {
          job_name: "lines",
          pipeline_stages: [
            { json: { expressions: { line: "line", n: "n" } } },
            // Lines with much to hide are overtaken by others: each match stage is a pipeline of its own.
            { labels: { n: "n" } },
            { output: { source: "line" } },
            ...stages,
            ...marks.map(([from, to]) => ({ replace: { expression: `(${from})`, replace: to } })),
          ],
          static_configs: [{ targets: ["localhost"], labels: { job: "lines" } }],
        },
      ],
    };
    const file = join(folder, "promtail.yaml");
    await writeFile(file, stringify(config, { lineWidth: 0, defaultStringType: "QUOTE_SINGLE" }));
    const { stdout, stderr, failed } = await execa(
      promtail,
      ["-stdin", "-dry-run", "-log.level=error", "-config.expand-env=true", `-config.file=${file}`],
      {
        input: lines.map((line, n) => `${JSON.stringify({ line, n: String(n) })}\n`).join(""),
        env,
        reject: false,
        maxBuffer: 1e9,
      },
    );
    // The refused part stands at the end, after the whole configuration.
    if (failed) throw new Error(`Promtail refused the stages: … ${stderr.slice(-600)}`);
    const out: (string | undefined)[] = [];
    for (const row of stdout.split("\n")) {
      const [, n, line] = /^[^{]*\{job="lines", n="(\d+)"\}\t*(.*)$/s.exec(row) ?? [];
      if (n !== undefined)
        out[Number(n)] = marks.reduce((text, [to, from]) => text.replaceAll(from, to), line as string);
    }
    return out;
  } finally {
    await rm(folder, { recursive: true });
  }
}
