import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { defaultsText, specsText } from "../src/variables/files.ts";
import { roleVariables } from "../src/variables/index.ts";
import { ansible, roleNames } from "./roles.ts";

it("has a table of variables for every role", () => {
  expect(Object.keys(roleVariables).sort()).toEqual(roleNames());
});

describe.each(Object.entries(roleVariables))("%s", (role, table) => {
  it.each([
    ["defaults/main.yml", defaultsText(role, table)],
    ["meta/argument_specs.yml", specsText(role, table)],
  ])("has %s as its table of variables says (LOGSTEAD_UPDATE=1 writes it)", (path, wanted) => {
    const file = join(ansible, "roles", role, path);
    if (process.env.LOGSTEAD_UPDATE && wanted !== undefined) writeFileSync(file, wanted);
    expect(existsSync(file) ? readFileSync(file, "utf8") : undefined).toBe(wanted);
  });
});
