import type { AlertProbe, ProbeResult, ProbeRow } from "@logstead/operate";
import { paint } from "../output/colour.ts";
import { table } from "../output/table.ts";

/** The proof: each source with the labels its line has in Loki, and how long it took. */
export function probeText({ rows, left, ok }: ProbeResult): string {
  const found = rows.filter(({ state }) => state === "found").length;
  const parts = [
    table(["source", "host", "labels", "seconds"], rows.map(cells)),
    ...left.map(({ host, source, reason }) => `${host}: ${source} was not probed: ${reason}`),
    `${ok ? paint("green", "ok") : paint("red", "not ok")} ${found} of ${rows.length} lines arrived as predicted, with the planted password hidden`,
  ];
  return parts.join("\n\n");
}

/** Who was told of the planted anomaly, and how soon after its line was written. */
export function alertText({ host, rows, found, ok }: AlertProbe): string {
  const told = rows.filter(({ outcome }) => outcome === "told").length;
  return [
    table(
      ["channel", "a test anomaly", "seconds"],
      rows.map(({ channel, outcome, seconds }) => [channel, outcome, seconds?.toFixed(2) ?? ""]),
    ),
    `${ok ? paint("green", "ok") : paint("red", "not ok")} ${told} of ${rows.length} channels were told of a line on ${host}${found === undefined ? "" : `, which was an anomaly after ${found.toFixed(2)} s`}`,
  ].join("\n\n");
}

function cells({ host, by, state, labels, seconds }: ProbeRow): string[] {
  const shown = ["host", "service", "source", "kind", "level", "unit", "container"]
    .filter((name) => labels[name] !== undefined && !(name === "host" && labels.host === host))
    .map((name) => `${name}=${labels[name]}`);
  return [
    by,
    host,
    state === "lost" || state === "not written" ? state : shown.join(" "),
    seconds === undefined ? "" : seconds.toFixed(2),
  ];
}
