import { readSettings } from "@logstead/detector/settings-file";
import { type OutputOptions, print } from "../output/print.ts";

/** `detector check`: problems are thrown, and printed with their lines. */
export function check({ settings: file, ...options }: OutputOptions & { settings: string }): void {
  const settings = readSettings(file);
  const { store, sources, alerts } = settings;
  const kind = typeof store === "string" ? store : store.kind;
  const from = [sources.loki ? "Loki" : "", sources.push.enabled ? "push" : "", sources.stdin ? "stdin" : ""];
  const to = (["n8n", "alertmanager", "loki"] as const).filter((route) => alerts[route]);
  const report = { file, store: kind, sources: from.filter(Boolean), routes: to };
  print(
    options,
    report,
    () =>
      `${file} is right: lines from ${report.sources.join(", ")}, kept in ${kind}, told to ${to.join(", ") || "nobody"}`,
  );
}
