import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toAlloy, toPromtail } from "../../src/collect/positions/convert.ts";
import { readPositions } from "../../src/collect/positions/file.ts";
import { journalRemote, unlessJournal, writeJournal } from "../support/journal-file.ts";
import { alloy, unlessAlloy } from "../support/programs.ts";
import { until } from "../support/until.ts";
import { openTrial, type Trial } from "./trial.ts";

const ready = alloy && journalRemote;

describe.skipIf(!ready)(
  `${ready ? "" : unlessAlloy || unlessJournal}a host goes over to Alloy and back`,
  () => {
    let trial: Trial;
    beforeEach(async () => {
      trial = await openTrial();
    });
    afterEach(() => trial.end());

    it("reads nothing twice and misses nothing, from files and from the journal", async () => {
      const logs = join(trial.folder, "logs");
      const journal = join(trial.folder, "journal");
      mkdirSync(logs);
      const entry = (text: string) => ({ _SYSTEMD_UNIT: "a.service", MESSAGE: text, PRIORITY: "6" });
      const write = async (round: number) => {
        appendFileSync(join(logs, "app.log"), `app ${round}a\napp ${round}b\n`);
        appendFileSync(join(logs, "other.log"), `other ${round}\n`);
        const file = join(journal, `round${round}.journal`);
        await writeJournal(
          file,
          [entry(`journal ${round}a`), entry(`journal ${round}b`)],
          "0".repeat(31) + round,
        );
      };
      const sources = `sources: {journal: {type: journal, path: ${journal}}, app: {type: files, fromBeginning: true, paths: [${logs}/*.log]}}`;
      const promtail = await trial.model("promtail", sources);
      const other = await trial.model("alloy", sources);

      /** A journal reader starts with the last entry it had; the same line at the same time is one to Loki. */
      const stored = async (count: number) => {
        const seen = () =>
          new Set(trial.receiver.entries.map(({ line, timestamp }) => `${line} @${timestamp}`));
        await until(
          () => seen().size >= count,
          () => `${seen().size} of ${count} lines`,
        );
        return seen();
      };

      await write(1);
      const first = await trial.start(promtail);
      await stored(5);
      await first.stop();
      const { files, leftOut } = toAlloy(other, readPositions(readFileSync(promtail.positions.path, "utf8")));
      expect(leftOut).toEqual([]);
      for (const { path, text } of files) put(join(other.positions.path, path), text);

      await write(2);
      const second = await trial.start(other);
      await stored(10);
      await second.stop();
      const components = Object.fromEntries(
        readdirSync(other.positions.path)
          .filter((name) => name.startsWith("loki.source."))
          .map((name) => [
            name,
            readPositions(readFileSync(join(other.positions.path, name, "positions.yml"), "utf8")),
          ]),
      );
      rmSync(promtail.positions.path);
      put(promtail.positions.path, toPromtail(promtail, components).text);

      await write(3);
      await trial.start(promtail);
      await stored(15);
      const names = (kept: readonly string[]) => kept.map((line) => line.replace(/ @.*/, "")).sort();
      const expected = [1, 2, 3].flatMap((n) => [
        `app ${n}a`,
        `app ${n}b`,
        `journal ${n}a`,
        `journal ${n}b`,
        `other ${n}`,
      ]);
      expect(names([...(await stored(15))])).toEqual(expected.sort());
      const fromFiles = trial.receiver.entries
        .map(({ line }) => line)
        .filter((line) => !line.startsWith("journal"));
      expect(fromFiles.sort()).toEqual(expected.filter((line) => !line.startsWith("journal")));
    });
  },
);

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
