import { benchService, type FalseAlarms, falseAlarms } from "./engine/service/index.ts";
import { realLogs } from "./incidents.ts";
import type { Section } from "./record.ts";
import { progress, report } from "./report.ts";
import type { ServiceBenchOptions } from "./service-options.ts";

const floor = 100_000;

/** Measures the detector as a service; a floor that is not reached ends with exit code 1. */
export async function benchDetectorService(options: ServiceBenchOptions): Promise<void> {
  switch (options.only) {
    case "false-alarms":
      return benchFalseAlarms(options);
    case "soak":
      return (await import("./soak.ts")).benchMemory(options);
    case "catch-up":
      return (await import("./catch-up.ts")).benchOutage(options);
    case "alerts":
      return (await import("./alerts.ts")).benchAlerts(options);
    case undefined:
      return benchSpeed(options);
  }
}

/** Seeds that no threshold was chosen by. */
const firstSeed = 101;

/** What people are told in a week of ordinary traffic: fewer than one alert for each host and day is the floor. */
function benchFalseAlarms(options: ServiceBenchOptions): void {
  const corpora = realLogs();
  const weeks: FalseAlarms[] = [];
  for (let seed = firstSeed; seed < firstSeed + options.seeds; seed++) {
    progress(`week ${seed} …`);
    weeks.push(falseAlarms(corpora, seed));
  }
  progress("");
  const told = weeks.flatMap((week) => week.told);
  const hostDays = weeks.reduce((sum, week) => sum + week.hostDays, 0);
  const perHostDay = told.length / hostDays;
  const kinds = [...Map.groupBy(told, ({ kind }) => kind)].sort(([, a], [, b]) => b.length - a.length);
  const section: Section = {
    name: "false-alarms",
    title: "Detector: alerts in a week in which nothing happens",
    command: `./logstead bench service --only false-alarms --seeds ${options.seeds} --write`,
    header: ["opened by", "alerts", "critical"],
    rows: kinds.map(([kind, all]) => [
      kind,
      String(all.length),
      String(all.filter(({ severity }) => severity === "critical").length),
    ]),
    targets: {
      "alerts for each host and day (below 1)": { value: perHostDay.toFixed(2), met: perHostDay < 1 },
      "hosts and days, lines, seeds": {
        value: `${hostDays}, ${weeks.reduce((sum, week) => sum + week.lines, 0)}, ${weeks.length}`,
        met: true,
      },
    },
  };
  report(section, options, weeks);
}

async function benchSpeed(options: ServiceBenchOptions): Promise<void> {
  const result = await benchService(realLogs());
  const kilo = (perSecond: number) => `${(perSecond / 1000).toFixed(0)} k/s`;
  const section: Section = {
    name: "service",
    title: "Detector: service",
    command: "./logstead bench service --write",
    header: ["what", "measured", "floor", "goal"],
    rows: [
      [
        "push receiver, journal, engine and store, by processor time",
        kilo(result.processor),
        "100 k/s",
        "300 k/s",
      ],
      ["the same, by the wall", kilo(result.wall), "", ""],
      ["lines, requests of 1 MiB (snappy, protobuf)", `${result.lines}, ${result.requests}`, "", ""],
      ["requests told to come again", String(result.refused), "", ""],
      ["resident memory", `${Math.round(result.residentBytes / 2 ** 20)} MiB`, "", ""],
    ],
    targets: {
      "lines through the service on one core (floor 100 k/s)": {
        value: kilo(result.processor),
        met: result.processor >= floor,
      },
    },
  };
  report(section, options, result);
}
