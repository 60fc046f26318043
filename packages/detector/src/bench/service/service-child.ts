import { runService } from "../../service/run.ts";

/*
 * The service in a process of its own, so that its processor time and memory are its own too. It is asked over
 * the channel of the process that started it: any message is answered with what it has learned and used.
 */
await runService({
  file: process.argv[2] as string,
  version: "bench",
  redactor: () => (line) => line,
  onReady(service, { port }) {
    process.on("message", () => {
      const { user, system } = process.cpuUsage();
      process.send?.({
        lines: service.learning.counts.lines,
        waiting: service.queue.lines,
        processorSeconds: (user + system) / 1e6,
        residentBytes: process.memoryUsage.rss(),
        refused: service.intake.refused["queue-full"],
      });
    });
    process.send?.({ port });
  },
});
process.disconnect?.();
