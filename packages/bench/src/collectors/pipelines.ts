import { type Case, findAlloy, interpreter, linesOf } from "@logstead/agent";
import { runCollector } from "@logstead/agent/parts";
import { getTool } from "@logstead/tools";

export interface BenchRow {
  pipeline: string;
  /** Lines a second of processor time, so that what else runs on the machine does not count. */
  interpreter: number;
  promtail: number;
  /** Undefined where Alloy is not on PATH. */
  alloy: number | undefined;
}

/** Lines that a collector reads in a measurement, and that the interpreter runs at once. */
const collectorLines = 10_000;
const interpreterLines = 20_000;
/** Processor time that the interpreter is measured for, in seconds. */
const measuredSeconds = 2;
/** Cases of one giant line say nothing about lines a second. */
const largestInput = 64 * 1024;

/** Lines a second of one pipeline, over and over the lines of its case with the most lines. */
export async function benchPipeline(cases: readonly Case[]): Promise<BenchRow> {
  const [one] = cases
    .filter(({ input }) => input.length <= largestInput)
    .sort((a, b) => linesOf(b.input).length - linesOf(a.input).length) as [Case];
  const lines = linesOf(one.input).filter((line) => line !== "");
  const alloy = await findAlloy();
  const promtail = (await getTool("promtail")).path;
  return {
    pipeline: one.pipeline,
    interpreter: interpreterSpeed(one, lines),
    promtail: await collectorSpeed("promtail", promtail, one),
    alloy: alloy === undefined ? undefined : await collectorSpeed("alloy", alloy, one),
  };
}

/** The best of some rounds: what is slower was disturbed. */
function interpreterSpeed(one: Case, lines: readonly string[]): number {
  const run = interpreter(one.stages);
  let best = 0;
  let spent = 0;
  const timestamp = BigInt(Date.now()) * 1_000_000n;
  do {
    const start = process.threadCpuUsage();
    for (let i = 0; i < interpreterLines; i++)
      run.push({ timestamp, line: lines[i % lines.length] as string, labels: one.labels, metadata: {} });
    const { user, system } = process.threadCpuUsage(start);
    const seconds = (user + system) / 1e6;
    spent += seconds;
    best = Math.max(best, interpreterLines / seconds);
  } while (spent < measuredSeconds);
  return best;
}

/** By the processor time between the first request and the last: starting up is not counted. */
async function collectorSpeed(agent: "promtail" | "alloy", program: string, one: Case): Promise<number> {
  const repeats = Math.ceil(collectorLines / linesOf(one.input).length);
  const input = Buffer.concat(Array.from({ length: repeats }, () => one.input));
  const first = interpreter(one.stages);
  const entry = (line: string) => ({ timestamp: 0n, line, labels: one.labels, metadata: {} });
  let count = 0;
  for (const line of linesOf(input)) count += first.push(entry(line)).length;
  count += first.flush().length;
  const measured = { seconds: 0, lines: 0 };
  await runCollector(agent, program, [{ ...one, input }], new Map([[one.job, count]]), measured);
  return measured.lines / Math.max(0.01, measured.seconds);
}
