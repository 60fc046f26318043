import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { logstead, throwAway } from "./logstead.ts";

const folder = throwAway("requirements");
const file = join(folder, "requirements.md");
const document = `## Inventory (INV)

| Row | Requirement | Proven by |
|---|---|---|
| ZZZ-01 | Nobody proves this. | open |
| ZZZ-02 | Nor this. | open |
`;

describe("./logstead requirements", () => {
  const ask = (...args: string[]) => logstead(["requirements", "--document", file, ...args]);

  it("lists areas, open rows and single rows; a row that is asked for and open gives exit code 1", async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, document);
    expect((await ask()).out).toMatch(/^ZZZ +Inventory +2 +0 +2$/m);
    const open = JSON.parse((await ask("--open", "--output", "json")).out);
    expect(open.rows.map((row: { id: string }) => row.id)).toEqual(["ZZZ-01", "ZZZ-02"]);
    expect((await ask("--proven")).out).toContain("no such rows");
    expect(await ask("ZZZ-01")).toMatchObject({
      code: 1,
      out: expect.stringContaining("Nobody proves this."),
    });
  });

  it("writes what the last full run proves, or says that there was none", async () => {
    const { code, out, err } = await ask("--write");
    expect({ code, said: out + err }).toEqual({
      code: 1,
      said: expect.stringMatching(/no-full-run|last full run/),
    });
    expect(readFileSync(file, "utf8")).toBe(document);
  });

  it("reads the project's own document, and names a row that it does not have", async () => {
    expect((await logstead(["requirements"])).out).toMatch(/all requirements +458 /);
    const { code, err } = await logstead(["requirements", "NONE-1"]);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining("no row or area 'NONE-1'") });
  });
});
