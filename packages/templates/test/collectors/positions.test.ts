import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { folderWith } from "../support/temporary.ts";
import { renderHost } from "./host.ts";

const script = (agent: string) => `/usr/local/lib/logstead/${agent}-positions`;
const sources = (folder: string, fromBeginning: boolean) =>
  `{journal: false, app: {type: files, fromBeginning: ${fromBeginning}, paths: ["${folder}/{app,web}/*.log"]}}`;

describe("what happens to positions before a start", () => {
  let folder: string;
  let file: string;
  const promtail = (onError: string, fromBeginning = false) =>
    renderHost(
      folder,
      `{agent: promtail, positionsPath: ${file}, onPositionsError: ${onError}}`,
      sources(folder, fromBeginning),
    );
  const positions = (path = file) => (parse(readFileSync(path, "utf8")) as { positions: unknown }).positions;

  beforeEach(() => {
    folder = folderWith();
    file = join(folder, "positions.yaml");
    for (const name of ["app", "web"]) mkdirSync(join(folder, name));
    writeFileSync(join(folder, "app/it is.log"), "12345\n");
    writeFileSync(join(folder, "web/access.log"), "1\n");
  });

  it("[ALY-24] starts at the end of files that are there at the first start", async () => {
    expect(await promtail("beginning").run(script("promtail"))).toMatchObject({ exitCode: 0 });
    expect(positions()).toEqual({
      [join(folder, "app/it is.log")]: "6",
      [join(folder, "web/access.log")]: "2",
    });
  });

  it("leaves positions as they are once there are some", async () => {
    writeFileSync(file, 'positions:\n  /other: "1"\n');
    await promtail("end").run(script("promtail"));
    expect(positions()).toEqual({ "/other": "1" });
  });

  it("has none where the inventory wants files from their beginning", async () => {
    await promtail("beginning", true).run(script("promtail"));
    expect(positions()).toEqual({});
  });

  it.each([
    ["zero bytes", "\0\0\0\0\0\0\0\0"],
    ["nothing at all", ""],
    ["half a line", 'positions:\n  /other: "1'],
    ["another file", "hello\n"],
  ])("puts a file with %s aside and says so", async (_, text) => {
    writeFileSync(file, text);
    const { stderr, exitCode } = await promtail("end").run(script("promtail"));
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`${file} was damaged`);
    expect(readFileSync(`${file}.damaged`, "utf8")).toBe(text);
    expect(Object.values(positions() as object)).toEqual(["6", "2"]);
  });

  it("reads from the beginning after damage where that is chosen", async () => {
    writeFileSync(file, "\0\0");
    await promtail("beginning").run(script("promtail"));
    expect(existsSync(file)).toBe(false);
  });

  it("gives Alloy its first positions in Promtail's form, and keeps those of a former collector", async () => {
    const host = renderHost(
      folder,
      `{agent: alloy, positionsPath: ${folder}/state/positions}`,
      sources(folder, false),
    );
    mkdirSync(join(folder, "state/positions"), { recursive: true });
    const legacy = join(folder, "state/promtail-positions.yaml");
    await host.run(script("alloy"));
    expect(Object.values(positions(legacy) as object)).toEqual(["6", "2"]);
    expect(host.text("/etc/alloy/config.alloy")).toContain(`legacy_positions_file = "${legacy}"`);
    writeFileSync(legacy, 'positions:\n  /other: "1"\n');
    await host.run(script("alloy"));
    expect(positions(legacy)).toEqual({ "/other": "1" });
  });
});
