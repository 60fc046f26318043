import { HttpUrl, SecretRef } from "@logstead/fields";
import { z } from "zod";
import { channelKind, type Messages } from "./kind.ts";
import { http } from "./n8n.ts";
import { plainText, stormText, subject } from "./words.ts";

const places = [
  ...["subject", "text", "event", "severity", "title", "host", "hosts", "site", "link", "key"],
  ...["fingerprint", "opened", "resolved"],
] as const;

const Header = z
  .string()
  .regex(
    /^(?!(content-|transfer-|host$|connection$))[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/i,
    "the name of a header, other than Host, Connection and those of the content",
  )
  .meta({ examples: ["X-Api-Key"] });

const isPlace = (name: string) => (places as readonly string[]).includes(name);

const Field = z
  .string()
  .max(2000)
  .check((ctx) => {
    const unknown = [...ctx.value.matchAll(/\{(\w+)\}/g)].find(([, name = ""]) => !isPlace(name));
    if (!unknown) return;
    const params = {
      code: "bad-placeholder",
      message: `nothing of an alert is called ${unknown[0]}`,
      want: `a text in which one of these may stand: ${places.map((name) => `{${name}}`).join(", ")}`,
      fix: "Please use one of these; other braces may stay as they are",
    };
    ctx.issues.push({ code: "custom", input: ctx.value, message: params.message, params });
  })
  .meta({ examples: ["{subject}"] })
  .describe("A text of yours with such places.");

const schema = z.strictObject({
  type: z.literal("webhook"),
  url: HttpUrl.describe(
    "Where the request goes. A secret does not belong in it: it is shown in n8n and in the rendered files.",
  ),
  method: z.enum(["POST", "PUT"]).default("POST").describe("How it is sent; the body is JSON."),
  headers: z
    .record(Header, SecretRef)
    .prefault({})
    .describe("Headers whose whole values are secrets, such as Authorization or X-Api-Key."),
  body: z
    .record(z.string().min(1).max(64), Field)
    .prefault({})
    .describe(
      `The body's fields, for receivers with a form of their own: texts in which ${places.map((place) => `{${place}}`).join(", ")} are replaced. Default: the alert itself, as docs/alerts.md describes.`,
    ),
});
type Shown = Pick<z.output<typeof schema>, "body">;

// #region message
/** Values are put into texts of the body, never into JSON: no alert can change the form. */
const filled = (body: Record<string, string>, values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(body).map(([name, text]) => [
      name,
      text.replace(/\{(\w+)\}/g, (whole, place: string) => values[place] ?? whole),
    ]),
  );

const hasForm = (body: Record<string, string>) => Object.keys(body).length > 0;
const time = (at: number | undefined) => (at === undefined ? "" : new Date(at).toISOString());

const message: Messages<Shown> = {
  alert: (alert, about) => {
    const values = {
      subject: subject(alert),
      text: plainText(alert, about),
      event: alert.event,
      severity: alert.severity,
      title: alert.title,
      host: alert.hosts[0] ?? "",
      hosts: alert.hosts.join(", "),
      site: alert.site,
      link: alert.link,
      key: alert.key,
      fingerprint: alert.fingerprint,
      opened: time(alert.opened),
      resolved: time(alert.resolved),
    };
    if (hasForm(about.channel.body)) return { body: filled(about.channel.body, values) };
    const { subject: head, text, event, severity, title, site, link, key, fingerprint } = values;
    const { hosts, streams, samples, reasons } = alert;
    return {
      body: {
        ...{ version: 1, key, fingerprint, event, severity, site, subject: head, title, text, link },
        ...{ hosts, streams, lines: samples, reasons, opened: values.opened },
        ...(values.resolved && { resolved: values.resolved }),
      },
    };
  },
  storm: (storm, { channel, site }) => {
    const { id, subject: head, severity, link, list } = storm;
    const text = stormText(storm);
    const values = {
      ...{ subject: head, text, event: "storm", severity, title: head, host: "", hosts: "", site, link },
      ...{ key: id, fingerprint: "", opened: "", resolved: "" },
    };
    if (hasForm(channel.body)) return { body: filled(channel.body, values) };
    return {
      body: {
        ...{ version: 1, key: id, event: "storm", severity, site, subject: head, title: head, text, link },
        alerts: list,
      },
    };
  },
};
// #endregion

export const webhook = channelKind({
  schema,
  summary: ({ method, url }) => `${method} ${new URL(url).host}`,
  secrets: ({ headers }) => Object.values(headers),
  ...http<z.output<typeof schema>>(({ method, url, headers }, secret) => ({
    method,
    url,
    headers: Object.fromEntries(Object.entries(headers).map(([name, ref]) => [name, secret(ref)])),
  })),
  shown: ({ body }) => ({ body }),
  message,
  /** Reads the alert itself; what a form of its own says is not known. */
  probe: ({ body: { event = "firing", severity = "", title = "", hosts = [], link = "", lines = [] } }) => ({
    ...{ event, severity, title, host: hosts[0] ?? "", link, evidence: lines },
  }),
});
