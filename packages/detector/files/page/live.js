import { call, request } from "./api.js";
import { session } from "./session.js";

/*
 * What the page knows and keeps up to date: anomalies by id, the status, whether it is connected. Views listen
 * and ask; nothing here draws.
 */
export const known = {
  /** @type {Map<string, any>} */
  anomalies: new Map(),
  /** @type {any} */
  status: undefined,
  /** @type {"starting" | "live" | "lost"} */
  connection: "starting",
};

const changes = new EventTarget();

/** @param {"anomaly" | "status" | "connection" | "again"} what @param {AbortSignal} signal ends it */
export function hear(what, signal, listener) {
  changes.addEventListener(what, (event) => listener(/** @type {CustomEvent} */ (event).detail), { signal });
}

const say = (what, detail) => changes.dispatchEvent(new CustomEvent(what, { detail }));

export function learn(anomaly) {
  known.anomalies.set(anomaly.id, anomaly);
  say("anomaly", anomaly);
}

export async function renewStatus(signal) {
  const status = await call("status", { signal });
  known.status = status;
  session.caller = status.caller;
  say("status", status);
  return status;
}

const longestPause = 15_000;
const statusEvery = 15_000;

/**
 * Follows the service until the signal ends it: the event stream is read with fetch, because EventSource cannot
 * send a token. After a break it goes on behind the last event it got, and views are told to ask anew.
 */
export async function follow(signal) {
  const timer = setInterval(() => {
    if (!document.hidden) renewStatus(signal).catch(() => {});
  }, statusEvery);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  let after;
  for (let failures = 0; !signal.aborted; ) {
    try {
      const answer = await request("events", { signal, query: { after } });
      if (known.connection === "lost") {
        renewStatus(signal).catch(() => {});
        say("again", undefined);
      }
      connect("live");
      failures = 0;
      for await (const event of eventsOf(answer.body)) {
        after = event.id;
        learn(event.anomaly);
      }
    } catch (error) {
      if (signal.aborted || error.status === 401) return;
    }
    if (signal.aborted) return;
    connect("lost");
    const pause = Math.min(longestPause, 500 * 2 ** failures++);
    await new Promise((done) => setTimeout(done, pause));
  }
}

function connect(state) {
  if (known.connection === state) return;
  known.connection = state;
  say("connection", state);
}

/** The data of server-sent events, as they come. */
async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const blocks = (text + part.value).split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = block
        .split("\n")
        .filter((line) => line.startsWith("data: "))
        .map((line) => line.slice(6));
      if (data.length > 0) yield JSON.parse(data.join("\n"));
    }
  }
}

/** Forgets everything, when another token comes. */
export function forget() {
  known.anomalies.clear();
  known.status = undefined;
  known.connection = "starting";
}
