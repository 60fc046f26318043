import { runService } from "@logstead/detector/parts";
import type { Answer } from "./child.ts";

/*
 * The service in a process of its own, so that its processor time and memory are its own too. It is asked over
 * the channel of the process that started it: any message is answered with what it has learned and used.
 */
const [, , file = "", behind = "0"] = process.argv;
if (behind !== "0") {
  const wall = Date.now;
  Date.now = () => wall() - Number(behind);
}

await runService({
  file,
  version: "bench",
  redactor: () => (line) => line,
  onReady(service, { port }) {
    process.on("message", () => {
      const { user, system } = process.cpuUsage();
      const { rss, heapUsed } = process.memoryUsage();
      const engine = service.engine.counts();
      const [loki] = [...service.loki.values()].map((reader) => reader.state());
      const answer: Answer = {
        lines: service.learning.counts.lines,
        counted: engine.lines - engine.replayed - engine.refusedStreams,
        replayed: engine.replayed,
        waiting: service.queue.lines,
        refused: service.intake.refused["queue-full"],
        anomalies: service.anomalies.tracker.counts.opened,
        ...(loki && { loki: { live: loki.live, lag: loki.lag, ...loki.counts } }),
        processorSeconds: (user + system) / 1e6,
        residentBytes: rss,
        heapBytes: heapUsed,
      };
      process.send?.(answer);
    });
    process.send?.({ port });
  },
});
process.disconnect?.();
