import type { Engine } from "@logstead/detector";

/** One line below the findings that says how far it is; only on a terminal. */
export class WatchProgress {
  private readonly engine: Engine;
  private lines = 0;
  private shown = 0;
  private visible = false;
  private readonly started = performance.now();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  count(): void {
    this.lines++;
    if ((this.lines & 1023) === 0) this.show();
  }

  show(): void {
    if (!process.stderr.isTTY) return;
    const now = performance.now();
    if (now - this.shown < 200) return;
    this.shown = now;
    this.visible = true;
    const rate = Math.round(this.lines / ((now - this.started) / 1000));
    const streams = this.engine.streams();
    const learning = streams.find((stream) => stream.state === "learning");
    const state = learning
      ? `, learning until ${new Date(learning.learningUntil).toISOString().slice(0, 16)}Z`
      : "";
    const patterns = streams.reduce((sum, stream) => sum + stream.patterns, 0);
    process.stderr.write(
      `\r\x1b[K${this.lines.toLocaleString("en")} lines, ${patterns.toLocaleString("en")} patterns, ${rate.toLocaleString("en")} lines/s${state}`,
    );
  }

  clear(): void {
    if (this.visible) process.stderr.write("\r\x1b[K");
    this.visible = false;
  }
}
