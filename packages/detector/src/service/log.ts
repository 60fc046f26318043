/** One line of JSON to standard error for each event; values that look like credentials never get here. */
export type Log = (level: "info" | "warn" | "error", event: string, more?: Record<string, unknown>) => void;

export const log: Log = (level, event, more = {}) => {
  const line = JSON.stringify({ time: new Date().toISOString(), level, event, ...more });
  process.stderr.write(`${line}\n`);
};

/** Says the same at most once a minute, with how often it was meanwhile. */
export function calmly(to: Log, now: () => number = () => performance.now()): Log {
  const said = new Map<string, { at: number; hidden: number }>();
  return (level, event, more = {}) => {
    const held = said.get(event);
    if (held && now() - held.at < 60_000) {
      held.hidden++;
      return;
    }
    if (said.size > 1000) said.clear();
    said.set(event, { at: now(), hidden: 0 });
    to(level, event, held?.hidden ? { ...more, repeated: held.hidden } : more);
  };
}
