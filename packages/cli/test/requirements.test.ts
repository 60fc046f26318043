import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { logstead, throwAway } from "./logstead.ts";

const folder = throwAway("requirements");
const matrix = `## Inventory (INV)

| ID | Requirement | Source |
|---|---|---|
| ZZZ-01 | Nobody proves this. | 004 |
| ZZZ-02 | Nor this. | 004 |
`;

describe("./logstead requirements", () => {
  const ask = (...args: string[]) => logstead(["requirements", ...args], { env: { LOGSTEAD_DATA: folder } });

  it("says that it is skipped where there is no matrix", async () => {
    const absent = join(folder, "absent");
    const { code, out } = await logstead(["requirements"], { env: { LOGSTEAD_DATA: absent } });
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/^skipped: /) });
  });

  it("lists areas, open rows and single rows; a row that is asked for and open gives exit code 1", async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "requirements.md"), matrix);
    expect((await ask()).out).toMatch(/^ZZZ +Inventory +2 +0 +2$/m);
    const open = JSON.parse((await ask("--open", "--output", "json")).out);
    expect(open.rows.map((row: { id: string }) => row.id)).toEqual(["ZZZ-01", "ZZZ-02"]);
    expect((await ask("--proven")).out).toContain("no such rows");
    expect(await ask("ZZZ-01")).toMatchObject({
      code: 1,
      out: expect.stringContaining("Nobody proves this."),
    });
  });

  it("names a row that the matrix does not have", async () => {
    const { code, err } = await ask("INV-01");
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining("no row or area 'INV-01'") });
  });
});
