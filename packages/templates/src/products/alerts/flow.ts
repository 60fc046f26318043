import { createHash } from "node:crypto";
import { httpRequest, messageCode } from "@logstead/channels";
import type { Site } from "@logstead/inventory";
import { addChannel } from "./channels.ts";
import type { Row, Settings } from "./code/types.ts";
import { webhookCredential } from "./credentials.ts";
import * as nodes from "./n8n/nodes.ts";
import { Flow, idOf, type Workflow } from "./n8n/workflow.ts";
import { executionSeconds, settingsOf } from "./settings.ts";
import { step } from "./step.ts";
import { webhookUrl } from "./webhook.ts";

/** What the flow remembers, one row for each alert and channel. A change of columns needs another name. */
const tableName = "logstead_alerts_1";
const columns: Record<Exclude<keyof Row, "id">, "string" | "number"> = {
  ...({ key: "string", channel: "string", claim: "string", execution: "string" } as const),
  ...({ fingerprint: "string", anomaly: "string", sequence: "number", event: "string" } as const),
  ...({ severity: "string", title: "string", link: "string", state: "string" } as const),
  ...({ counted: "number", at: "number", lease: "number", thread: "string" } as const),
  ...({ reason: "string", retry: "number" } as const),
};

/** How long rows are kept: an incident that is open longer is not closed by its end. */
const memory = 90 * 86_400_000;

const triggers = ["Alert", "Now and then", "n8n has started", "An execution has failed"] as const;
type Rows = ReturnType<typeof nodes.rows>;

export const workflowId = (site: Site) => idOf("logstead", site.site.name, "alerts");

/** A site's alert flow, and the digest its ping returns. */
export function alertFlow(site: Site): { workflow: Workflow; digest: string } {
  const settings = settingsOf(site);
  const text = JSON.stringify(flowWith(site, settings));
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return { workflow: flowWith(site, { ...settings, digest }), digest };
}

function flowWith(site: Site, settings: Settings): Workflow {
  const flow = new Flow(workflowId(site));
  const rows = nodes.rows("={{ $('Table').first().json.id }}");
  const often = Math.max(1, Math.min(60, Math.floor(settings.per / 1000)));
  flow.add("Alert", [0, 0], nodes.webhook(site.n8n.webhookPath, webhookCredential(site)));
  flow.add("Now and then", [0, 1], nodes.everySeconds(often));
  flow.add("n8n has started", [0, 2], nodes.startTrigger());
  flow.add("An execution has failed", [0, 3], nodes.errorTrigger());
  // Two executions may make the first table at once; the second try finds it.
  flow.add("Table", [1, 0], { ...nodes.table(tableName, columns), retry: { tries: 3, wait: 500 } });
  const whence = "={{ $('Alert').isExecuted ? 0 : $('Now and then').isExecuted ? 1 : 2 }}";
  flow.add("Whence?", [2, 0], nodes.switchBy(whence, 3));
  for (const trigger of triggers) flow.wire(trigger, "Table");
  flow.wire("Table", "Whence?");
  addAlerts(flow, settings, rows);
  addSummaries(flow, rows);
  addRecovery(flow, rows);
  addSending(flow, site, settings, rows);
  addRules(flow, site, settings);
  return flow.workflow(`Logstead ${site.site.name}: alerts`, {
    executionOrder: "v1",
    executionTimeout: executionSeconds(site),
    // The detector keeps what it sent; alerts that went well would only fill n8n's database.
    saveDataSuccessExecution: "none",
    saveDataErrorExecution: "all",
    timezone: site.site.timezone,
  });
}

/** From a request to decisions: checks it, claims it for each channel, compares it with what was sent before. */
function addAlerts(flow: Flow, settings: Settings, rows: Rows) {
  const check = "check($('Alert').first().json.body, settings, String($execution.id), Date.now())";
  flow.add("Check", [3, 0], step(["check"], settings, check));
  flow.add("Kind?", [4, 0], nodes.switchBy("={{ $json.kind === 'alert' ? 0 : 1 }}", 2));
  const claimed = Object.keys(columns).map((name) => [name, `={{ $json.row.${name} }}`]);
  flow.add("Claim", [5, 0], rows.insert(Object.fromEntries(claimed)));
  const alert = "$('Check').first().json.alert";
  const history = rows.get({ all: [["fingerprint", "eq", `={{ ${alert}.fingerprint }}`]] }, "DESC", 500);
  flow.add("History", [6, 0], { ...history, once: true, always: true });
  // Counted from the claim: on a busy machine the decision comes much later.
  const since = `={{ $('Claim').first().json.at - ${settings.per} }}`;
  const recent: nodes.Where = {
    all: [
      ["counted", "eq", 1],
      ["at", "gt", since],
    ],
  };
  // Fewer would let a storm through where the limit is high.
  const most = Math.max(1000, settings.alerts * Object.keys(settings.channels).length);
  flow.add("Recent", [7, 0], { ...rows.get(recent, "DESC", most), once: true, always: true });
  flow.chain("Check", "Kind?", "Claim", "History", "Recent", "Decide");
  flow.wire("Whence?", "Check", 0);
}

