import { LineMiner } from "@logstead/detector";
import { print } from "../output/print.ts";
import { knownFormats } from "./formats.ts";
import { inputs } from "./input.ts";
import { LineIds } from "./line-ids.ts";
import { Progress } from "./progress.ts";
import { showPatterns, summaryOf } from "./show.ts";

interface MineOptions {
  message?: boolean;
  ids?: boolean;
  templates?: boolean;
  grok?: string;
  json?: boolean;
  top: number;
  maxPatterns: number;
  output: "text" | "json";
}

/** Mines the inputs and prints patterns, or one line a line. */
export async function mine(files: string[], options: MineOptions): Promise<void> {
  const perLine = options.ids || options.templates;
  const lineIds = new LineIds();
  // Patterns of signatures that left the memory, by signature; their templates, by pattern.
  const gone = new Map<number, number>();
  const goneTemplates = new Map<number, string>();
  const lines = new LineMiner({
    message: options.message ?? false,
    formats: options.message ? [] : knownFormats(options.grok),
    maxPatterns: Math.max(1000, options.maxPatterns),
    ...(perLine
      ? {
          onLine: (leaf) => lineIds.add(leaf),
          onEvict: (leaf, pattern) => {
            gone.set(leaf, pattern.id);
            if (options.templates) goneTemplates.set(pattern.id, lines.miner.template(pattern));
          },
        }
      : {}),
  });
  const { miner } = lines;
  const progress = new Progress();
  try {
    for await (const input of inputs(files)) {
      for await (const chunk of input) {
        lines.push(chunk, Date.now());
        progress.show(miner.lines, miner.patterns.size);
      }
      lines.endStream();
    }
    miner.refine();
    progress.end();
    if (!perLine) {
      const summary = summaryOf(lines);
      print({ output: options.json ? "json" : options.output }, summary, () =>
        showPatterns(summary, options.top),
      );
      return;
    }
    const idOf = new Map<number, number>(miner.leafPatterns());
    const final = (leaf: number): number =>
      leaf < 0 ? 0 : (idOf.get(leaf) ?? resolved(gone.get(leaf) ?? 0, miner.redirects));
    const templates = new Map<number, string>([[0, ""]]);
    const templateOf = (id: number): string => {
      const known = templates.get(id);
      if (known !== undefined) return known;
      const pattern = miner.patterns.get(id);
      const text = pattern ? miner.template(pattern) : (goneTemplates.get(id) ?? "");
      templates.set(id, text);
      return text;
    };
    for (const block of lineIds.blocks())
      await write(block, (leaf) => (options.ids ? String(final(leaf)) : templateOf(final(leaf))));
  } finally {
    progress.end();
    lineIds.close();
  }
}

function resolved(id: number, redirects: ReadonlyMap<number, number>): number {
  let at = id;
  for (let next = redirects.get(at); next !== undefined; next = redirects.get(at)) at = next;
  return at;
}

/** Writes one line a number, in pieces, as fast as the reader takes them. */
async function write(block: Int32Array, text: (leaf: number) => string): Promise<void> {
  for (let from = 0; from < block.length; from += 8192) {
    const part = Array.from(block.subarray(from, from + 8192), text).join("\n");
    if (!process.stdout.write(`${part}\n`))
      await new Promise<void>((resolve) => void process.stdout.once("drain", resolve));
  }
}
