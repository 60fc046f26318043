import { call } from "./api.js";
import { span } from "./format.js";
import { learn, renewStatus } from "./live.js";
import { mayJudge, session } from "./session.js";
import { toast } from "./toasts.js";

/** What can be taken back, the last one last. @type {{label: string, undo: () => Promise<void>}[]} */
const done = [];

/** Says why something did not work, in words of the service. */
export function complain(error) {
  if (error.status === 401) return;
  const wait = error.retryAfter ? `; try again in ${error.retryAfter} s` : "";
  toast(`That did not work: ${error.message}${wait}`, { kind: "wrong" });
}

function refused() {
  if (mayJudge()) return false;
  toast(`'${session.caller?.name}' may only read: marks and silences need a token with the role feedback`, {
    kind: "wrong",
  });
  return true;
}

async function renew(id) {
  learn(await call(`anomalies/${encodeURIComponent(id)}`));
  renewStatus(undefined).catch(() => {});
}

async function act(id, text, make, unmake) {
  if (refused()) return;
  try {
    const made = await make();
    await renew(id);
    const entry = {
      label: text,
      undo: async () => {
        done.splice(done.indexOf(entry), 1);
        try {
          await unmake(made);
          await renew(id);
          toast("Undone");
        } catch (error) {
          complain(error);
        }
      },
    };
    done.push(entry);
    toast(text, { undo: entry.undo });
  } catch (error) {
    complain(error);
  }
}

/** @param {any} anomaly @param {"normal" | "real"} verdict */
export const mark = (anomaly, verdict) =>
  act(
    anomaly.id,
    verdict === "normal"
      ? "Marked normal: the same will not raise alerts"
      : "Marked real: the same will be heard",
    () => call("marks", { method: "POST", body: { anomaly: anomaly.id, verdict } }),
    (made) => call(`marks/${made.id}`, { method: "DELETE" }),
  );

/** @param {any} anomaly @param {number} minutes */
export const snooze = (anomaly, minutes = 60) =>
  act(
    anomaly.id,
    `Snoozed for ${span(minutes * 60_000)}: alerts of this cause wait`,
    () => call(`anomalies/${encodeURIComponent(anomaly.id)}/snooze`, { method: "POST", body: { minutes } }),
    (made) => call(`silences/${made.id}`, { method: "DELETE" }),
  );

/** Takes back the last mark or snooze of this tab. */
export async function undoLast() {
  const last = done.at(-1);
  if (last) await last.undo();
  else toast("There is nothing to undo; earlier marks and silences are listed under Feedback");
}

/** One call that changes something outside of an anomaly's own marks; tells what went wrong. */
export async function change(path, method, body, text) {
  if (refused()) return false;
  try {
    await call(path, { method, ...(body === undefined ? {} : { body }) });
    toast(text);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}
