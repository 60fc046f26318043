import { ProblemError, problem } from "@logstead/base";
import type { LokiClient } from "./client.ts";

/** A Loki with much in its write-ahead log replays it first. */
const patience = 180_000;

/** Waits until Loki says that it is ready; throws when it does not. */
export async function waitUntilReady(loki: LokiClient): Promise<void> {
  const until = Date.now() + patience;
  for (;;) {
    const answer = await loki.get("/ready").catch(() => undefined);
    if (answer?.status === 200) return;
    if (Date.now() > until)
      throw new ProblemError(
        problem("loki-not-ready", `Loki did not get ready within ${patience / 1000} s`, {
          ...(answer && { got: answer.text.slice(0, 300) }),
          fix: "on its host: sudo journalctl CONTAINER_NAME=loki -n 50",
        }),
      );
    await new Promise((next) => setTimeout(next, 300));
  }
}