/** Sums up alerts beyond the rate limit in one message per channel, and deletes old rows. */
function addSummaries(flow: Flow, rows: Rows) {
  const old: nodes.Where = { all: [["at", "lt", `={{ Date.now() - ${memory} }}`]] };
  flow.add("Forget", [3, 1], { ...rows.remove(old), once: true, always: true });
  const waiting: nodes.Where = {
    any: [
      ["state", "eq", "held"],
      ["state", "eq", "summarising"],
    ],
  };
  flow.add("Held", [4, 1], { ...rows.get(waiting, "ASC", 1000), once: true });
  flow.chain("Forget", "Held", "Decide");
  flow.wire("Whence?", "Forget", 1);
}

/** Ends the claims of dead executions, so that the next delivery need not wait until they expire. */
function addRecovery(flow: Flow, rows: Rows) {
  const failed = "$('An execution has failed')";
  const of = `={{ ${failed}.isExecuted ? String(${failed}.first().json.execution?.id) : '' }}`;
  const mine: nodes.Condition = ["execution", `={{ ${failed}.isExecuted ? 'eq' : 'neq' }}`, of];
  const claimed = rows.update({ all: [["state", "eq", "claimed"], mine] }, { state: "failed", counted: 0 });
  flow.add("Let go of claims", [3, 2], { ...claimed, once: true, always: true });
  const summed = rows.update(
    {
      all: [
        ["state", "eq", "summarising"],
        ["lease", "gt", 0],
      ],
    },
    { lease: 0 },
  );
  flow.add("Let go of summaries", [4, 2], { ...summed, once: true });
  flow.chain("Let go of claims", "Let go of summaries");
  flow.wire("Whence?", "Let go of claims", 2);
}

/** Sends the messages, channel by channel, and answers the sender. */
function addSending(flow: Flow, site: Site, settings: Settings, rows: Rows) {
  const alert = "$('Check').isExecuted ? $('Check').first().json.alert : undefined";
  const alerts = "decide(alert, rowsOf('Claim'), rowsOf('History'), rowsOf('Recent'), settings, Date.now())";
  const held = "summaries(rowsOf('Held'), settings, String($execution.id), Date.now())";
  const decide = `((alert) => plan(alert, alert ? ${alerts} : ${held}, rowsOf('Held'), settings, messages))(${alert})`;
  const messages = messageCode(Object.values(site.alerting.channels).map(({ type }) => type));
  flow.add("Decide", [8, 0], step(["decide", "summaries", "messages"], settings, decide, messages));
  const decided = ["state", "counted", "lease", "claim"].map((name) => [name, `={{ $json.${name} }}`]);
  flow.add(
    "Note",
    [9, 0],
    rows.update({ all: [["id", "eq", "={{ $json.id }}"]] }, Object.fromEntries(decided)),
  );
  flow.wire("Decide", "Note");
  const records: string[] = [];
  let open: [from: string, output: number][] = [["Note", 0]];
  for (const [name, channel] of Object.entries(site.alerting.channels)) {
    const { gate, record } = addChannel(flow, rows, { site, name, channel, row: records.length });
    for (const [from, output] of open) flow.wire(from, gate, output);
    open = [
      [record, 0],
      [gate, 1],
    ];
    records.push(record);
  }
  const y = records.length;
  flow.add("Asked?", [10, y], { ...nodes.when("={{ $('Alert').isExecuted }}"), once: true });
  for (const [from, output] of open) flow.wire(from, "Asked?", output);
  const recorded = `rowsOf(${records.map((record) => JSON.stringify(record)).join(", ")})`;
  const answer = `[answer($('Check').first().json.alert.key, rowsOf('Decide'), ${recorded})]`;
  flow.add("Answer", [11, y], step(["answer"], settings, answer));
  flow.add("Respond", [12, y], nodes.respond());
  flow.chain("Asked?", "Answer", "Respond");
  flow.wire("Kind?", "Respond", 1);
}

/** Delivers what Loki's ruler posts to this flow's own webhook one by one; the ruler posts again each minute. */
function addRules(flow: Flow, site: Site, settings: Settings) {
  const { n8nUrl, grafanaUrl } = site.derived;
  const url = webhookUrl(site);
  if (url === undefined) return;
  const page = JSON.stringify(grafanaUrl ?? n8nUrl);
  const credential = webhookCredential(site);
  flow.add("Rules", [0, 4], nodes.webhook(`${site.n8n.webhookPath}/api/v2/alerts`, credential));
  const alerts = `rules($('Rules').first().json.body, settings, ${page}, Date.now())`;
  flow.add("Alerts of rules", [1, 4], { ...step(["rules"], settings, alerts), always: true });
  const timeout = executionSeconds(site) * 1000;
  const body = "={{ JSON.stringify($json.alert) }}";
  const post = httpRequest({ method: "POST", url, body, timeout, credential: credential.type });
  flow.add("Deliver", [2, 4], { ...post, credentials: credential, onError: "continueRegularOutput" });
  const status = "[{ status: rowsOf('Deliver').some((one) => one.error) ? 502 : 200, answer: {} }]";
  flow.add("Delivered", [3, 4], step([], settings, status));
  flow.add("Respond to the ruler", [4, 4], nodes.respond());
  flow.chain("Rules", "Alerts of rules", "Deliver", "Delivered", "Respond to the ruler");
}
