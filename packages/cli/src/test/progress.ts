import type { Progress } from "@logstead/proof";

/** In a pipe or a log nobody waits longer than this for a sign of life. */
const beat = 25_000;

interface Running {
  since: number;
  file: string;
}

/** One line on a terminal that says what runs now; elsewhere a line for each suite that ended, and one each half minute. */
export function liveProgress(stream: NodeJS.WriteStream): { on(p: Progress): void; end(): void } {
  const started = performance.now();
  const seconds = (since = started) => Math.round((performance.now() - since) / 1000);
  const running = new Map<string, Running>();
  let ended = 0;
  let planned = 0;
  const count = () => (planned > 0 ? `${ended} of ${planned} done` : `${ended} done`);
  const show = stream.isTTY ? onTerminal() : inLog();

  function onTerminal() {
    const draw = () => {
      const now = [...running].map(([suite, { file }]) => (file ? `${suite}: ${file}` : suite)).join(" · ");
      const line = `${seconds()} s · ${count()} · ${now}`;
      stream.write(`\r\u001b[K${line.slice(0, (stream.columns || 80) - 1)}`);
    };
    const timer = setInterval(draw, 1000);
    const end = () => {
      clearInterval(timer);
      stream.write("\r\u001b[K");
    };
    return { changed: draw, ended: draw, end };
  }

  function inLog() {
    const timer = setInterval(() => {
      const now = [...running].map(([suite, { since }]) => `${suite} (${seconds(since)} s)`).join(", ");
      stream.write(
        `${seconds()} s: ${count()}; ${now === "" ? "programs are being made" : `running: ${now}`}\n`,
      );
    }, beat);
    const wrote = (suite: string, since: number | undefined) =>
      void stream.write(
        `${seconds()} s: ${suite} has ended${since === undefined ? "" : `, ${seconds(since)} s`}\n`,
      );
    return { changed: () => {}, ended: wrote, end: () => clearInterval(timer) };
  }

  return {
    on(p) {
      if (p.kind === "planned") {
        planned = p.suites;
        ended = p.cached;
      } else if (p.kind === "ended") {
        const since = running.get(p.suite)?.since;
        running.delete(p.suite);
        ended++;
        show.ended(p.suite, since);
      } else if (p.kind === "started") running.set(p.suite, { since: performance.now(), file: "" });
      else running.set(p.suite, { since: running.get(p.suite)?.since ?? performance.now(), file: p.text });
      show.changed();
    },
    end: show.end,
  };
}
