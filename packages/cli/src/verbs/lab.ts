import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { ExitCode, ProblemError, problem } from "@logstead/base";
import type * as Lab from "@logstead/lab";
import { profiles } from "@logstead/lab/profiles";
import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { type OutputOptions, outputOption, print } from "../output/print.ts";
import { table } from "../output/table.ts";

/** Loaded before the first action, not for a help: it brings the whole inventory along. */
let lab: typeof Lab;

interface LabOptions extends OutputOptions {
  name: string;
}

const progress = (text: string) => void process.stderr.write(`lab: ${text}\n`);
const mib = (bytes?: number) => (bytes === undefined ? "" : `${Math.round(bytes / 2 ** 20)} MiB`);
const hosts = () => new Argument("[hosts...]", "only these hosts; all by default");
const named = (names: string[]) => (names.length > 0 ? { hosts: names } : {});

function positive(value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw new InvalidArgumentError("a number above 0 is expected");
  return number;
}

/** A subcommand with what all of them have. */
function sub(usage: string, description: string, example: string): Command {
  return new Command(usage)
    .description(description)
    .addOption(new Option("--name <lab>", "which lab; labs of different names do not meet").default("lab"))
    .addOption(outputOption())
    .addHelpText("after", `\nExample:\n  $ ./logstead lab ${example}`);
}

export function command(): Command {
  const verb = new Command("logstead lab")
    .hook("preAction", async () => {
      lab = await import("@logstead/lab");
    })
    .description("Real systemd hosts on this machine, in a network of their own.")
    .addHelpText(
      "after",
      "\nExample:\n  $ ./logstead lab up && ./logstead lab exec ocean -- journalctl -n1 && ./logstead lab destroy",
    );
  for (const make of [
    up,
    down,
    reset,
    status,
    ssh,
    exec,
    logs,
    open,
    images,
    traffic,
    count,
    windows,
    inbox,
    incidents,
    destroy,
  ])
    verb.addCommand(make());
  return verb;
}

function up(): Command {
  return sub("up", "Start the hosts; the first time also build what they are made of.", "up ocean gateway")
    .addArgument(hosts())
    .option("--bare <host...>", "hosts as an installer leaves them: no key, no account for provisioning")
    .option("--env <name>", "whose hosts: an environment or an inventory file", "lab")
    .option("--no-n8n", "leave out the n8n that hosts with this role have (2 GB, fetched at first use)")
    .action(async (names: string[], options: LabOptions & { env: string; bare?: string[]; n8n: boolean }) => {
      const { name, bare } = options;
      const { siteOf } = await import("../inventory/site.ts");
      const plan = lab.planOf(siteOf(options.env));
      await lab.demandLab(plan);
      const wanted =
        options.n8n &&
        plan.hosts.some(
          (host) => host.roles.includes("n8n") && (names.length === 0 || names.includes(host.name)),
        );
      const more = { ...named(names), ...(bare && { bare }), ...(wanted && { n8n: await n8nFolder() }) };
      await lab.labUp(plan, { name, ...more, onProgress: progress });
      await show(options);
    });
}

/** The n8n that is on ocean before Logstead comes: `bin/n8n` in a folder that the host can see. */
async function n8nFolder(): Promise<string> {
  const { getTool, progressTo } = await import("@logstead/tools");
  const { path } = await getTool("n8n", { onProgress: progressTo(process.stderr) });
  return dirname(dirname(path));
}

function images(): Command {
  return sub(
    "images",
    "Make the images that playbooks name from the built programs, and load them on their hosts.",
    "images",
  ).action(async (options: LabOptions) => {
    const { progressTo } = await import("@logstead/tools");
    const up = lab.openLab(options.name);
    const loaded: { host: string; image: string }[] = [];
    for (const host of up.started.plan.hosts.filter(({ roles }) => roles.includes("loki"))) {
      const { lokiImage } = await import("@logstead/images");
      const { archive } = await lokiImage(progressTo(process.stderr));
      for (const image of await lab.loadImage(up, host.name, archive))
        loaded.push({ host: host.name, image });
    }
    print(options, loaded, () =>
      table(
        ["host", "image"],
        loaded.map(({ host, image }) => [host, image]),
      ),
    );
  });
}

function down(): Command {
  return sub("down", "Stop hosts and keep their disks.", "down node006")
    .addArgument(hosts())
    .action(async (names: string[], options: LabOptions) => {
      await lab.labDown({ name: options.name, ...named(names) });
      await show(options);
    });
}

