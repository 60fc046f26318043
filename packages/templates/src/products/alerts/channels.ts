import type { Site } from "@logstead/inventory";
import { channelCredential } from "./credentials.ts";
import { email, httpPost, type Kind, type rows, when } from "./n8n/nodes.ts";
import type { Flow } from "./n8n/workflow.ts";
import type { SiteChannel } from "./settings.ts";

interface Place {
  site: Site;
  name: string;
  channel: SiteChannel;
  /** Counted from the top of the canvas. */
  row: number;
}

/**
 * Gate, sending and record of one channel. What became of it is recorded before the next channel is tried, so
 * that a fault there cannot make this one send again.
 */
export function addChannel(flow: Flow, table: ReturnType<typeof rows>, place: Place) {
  const { name, channel, row } = place;
  const plans = `$('Decide').all().map((item) => item.json)`;
  const plan = `${plans}.find((one) => one.message && one.channel === ${JSON.stringify(name)})`;
  const gate = flow.add(`${name}?`, [10, row], { ...when(`={{ ${plan} !== undefined }}`), once: true });
  const send = flow.add(`Send ${name}`, [11, row], sending(place, `${plan}.message`));
  // Slack says no with status 200 and a text in `error`.
  const sent = channel.type === "slack" ? "$json.ok === true" : "$json.error === undefined";
  const record = flow.add(`Record ${name}`, [12, row], {
    ...table.update(
      { all: [["claim", "eq", `={{ ${plan}.claim }}`]] },
      {
        state: `={{ ${sent} ? ${plan}.done : ${plan}.undone }}`,
        counted: `={{ ${sent} ? ${plan}.counted : 0 }}`,
        lease: 0,
        thread: channel.type === "slack" ? `={{ ${sent} ? String($json.ts ?? '') : '' }}` : "",
        reason: `={{ ${sent} ? '' : ${reason} }}`,
        retry: `={{ ${sent} ? 0 : ${retry} }}`,
      },
    ),
    retry: { tries: 5, wait: 500 },
  });
  flow.chain(gate, send, record);
  flow.wire(send, record, 1);
  return { gate, record };
}

const reason =
  "String($json.error?.description ?? $json.error?.message ?? $json.error ?? 'no answer').slice(0, 300)";
const retry = "Number($json.error?.response?.headers?.['retry-after']) || 0";

function sending({ site, name, channel }: Place, message: string): Kind {
  const credential = channelCredential(site, name, channel);
  const failing = { onError: "continueErrorOutput" } as const;
  if (channel.type === "email") {
    const { from, to } = channel;
    const texts = { subject: `={{ ${message}.subject }}`, text: `={{ ${message}.text }}` } as const;
    // A silent mail server takes two minutes for each try, which nothing here can shorten.
    return { ...email({ from, to, ...texts, credential }), ...failing, retry: { tries: 2, wait: 2000 } };
  }
  const base = channel.baseUrl.replace(/\/+$/, "");
  const url = channel.type === "slack" ? `${base}/chat.postMessage` : `${base}/v2/enqueue`;
  const post = httpPost({ url, body: `={{ JSON.stringify(${message}.body) }}`, timeout: 10_000, credential });
  return { ...post, ...failing, retry: { tries: 3, wait: 2000 } };
}
