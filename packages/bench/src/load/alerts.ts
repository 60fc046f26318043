import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { ExitCode, ProblemError, problem } from "@logstead/base";
import type { ChannelType } from "@logstead/channels";
import { testMark, testTitle } from "@logstead/detector/test-line";
import type { Site } from "@logstead/inventory";
import { type Lab, type Message, readInbox } from "@logstead/lab";
import { alertChannels } from "@logstead/operate/incidents";
import { journalHosts } from "@logstead/operate/parts";
import { percentile } from "./measure.ts";
import { openPlanter } from "./planter.ts";

/** A test line that was written on a host. */
export interface Planted {
  name: string;
  host: string;
  /** When the host said that it was written, in milliseconds since 1970. */
  at: number;
}

/** What the channels told of it. */
export interface Told extends Planted {
  /** From the host's word to the first message. */
  seconds: Partial<Record<ChannelType, number>>;
  /** Messages that it goes on; each has to be 1. */
  counts: Partial<Record<ChannelType, number>>;
  /** Channels that told that it is over. */
  ended: ChannelType[];
}

export interface ChannelTimes {
  p50: number | undefined;
  p99: number | undefined;
  missed: number;
  doubled: number;
}

const patienceMs = 60_000;
/** The inbox says when a message came, so nothing depends on how often it is read. */
const everyMs = 500;
/** After the last end: time in which a second message would have come. */
const settleMs = 10_000;

/**
 * Writes test lines one after another, on hosts in turn, and waits for each until every channel of the lab has
 * it.
 */
export async function alertTimes(
  site: Site,
  lab: Lab,
  { lines, onStep = () => {} }: { lines: number; onStep?: (step: string) => void },
): Promise<Told[]> {
  const hosts = journalHosts(site);
  const channels = alertChannels(site);
  demandRoom(site, lines);
  const run = randomBytes(3).toString("hex");
  const began = Date.now();
  const messages = () => readInbox(lab).filter(({ at }) => at >= began);
  const planters = hosts.map((host) => ({ host: host.name, ...openPlanter(host) }));
  const planted: Planted[] = [];
  try {
    for (let n = 1; n <= lines; n++) {
      const { host, plant } = planters[n % planters.length] as (typeof planters)[number];
      const name = `bench-${run}-${String(n).padStart(4, "0")}`;
      const one = { name, host, at: await plant(`${testMark} ${name}`) };
      planted.push(one);
      const told = await followed(one, messages, ({ counts }) =>
        channels.every((each) => (counts[each] ?? 0) > 0),
      );
      onStep(
        `${n} of ${lines}, ${host}: ${channels.map((each) => `${each} ${told.seconds[each]?.toFixed(1) ?? "-"} s`).join(", ")}`,
      );
      if (n === 1 && Object.keys(told.seconds).length === 0) throw nobodyTold(host);
    }
    onStep("the ends are waited for");
    const last = planted.at(-1);
    if (last) await followed(last, messages, ({ ended }) => ended.length === channels.length);
    await pause(settleMs);
    const all = messages();
    return planted.map((one) => toldOf(one, all));
  } finally {
    await Promise.all(planters.map((planter) => planter.close()));
  }
}

/** What was told of a planted line, out of everything that was told. */
export function toldOf(planted: Planted, messages: readonly Message[]): Told {
  const own = messages.filter(({ title }) => title.includes(`${testTitle}: ${testMark} ${planted.name}`));
  const told: Told = { ...planted, seconds: {}, counts: {}, ended: [] };
  for (const { channel, event, at } of own) {
    if (event === "resolved") {
      if (!told.ended.includes(channel)) told.ended.push(channel);
      continue;
    }
    told.counts[channel] = (told.counts[channel] ?? 0) + 1;
    told.seconds[channel] ??= (at - planted.at) / 1000;
  }
  return told;
}

/** Half of the lines, and all but one of a hundred, were told within so many seconds; what never came has none. */
export function channelTimes(all: readonly Told[], channel: ChannelType): ChannelTimes {
  const times = all.map(({ seconds }) => seconds[channel]).filter((time) => time !== undefined);
  times.sort((a, b) => a - b);
  return {
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    missed: all.filter(({ counts }) => !counts[channel]).length,
    doubled: all.filter(({ counts }) => (counts[channel] ?? 0) > 1).length,
  };
}

async function followed(
  planted: Planted,
  messages: () => readonly Message[],
  isDone: (told: Told) => boolean,
): Promise<Told> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const told = toldOf(planted, messages());
    if (isDone(told) || Date.now() > until) return told;
    await pause(everyMs);
  }
}

/** A storm is told in one summary: nothing would be learned of single lines. */
function demandRoom(site: Site, lines: number): void {
  const { alerts, per } = site.alerting.rateLimit;
  if (lines <= alerts) return;
  throw new ProblemError(
    problem("bench-rate-limit", `only ${alerts} alerts are told within ${per}`, {
      path: "alerting.rateLimit.alerts",
      got: String(alerts),
      want: `at least ${lines}`,
      fix: "write fewer lines: --lines N; or raise it in the inventory, and ./logstead up",
    }),
  );
}

const nobodyTold = (host: string) =>
  new ProblemError(
    problem("bench-nobody-told", `no channel told of the first line, on ${host}`, {
      got: `nothing in ${patienceMs / 1000} s`,
      fix: "./logstead up --env lab --test-alert   follows one line and says where it stays",
    }),
    ExitCode.outside,
  );
