import { kindOf } from "@logstead/channels";
import { setAt, setHere } from "../explain/fix.ts";
import type { Check, Draft, Report } from "./context.ts";

/** Settings that need another one: artefacts, alerting, detector, exports. */
export const checkServices: Check = (draft, report) => {
  checkArtifacts(draft, report);
  checkAlerting(draft, report);
  checkDetector(draft, report);
  checkExports(draft, report);
  checkGrafana(draft, report);
};

const incomplete = (report: Report, path: (string | number)[], message: string, want: string, fix: string) =>
  report.add("incomplete-setting", path, message, { want, fix });

function checkArtifacts({ artifacts, hosts }: Draft, report: Report): void {
  const arches = new Set([...hosts.values()].map((host) => host.settings.arch));
  for (const [name, program] of Object.entries(artifacts.programs)) {
    const path = ["artifacts", "programs", name];
    if (artifacts.source === "local" && program.url)
      report.add(
        "url-without-use",
        [...path, "url"],
        `an address for ${name} is given, but programs come from the local folder: ${report.where(["artifacts", "source"])}`,
        {
          got: program.url,
          want: "source: url, or no url",
          fix: "Please remove it here, or set artifacts.source: url and the checksums",
        },
      );
    if (artifacts.source !== "url") continue;
    if (!program.url)
      incomplete(
        report,
        path,
        `source: url needs the address of ${name}`,
        "url",
        setAt([...path, "url"], `https://files.example.org/${name}-{version}-linux-{arch}`),
      );
    for (const arch of arches)
      if (!program.sha256[arch])
        report.add(
          "missing-checksum",
          path,
          `${name} has no checksum for ${arch}, which hosts of this site are`,
          {
            want: `sha256.${arch}`,
            fix: `sha256sum FILE   prints it for the file you have checked; it belongs to ${path.join(".")}.sha256.${arch}`,
          },
        );
  }
}

function checkAlerting({ alerting, n8n }: Draft, report: Report): void {
  for (const [name, channel] of Object.entries(alerting.channels))
    for (const { setting, message, example } of kindOf(channel.type).missing?.(channel) ?? [])
      incomplete(
        report,
        ["alerting", "channels", name],
        message,
        setting,
        setAt(["alerting", "channels", name, setting], example(name)),
      );
  if (Object.keys(alerting.channels).length > 0 && alerting.routes?.length === 0)
    report.add(
      "channels-without-route",
      ["alerting", "channels"],
      "channels are given, but no route leads to them",
      { want: "alerting.routes: [n8n]", fix: setAt(["alerting", "routes"], ["n8n"]) },
    );
  const used = new Set(Object.values(alerting.severities).flat());
  // If a severity names an unknown channel, it probably means an existing one that nothing uses.
  if (used.size > 0 && [...used].every((name) => Object.hasOwn(alerting.channels, name as string)))
    for (const name of Object.keys(alerting.channels))
      if (!used.has(name))
        report.warn(
          "channel-without-severity",
          ["alerting", "channels", name],
          `no severity leads to the channel '${name}': ${report.where(["alerting", "severities"])}`,
          {
            want: `${name} in one of the severities`,
            fix: setAt(
              ["alerting", "severities", "critical"],
              [...(alerting.severities.critical ?? []), name],
            ),
          },
        );
  if (/^\/|\/$|[?#\s]/.test(n8n.webhookPath))
    report.add("bad-webhook-path", ["n8n", "webhookPath"], "this is not the path of a webhook", {
      got: n8n.webhookPath,
      want: "a path without slashes at its ends",
      fix: setHere(
        ["n8n", "webhookPath"],
        n8n.webhookPath.replace(/^\/+|\/+$|[?#].*$/g, "").replace(/[\s/]+$|\s+/g, "") || "log-anomaly",
      ),
    });
}

function checkDetector({ detector }: Draft, report: Report): void {
  const { store, model } = detector;
  const kind = typeof store === "string" ? store : store.kind;
  const url = typeof store === "string" ? undefined : store.url;
  if (kind !== "pglite" && !url)
    incomplete(
      report,
      ["detector", "store"],
      `the store ${kind} is a server and needs its address`,
      "store.kind and store.url",
      setAt(["detector", "store"], {
        kind,
        url: kind === "redis" ? "redis://192.168.1.143:6379" : "postgresql://192.168.1.143:5432/logstead",
      }),
    );
  if (url && (kind === "pglite" || url.startsWith("redis") !== (kind === "redis")))
    report.add(
      "store-against-url",
      ["detector", "store", "url"],
      `this is not the address of a ${kind} store`,
      {
        got: url,
        want: kind === "pglite" ? "no url: pglite is embedded" : `an address that starts with ${kind}://`,
        fix: setAt(["detector", "store", "kind"], url.startsWith("redis") ? "redis" : "postgresql"),
      },
    );
  if (model.embedder === "llamacpp" && !model.modelFile)
    incomplete(
      report,
      ["detector", "model", "embedder"],
      "llamacpp needs a model file",
      "detector.model.modelFile",
      setAt(["detector", "model", "modelFile"], "/var/lib/logstead/models/embedding.gguf"),
    );
  if (model.embedder !== "llamacpp" && model.modelFile)
    report.add(
      "model-without-use",
      ["detector", "model", "modelFile"],
      "a model file is given, but word2vec needs none",
      {
        got: model.modelFile,
        want: "embedder: llamacpp, or no modelFile",
        fix: setAt(["detector", "model", "embedder"], "llamacpp"),
      },
    );
}

function checkExports({ exports }: Draft, report: Report): void {
  if (exports.kafka.enabled && exports.kafka.brokers.length === 0)
    incomplete(
      report,
      ["exports", "kafka"],
      "the export to Kafka needs brokers",
      "exports.kafka.brokers",
      setAt(["exports", "kafka", "brokers"], ["kafka.example.org:9092"]),
    );
  for (const name of ["governance", "otlp"] as const)
    if (exports[name].enabled && !exports[name].url)
      incomplete(
        report,
        ["exports", name],
        `the export ${name} needs an address`,
        `exports.${name}.url`,
        setAt(["exports", name, "url"], `https://${name}.example.org`),
      );
}

function checkGrafana({ grafana }: Draft, report: Report): void {
  if (grafana.provisioning === "api" && !grafana.token)
    incomplete(
      report,
      ["grafana", "provisioning"],
      "Grafana's API needs a token",
      "grafana.token",
      setAt(["grafana", "token"], "secret:grafana-token"),
    );
}
