import { kindOf } from "@logstead/channels";
import type { Site } from "@logstead/inventory";
import { channelCredential } from "./credentials.ts";
import { type Kind, type rows, when } from "./n8n/nodes.ts";
import type { Flow } from "./n8n/workflow.ts";
import type { SiteChannel } from "./settings.ts";

interface Place {
  site: Site;
  name: string;
  channel: SiteChannel;
  /** The row on the canvas, from the top. */
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
  const { taken: sent = "$json.error === undefined", thread } = kindOf(channel.type).answer ?? {};
  const record = flow.add(`Record ${name}`, [12, row], {
    ...table.update(
      { all: [["claim", "eq", `={{ ${plan}.claim }}`]] },
      {
        state: `={{ ${sent} ? ${plan}.done : ${plan}.undone }}`,
        counted: `={{ ${sent} ? ${plan}.counted : 0 }}`,
        lease: 0,
        thread: thread ? `={{ ${sent} ? ${thread} : '' }}` : "",
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
  const credentials = channelCredential(site, name, channel);
  const node = kindOf(channel.type).node(channel, message);
  return { ...node, ...(credentials && { credentials }), onError: "continueErrorOutput" };
}
