import { globSync } from "node:fs";
import { join } from "node:path";
import { getTool } from "@logstead/tools";
import { execa } from "execa";
import { expect, it } from "vitest";
import { ansible } from "./roles.ts";

/** Named file by file: asked for a folder, ansible-lint reads all of the project, and what npm has installed there. */
const files = globSync(
  [
    ...["tasks", "defaults", "vars", "meta", "molecule/*"].map((folder) => `roles/*/${folder}/*.yml`),
    ...["decommission.yaml", "test/tasks/*.yml", "rendered/*/*.yaml", "rendered/*/playbooks/**/*.yaml"],
  ],
  { cwd: ansible },
).sort();

it("ansible-lint has nothing against roles, scenarios and rendered playbooks by its strictest profile", async () => {
  const tool = await getTool("ansible");
  const ran = await execa(
    join(tool.path, "../ansible-lint"),
    ["--offline", "--nocolor", "--profile", "production", "-q", "-f", "pep8", ...files],
    {
      cwd: ansible,
      env: {
        PATH: tool.env?.PATH ?? process.env.PATH,
        ANSIBLE_ROLES_PATH: join(ansible, "roles"),
        ANSIBLE_COLLECTIONS_PATH: join(ansible, "collections"),
      },
      reject: false,
    },
  );
  expect(ran.stdout.split("\n").filter((line) => line !== "")).toEqual([]);
  expect({ code: ran.exitCode, said: ran.exitCode === 0 ? "" : ran.stderr }).toEqual({ code: 0, said: "" });
}, 1_200_000);
