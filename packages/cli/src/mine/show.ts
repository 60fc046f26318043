import { distinct, type LineMiner, type Pattern } from "@logstead/detector";
import { paint } from "../output/colour.ts";

export interface MinedSummary {
  lines: number;
  header: string;
  /** Lines that were not learned, by reason. */
  skipped: Record<string, number>;
  /** Lines of which only the start was looked at. */
  cut: number;
  evictedPatterns: number;
  patterns: MinedPattern[];
}

interface MinedPattern {
  id: number;
  count: number;
  template: string;
  variables: { distinct: number; min?: number; max?: number; top: [value: string, count: number][] }[];
}

/** All patterns, the most frequent first. */
export function summaryOf(lines: LineMiner): MinedSummary {
  const { miner, header } = lines;
  const patterns = [...miner.patterns.values()].sort((a, b) => b.count - a.count || a.id - b.id);
  return {
    lines: miner.lines,
    header: header.kind === "columns" ? header.columns.join(" ") : (header.format ?? header.kind),
    skipped: miner.skipped,
    cut: miner.cut,
    evictedPatterns: miner.evictedPatterns,
    patterns: patterns.map((pattern) => ({
      id: pattern.id,
      count: pattern.count,
      template: miner.template(pattern),
      variables: variablesOf(pattern),
    })),
  };
}

function variablesOf(pattern: Pattern): MinedPattern["variables"] {
  return pattern.slots.flatMap((slot) =>
    slot
      ? [
          {
            distinct: distinct(slot),
            ...(slot.numbers > 0 ? { min: slot.min, max: slot.max } : {}),
            top: [...slot.top].sort((a, b) => b[1] - a[1]).slice(0, 3),
          },
        ]
      : [],
  );
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const barWidth = 12;

/** Counts, bars and templates, as wide as the terminal. */
export function showPatterns(summary: MinedSummary, top: number): string {
  const { lines, patterns } = summary;
  const number = (n: number) => n.toLocaleString("en");
  const skipped = Object.values(summary.skipped).reduce((sum, n) => sum + n, 0);
  const notes = [
    `${number(lines)} line${lines === 1 ? "" : "s"}`,
    `${number(patterns.length)} pattern${patterns.length === 1 ? "" : "s"}`,
    `header: ${summary.header}`,
    ...(skipped > 0 ? [`${number(skipped)} without words`] : []),
    ...(summary.cut > 0 ? [`${number(summary.cut)} cut`] : []),
    ...(summary.evictedPatterns > 0 ? [`${number(summary.evictedPatterns)} patterns evicted`] : []),
  ];
  const shown = top === 0 ? patterns : patterns.slice(0, top);
  const most = shown[0]?.count ?? 1;
  const width = number(most).length;
  const room = process.stdout.isTTY ? Math.max(40, process.stdout.columns - width - barWidth - 4) : Infinity;
  const rows = shown.map(({ count, template }) => {
    const text = template.length > room ? `${template.slice(0, room - 1)}…` : template;
    return `${number(count).padStart(width)}  ${paint("cyan", bar(count / most))}  ${text.replaceAll("<*>", () => paint("yellow", "<*>"))}`;
  });
  const rest = patterns.length - shown.length;
  if (rest > 0) {
    const count = patterns.slice(shown.length).reduce((sum, p) => sum + p.count, 0);
    rows.push(
      `${number(count).padStart(width)}  ${" ".repeat(barWidth)}  in ${number(rest)} more pattern${rest === 1 ? "" : "s"} (--top 0 shows all)`,
    );
  }
  return [notes.join(", "), ...(rows.length > 0 ? ["", ...rows] : [])].join("\n");
}

function bar(share: number): string {
  const parts = Math.max(1, Math.round(share * barWidth * 8));
  return ("█".repeat(parts >> 3) + (eighths[parts & 7] as string)).padEnd(barWidth);
}