function reset(): Command {
  return sub("reset", "Make hosts new: disk, containers and identity.", "reset node006 --bare node006")
    .addArgument(hosts())
    .option("--bare <host...>", "of these, the ones to be as an installer leaves them")
    .action(async (names: string[], options: LabOptions & { bare?: string[] }) => {
      const { name, bare } = options;
      await lab.labReset({ name, ...named(names), ...(bare && { bare }), onProgress: progress });
      await show(options);
    });
}

function status(): Command {
  return sub("status", "Show the hosts and what they use.", "status --output json").action(show);
}

async function show(options: LabOptions): Promise<void> {
  const now = await lab.labStatus(options.name);
  print(options, now, () =>
    table(
      ["host", "address", "state", "up for", "boots", "memory", "disk"],
      now.hosts.map((h) => [
        h.bare ? `${h.name} (bare)` : h.name,
        h.address,
        h.exit ? `${h.state}: ${h.exit}` : h.state,
        h.uptime === undefined ? "" : `${h.uptime} s`,
        String(h.boots),
        mib(h.memoryBytes),
        mib(h.diskBytes),
      ]),
    ),
  );
}

/** Ends as the program does that gets the terminal. */
async function become(program: string, args: string[]): Promise<void> {
  const { handOver } = await import("@logstead/base/process");
  process.exitCode = await handOver(program, args);
}

function ssh(): Command {
  return sub("ssh", "Log in to a host; to a bare one, at its console as root.", "ssh ocean")
    .argument("<host>")
    .option("--console", "at the console as root, without SSH")
    .action(async (host: string, options: LabOptions & { console?: boolean }) => {
      const it = lab.openLab(options.name);
      const bare = it.started.bare.includes(host);
      if (!options.console && !bare) return become("ssh", lab.sshArgs(it, host));
      const [program = "", ...args] = lab.consoleArgs(it, host, ["bash", "-l"]);
      await become(program, args);
    });
}

function exec(): Command {
  return sub(
    "exec",
    "Run a command on a host as root and exit with its status.",
    "exec ocean -- journalctl -n1",
  )
    .argument("<host>")
    .argument("<command...>")
    .option("--login", "as the account that provisioning uses, not as root")
    .option("--console", "at the console, without SSH")
    .action(
      async (host: string, argv: string[], options: LabOptions & { login?: boolean; console?: boolean }) => {
        const it = lab.openLab(options.name);
        const as = options.login ? "login" : "root";
        if (options.output === "json") {
          const ran = options.console
            ? await lab.labConsole(it, host, argv)
            : await lab.labExec(it, host, argv, { as });
          print(options, ran, () => "");
          process.exitCode = ran.code;
        } else if (options.console) {
          const [program = "", ...args] = lab.consoleArgs(it, host, argv);
          await become(program, args);
        } else await become("ssh", [...lab.sshArgs(it, host), lab.onLabHost(argv, as)]);
      },
    );
}

function logs(): Command {
  return sub("logs", "Print the end of a host's journal; of its console where it does not run.", "logs ocean")
    .argument("<host>")
    .option("-n, --lines <count>", "how many lines", positive, 100)
    .option("-u, --unit <unit>", "only of this unit")
    .action(async (host: string, options: LabOptions & { lines: number; unit?: string }) => {
      const { lines, unit } = options;
      const got = await lab.labLogs(lab.openLab(options.name), host, { lines, ...(unit && { unit }) });
      print(options, { from: got.from, lines: got.text.split("\n") }, () => got.text.trimEnd());
    });
}

function open(): Command {
  return sub("open", "Forward the lab's pages to loopback ports, for as long as it is up.", "open").action(
    async (options: LabOptions) => {
      const pages = await lab.labOpen(lab.openLab(options.name));
      print(options, pages, () =>
        table(
          ["page", "host", "address", ""],
          pages.map((p) => [
            p.name,
            `${p.host}:${p.port}`,
            p.url,
            p.answers ? "" : "nothing listens there yet",
          ]),
        ),
      );
    },
  );
}

