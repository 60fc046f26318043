import { ipOf, type NamedSource, type Site, type SiteHost, type Source } from "@logstead/inventory";
import { staticLabels } from "../labels.ts";
import type { Reading } from "../model.ts";

/** What a sender may say itself. */
const sendersOwn = ["service", "component"];

/** A receiver of Loki's push protocol for custom agents. */
export function push(
  site: Site,
  host: SiteHost,
  named: NamedSource,
  source: Extract<Source, { type: "push" }>,
): Extract<Reading, { kind: "push" }> {
  const labels = staticLabels(site, host, named);
  // `collector.listen` may put the receiver's port on another address.
  const listen = host.settings.collector.listen?.find(
    ({ purpose, port }) => purpose === "push" && port === source.port,
  );
  return {
    kind: "push",
    address: ipOf(listen?.address ?? source.address),
    port: source.port,
    rules: sendersOwn.flatMap((name) => {
      const value = labels[name];
      return value === undefined
        ? []
        : [{ from: [name], regex: "", to: name, replacement: value.replaceAll("$", "$$$$") }];
    }),
  };
}

/** The labels every received line gets, whatever its sender says. */
export function receivedLabels(site: Site, host: SiteHost, named: NamedSource): Record<string, string> {
  const labels = { ...staticLabels(site, host, named) };
  for (const name of sendersOwn) delete labels[name];
  return labels;
}
