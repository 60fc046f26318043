import type { Outbox } from "../alerts/outbox.ts";
import type { RouteName } from "../alerts/routes.ts";
import type { Journal } from "../sources/journal.ts";
import type { LokiReader } from "../sources/loki/reader.ts";
import type { Queue } from "../sources/queue.ts";

/** One thing that has to be well for the service to do its work. */
export interface Check {
  name: string;
  ok: boolean;
  detail: string;
}

interface Checked {
  store: { name: string; problem: string | undefined };
  /** Why lines cannot be kept until they are saved. */
  intakeProblem: string | undefined;
  journal: Journal;
  queue: Queue;
  loki: ReadonlyMap<string, LokiReader>;
  routes: readonly RouteName[];
  outbox: Outbox;
}

export function checksOf({ store, intakeProblem, journal, queue, loki, routes, outbox }: Checked): Check[] {
  const kept = intakeProblem ?? journal.problem;
  return [
    { name: "store", ok: store.problem === undefined, detail: store.problem ?? store.name },
    { name: "journal", ok: kept === undefined, detail: kept ?? `${journal.bytes} bytes wait to be saved` },
    {
      name: "queue",
      ok: queue.bytes < queue.maxBytes,
      detail: `${queue.lines} lines, ${queue.bytes} of ${queue.maxBytes} bytes`,
    },
    ...[...loki].map(([selector, reader]) => {
      const { ok, detail } = reader.state();
      return { name: `loki ${selector}`, ok, detail };
    }),
    ...routes.map((route) => {
      const problem = outbox.problems.get(route);
      return { name: `route ${route}`, ok: problem === undefined, detail: problem ?? "sent" };
    }),
  ];
}
