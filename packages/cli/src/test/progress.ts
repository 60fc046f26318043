import type { Progress } from "@logstead/proof";

/** One line on a terminal that says what runs now; elsewhere a line for each suite that has ended. */
export function liveProgress(stream: NodeJS.WriteStream): { on(p: Progress): void; end(): void } {
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  if (!stream.isTTY) {
    const on = (p: Progress) =>
      void (p.kind === "ended" && stream.write(`${seconds()} s: ${p.suite} has ended\n`));
    return { on, end: () => {} };
  }
  const running = new Map<string, string>();
  let ended = 0;
  const draw = () => {
    const now = [...running].map(([suite, file]) => (file ? `${suite} ${file}` : suite)).join(" · ");
    const line = `${seconds()} s · ${ended} done · ${now}`;
    stream.write(`\r\u001b[K${line.slice(0, (stream.columns || 80) - 1)}`);
  };
  const timer = setInterval(draw, 1000);
  return {
    on(p) {
      if (p.kind === "ended") {
        running.delete(p.suite);
        ended++;
      } else running.set(p.suite, p.kind === "file" ? p.text : "");
      draw();
    },
    end() {
      clearInterval(timer);
      stream.write("\r\u001b[K");
    },
  };
}
