import { h } from "./dom.js";

const dateTime = new Intl.DateTimeFormat(undefined, {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const withSeconds = new Intl.DateTimeFormat(undefined, {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayAndMonth = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });
const numbers = new Intl.NumberFormat("en");
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export const count = (n) => numbers.format(n);
export const short = (n) =>
  Math.abs(n) < 10_000 ? numbers.format(Math.round(n * 10) / 10) : compact.format(n);
export const percent = (share) => `${Number((share * 100).toFixed(share < 0.1 ? 1 : 0))} %`;
export const hourText = (time) => clock.format(time);
export const dayText = (time) => dayAndMonth.format(time);
export const dateText = (time) => dateTime.format(time);
export const many = (n, one, more = `${one}s`) => `${count(n)} ${n === 1 ? one : more}`;
const utc = (time) =>
  new Date(time)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z/, " UTC");

/** `12 s`, `5 min`, `3 h 10 min`, `4 d`. */
export function span(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.round(hours / 24)} d`;
}

/** A moment in local time; UTC is its title. @param {number} time */
export const moment = (time, { seconds = false } = {}) =>
  h(
    "time",
    { datetime: new Date(time).toISOString(), title: utc(time) },
    (seconds ? withSeconds : dateTime).format(time),
  );

/** `3 min ago`, kept up to date; local time and UTC are its title. @param {number} time */
export const ago = (time) =>
  h(
    "time",
    {
      datetime: new Date(time).toISOString(),
      title: `${withSeconds.format(time)} (${utc(time)})`,
      data: { ago: String(time) },
    },
    agoText(time),
  );

function agoText(time) {
  const past = Date.now() - time;
  if (past < -30_000) return `in ${span(-past)}`;
  return past < 30_000 ? "just now" : `${span(past)} ago`;
}

/** Renews what `ago` made, all over the document. */
export function renewTimes() {
  for (const element of document.querySelectorAll("time[data-ago]"))
    element.textContent = agoText(Number(element.getAttribute("data-ago")));
}

/** The labels of a stream's name: `{host="ocean",job="nginx"}`; the host and what says most go first. */
export function labelsOf(stream) {
  const labels = [...stream.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g)].map(
    ([, name, value]) => ({
      name,
      value: value.replace(/\\(.)/g, "$1"),
    }),
  );
  const rank = ({ name }) => ["host", "hostname", "node", "instance", "unit", "job"].indexOf(name) >>> 0;
  return labels.sort((a, b) => rank(a) - rank(b));
}

/** A stream as its labels' values, the names as titles. */
export function streamName(stream) {
  const labels = labelsOf(stream);
  if (labels.length === 0) return h("span.stream", {}, stream);
  return h(
    "span.stream",
    { title: stream },
    labels.slice(0, 4).map(({ name, value }) => h("span.label", { title: name }, value)),
  );
}
