import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { falsePositives } from "../service/false-positives.ts";
import type { Service } from "../service/service.ts";
import { skipped } from "../service/skipped.ts";

/** Everything that is counted, in Prometheus' text form; read when asked, so that counting costs nothing more. */
export function metricsOf(service: Service): { text(): Promise<string>; type: string } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "logstead_detector_" });
  const prefix = "logstead_detector_";
  const gauge = (
    name: string,
    help: string,
    labelNames: string[],
    read: (g: Gauge) => void | Promise<void>,
  ) =>
    new Gauge({
      name: prefix + name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        this.reset();
        await read(this);
      },
    });
  const counter = (name: string, help: string, labelNames: string[], read: (c: Counter) => void) =>
    new Counter({
      name: prefix + name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        this.reset();
        read(this);
      },
    });

  counter("lines_total", "Lines that were judged.", [], (c) => c.inc(service.learning.counts.lines));
  counter("lines_skipped_total", "Lines that were not judged, by reason.", ["reason"], (c) => {
    for (const [reason, n] of Object.entries(skipped(service))) c.inc({ reason }, n);
  });
  counter("push_requests_total", "Push requests.", [], (c) => c.inc(service.intake.counts.requests));
  counter("push_bytes_total", "Unpacked bytes that were pushed.", [], (c) =>
    c.inc(service.intake.counts.bytes),
  );
  counter("push_refused_total", "Push requests that were refused, by reason.", ["reason"], (c) => {
    for (const [reason, n] of Object.entries(service.intake.refused)) c.inc({ reason }, n);
  });
  gauge("queue_bytes", "Bytes that wait to be learned.", [], (g) => g.set(service.queue.bytes));
  gauge("queue_lines", "Lines that wait to be learned.", [], (g) => g.set(service.queue.lines));
  gauge("loki_lag_seconds", "How far behind Loki is read.", ["selector"], (g) => {
    for (const [selector, one] of service.loki) g.set({ selector }, one.state().lag);
  });
  counter("loki_errors_total", "Requests to Loki that failed.", ["selector"], (c) => {
    for (const [selector, one] of service.loki) c.inc({ selector }, one.state().counts.errors);
  });
  counter("findings_total", "Findings of the engine.", [], (c) => c.inc(service.engine.counts().findings));
  counter("anomalies_total", "Anomalies that were opened.", [], (c) =>
    c.inc(service.anomalies.tracker.counts.opened),
  );
  gauge("anomalies", "Anomalies that are firing.", ["severity", "suppressed"], (g) => {
    for (const severity of ["info", "warning", "critical"])
      for (const suppressed of ["yes", "no"])
        g.set(
          { severity, suppressed },
          [...service.anomalies.tracker.open.values()].filter(
            (a) => a.severity === severity && a.suppressed.length > 0 === (suppressed === "yes"),
          ).length,
        );
  });
  counter("alerts_total", "Alerts handed to the senders.", [], (c) => c.inc(service.anomalies.counts.alerts));
  counter("alerts_sent_total", "Alerts that the other side took.", [], (c) =>
    c.inc(service.outbox.counts.sent),
  );
  counter("alert_attempts_failed_total", "Attempts to send that failed.", [], (c) =>
    c.inc(service.outbox.counts.failed),
  );
  counter("alerts_refused_total", "Alerts that the other side will never take (HTTP 400).", [], (c) =>
    c.inc(service.outbox.counts.refused),
  );
  gauge("outbox_waiting", "Alerts that wait to be sent.", [], (g) => g.set(service.outbox.waiting));
  gauge("marks", "What operators said, by verdict; undone marks left out.", ["verdict"], (g) => {
    for (const verdict of ["normal", "real"])
      g.set(
        { verdict },
        [...service.anomalies.marks.values()].filter((m) => m.verdict === verdict && !m.undone).length,
      );
  });
  gauge("false_positive_share", "Share of the alerts of 30 days that were marked normal.", [], async (g) => {
    if (service.storeProblem() === undefined) g.set((await falsePositives(service, 30)).share);
  });
  gauge("streams", "Streams by state.", ["state"], (g) => {
    const streams = service.engine.streams();
    for (const state of ["learning", "watching", "silent"])
      g.set({ state }, streams.filter((s) => s.state === state).length);
  });
  gauge("ready", "1 if all checks are well.", ["check"], (g) => {
    for (const { name, ok } of service.checks()) g.set({ check: name }, ok ? 1 : 0);
  });
  gauge("checkpoint_age_seconds", "Since the last checkpoint.", [], (g) => {
    if (service.checkpoints.last > 0) g.set((service.clock.now() - service.checkpoints.last) / 1000);
  });
  gauge("clock_jumps", "How often the wall clock jumped.", [], (g) => g.set(service.clock.jumps));
  return { text: () => registry.metrics(), type: registry.contentType };
}