function traffic(): Command {
  const lines = Object.entries(profiles).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
  return sub(
    "traffic",
    "Write realistic, numbered lines into the lab.",
    "traffic --profile syslog --rate 100 --seconds 10",
  )
    .addHelpText("after", `\nProfiles:\n${lines.join("\n")}`)
    .addOption(
      new Option("--profile <name>", "what is written").choices(Object.keys(profiles)).default("homelab"),
    )
    .option("--rate <lines>", "lines a second, all streams together", positive, 50)
    .option("--seconds <seconds>", "how long", positive, 10)
    .option("--seed <number>", "the same seed gives the same lines", Number, 1)
    .action(
      async (options: LabOptions & { profile: string; rate: number; seconds: number; seed: number }) => {
        const { profile, rate, seconds, seed } = options;
        const receipt = await lab.labTraffic(lab.openLab(options.name), { profile, rate, seconds, seed });
        print(options, receipt, () =>
          [
            table(
              ["stream", "to", "lines", ""],
              receipt.streams.map((s) => [s.id, `${s.host}: ${s.to}`, String(s.sent), s.error ?? ""]),
            ),
            `\n${receipt.sent} lines in ${receipt.took.toFixed(1)} s, run ${receipt.run}`,
          ].join("\n"),
        );
        if (receipt.streams.some((s) => s.error)) process.exitCode = ExitCode.outside;
      },
    );
}

function count(): Command {
  return sub(
    "count",
    "Count a run's lines on standard input: lost, and found twice.",
    "count 3fa9c1 <lines.txt",
  )
    .argument("<run>", "as printed by `lab traffic`")
    .action(async (run: string, options: LabOptions) => {
      const receipt = lab.readReceipt(lab.openLab(options.name), run);
      const lines: string[] = [];
      for await (const line of createInterface({ input: process.stdin }))
        if (line.includes(`${run}/`)) lines.push(line);
      const counts = lab.countSequences(lines, receipt);
      print(options, counts, () =>
        table(
          ["stream", "sent", "found", "lost", "twice", "first missing"],
          counts.map((c) => [
            ...[c.id, ...[c.sent, c.found, c.lost, c.duplicates].map(String), c.missing.join(" ")],
          ]),
        ),
      );
      if (counts.some((c) => c.lost > 0 || c.duplicates > 0)) process.exitCode = ExitCode.problems;
    });
}

function windows(): Command {
  return sub("windows", "Change the gateway's shared folder as Windows does.", "windows rotate access.log")
    .addArgument(new Argument("<action>").choices(["list", "write", "rotate"]))
    .argument("[file]")
    .argument("[lines...]")
    .option("--new-name", "rotate by going on in a file of a new name, without renaming")
    .action(
      (
        action: string,
        file: string | undefined,
        lines: string[],
        options: LabOptions & { newName?: boolean },
      ) => {
        const it = lab.openLab(options.name);
        if (action !== "list" && file === undefined)
          throw new ProblemError(
            problem("cli-missing-argument", `windows ${action} needs a file's name`, { want: "access.log" }),
            ExitCode.usage,
          );
        if (action === "write") lab.windowsWrite(it, file ?? "", lines);
        if (action === "rotate")
          lab.windowsRotate(it, file ?? "", {
            how: options.newName ? "new-name" : "rename",
            lastLines: lines,
          });
        const files = lab.windowsFiles(it);
        print(options, files, () => files.join("\n"));
      },
    );
}

function inbox(): Command {
  return sub("inbox", "Show what the other sides of the lab's alert channels got.", "inbox --follow")
    .option("--follow", "go on with what comes, until Ctrl-C")
    .action(async (options) => (await import("../lab/inbox.ts")).inbox(options));
}

function incidents(): Command {
  const kinds: Lab.LabIncidentKind[] = [
    "failing-logins",
    "crash-loop",
    "full-disk",
    "silent-service",
    "upgrade",
  ];
  return sub(
    "incidents",
    "Make real incidents on the lab's hosts while ordinary traffic runs, and follow each to every alert channel.",
    "incidents --only crash-loop full-disk",
  )
    .addOption(new Option("--only <kind...>", "only these").choices(kinds))
    .option("--env <name>", "the environment that `up` provisioned the lab with", "lab")
    .addHelpText(
      "after",
      "\nNeeds a lab that `./logstead up` has provisioned. The detector first learns a day of ordinary lines, made of two\nminutes that are recorded. Exit codes: 0 each was told once in each channel and the marked one was not told again,\n1 something was missed, told twice or told after all, 2 wrong usage.",
    )
    .action(async (options) => (await import("../lab/incidents.ts")).incidents(options));
}

function destroy(): Command {
  return sub("destroy", "Remove the lab and every trace of it; the built base is kept.", "destroy").action(
    async (options: LabOptions) => {
      await lab.labDestroy({ name: options.name });
      print(options, { destroyed: options.name }, () => `lab ${options.name} is gone`);
    },
  );
}
