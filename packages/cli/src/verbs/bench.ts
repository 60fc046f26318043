import { Command, InvalidArgumentError, Option } from "commander";
import { outputOption } from "../output/print.ts";

/** `bench NAME`: measurements; never part of the tests. */
export function command(): Command {
  return new Command("logstead bench")
    .description("Measure speed and memory on this machine.")
    .addHelpText("after", "\nExample:\n  $ ./logstead bench inventory --write")
    .addCommand(
      measurement(
        "inventory",
        "Load and check generated sites of 10 to 10,000 hosts, beside the yaml package alone.",
      ).action(async (options) => (await import("@logstead/bench/inventory")).benchInventory(options)),
    )
    .addCommand(
      measurement(
        "render",
        "Render, write and verify generated sites of 4 to 10,000 hosts, and render them again unchanged.",
      ).action(async (options) => (await import("@logstead/bench/render")).benchRender(options)),
    )
    .addCommand(
      measurement(
        "pipelines",
        "Lines per second of each pipeline in Promtail, in Alloy if installed, and in the interpreter.",
      ).action(async (options) => (await import("@logstead/bench/pipelines")).benchPipelines(options)),
    )
    .addCommand(
      measurement(
        "redaction",
        "What redaction adds to a line in Promtail, by what the line has to hide, and lines a second in this process.",
      ).action(async (options) => (await import("@logstead/bench/redaction")).benchRedactionStages(options)),
    )
    .addCommand(
      measurement(
        "up",
        "Provision the lab, do it again, and measure: no-op runs, time until a line is found, lossless rate, an outage.",
      )
        .option("--from-nothing", "destroy the lab first and measure the whole way")
        .option("--only <part...>", "only these: noop, latency, rate, outage")
        .option("--outage <seconds>", "how long Loki is away", Number, 120)
        .action(async (options) => (await import("@logstead/bench/provisioning")).runUpBench(options)),
    )
    .addCommand(
      measurement(
        "lab",
        "Build the base, start and stop five hosts, and run Ansible and Molecule on them.",
      ).action(async (options) => (await import("@logstead/bench/lab")).runLabBench(options)),
    )
    .addCommand(detector())
    .addCommand(incidents())
    .addCommand(
      measurement(
        "page",
        "Seconds until the detector's page shows an anomaly, in a headless Chromium.",
      ).action(async (options) => (await import("@logstead/bench/page")).benchDetectorPage(options)),
    )
    .addCommand(service())
    .addCommand(
      measurement(
        "tests",
        "The times of the last `./logstead test` beside their budgets, with the slowest tests; nothing is run.",
      ).action(async (options) => (await import("@logstead/bench/tests")).benchTests(options)),
    );
}

function service(): Command {
  const parts = ["soak", "catch-up", "alerts", "false-alarms"];
  const whole = (text: string) => {
    if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("a whole number above 0 is expected");
    return Number(text);
  };
  return measurement(
    "service",
    "Lines a second through the detector's push receiver, engine and store; or one of its other measurements.\nLines from LOGSTEAD_DATA.",
  )
    .addOption(new Option("--only <part>", "not the speed but this").choices(parts))
    .option("--minutes <n>", "soak: how long it takes 5,000 lines a second", whole, 30)
    .option("--lines <n>", "alerts: so many lines, one after another", whole, 100)
    .option("--seeds <n>", "false alarms: so many different weeks", whole, 2)
    .addHelpText(
      "after",
      `  $ ./logstead bench service --only soak --minutes 30      # memory under steady traffic
  $ ./logstead bench service --only catch-up               # an hour away, then back: lines of a real Loki
  $ ./logstead bench service --only alerts --lines 100     # seconds from a line to people, in a lab that runs
  $ ./logstead bench service --only false-alarms           # what people are told in a week of ordinary traffic`,
    )
    .action(async (options) => (await import("@logstead/bench/service")).benchDetectorService(options));
}

function detector(): Command {
  return measurement(
    "detector",
    "Accuracy, speed and memory of the detector beside its targets and baselines; data from LOGSTEAD_DATA.",
  )
    .addOption(new Option("--only <part>", "one half of it").choices(["mining", "detection"]))
    .action(async (options) => (await import("@logstead/bench/detector")).benchDetector(options));
}

function incidents(): Command {
  return measurement(
    "incidents",
    "Replay real logs over several hosts and days with twelve kinds of incidents, and count what is found\nand what is a false alarm.",
  )
    .option("--seed <n>", "hosts, rates, times and incidents follow from it", Number, 1)
    .option("--seeds <n>", "this many seeds, from --seed on", Number, 1)
    .option("--streams <dir>", "a folder with other logs; the default is loghub in LOGSTEAD_DATA")
    .option("--notes", "also print each false alarm and each incident that was missed")
    .action(async (options) => (await import("@logstead/bench/incidents")).benchIncidents(options));
}

function measurement(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option("--write", "keep the result in docs/benchmarks.md")
    .addOption(outputOption())
    .addHelpText("after", `\nExample:\n  $ ./logstead bench ${name}`);
}
