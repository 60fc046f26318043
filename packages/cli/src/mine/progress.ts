/** One line on a terminal that says how far it is; nothing elsewhere. */
export class Progress {
  private readonly started = performance.now();
  private shown = 0;

  show(lines: number, patterns: number): void {
    if (!process.stderr.isTTY) return;
    const now = performance.now();
    if (now - this.shown < 100) return;
    this.shown = now;
    const rate = Math.round(lines / ((now - this.started) / 1000));
    process.stderr.write(
      `\r\x1b[K${lines.toLocaleString("en")} lines, ${patterns.toLocaleString("en")} patterns, ${rate.toLocaleString("en")} lines/s`,
    );
  }

  end(): void {
    if (this.shown > 0) process.stderr.write("\r\x1b[K");
    this.shown = 0;
  }
}
