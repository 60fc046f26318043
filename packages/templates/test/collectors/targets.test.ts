import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { folderWith } from "../support/temporary.ts";
import { renderHost } from "./host.ts";

it("lists containers' log files with their names, and touches the list only when it changes", async () => {
  const root = folderWith();
  const logs = join(root, "overlay containers");
  for (const id of ["4f2a", "77aa"]) {
    mkdirSync(join(logs, id, "userdata"), { recursive: true });
    writeFileSync(join(logs, id, "userdata/ctr.log"), "");
  }
  const host = renderHost(
    root,
    "promtail",
    `{journal: false, containers: {type: podman-files, paths: ["${logs}/*/userdata/ctr.log"]}}`,
  );
  const list = join(root, "var/lib/promtail/targets/containers.json");
  const run = (...containers: string[]) =>
    host.run("/usr/local/lib/logstead/promtail-targets-containers", [], {
      podman: `printf '${containers.map((one) => `${one}\\n`).join("")}'`,
    });
  const target = (id: string, container: string) => ({
    targets: ["localhost"],
    labels: { __path__: join(logs, id, "userdata/ctr.log"), container },
  });

  expect(await run("4f2a forgejo", "77aa web", "beef without-a-log")).toMatchObject({
    exitCode: 0,
    stderr: "",
  });
  expect(JSON.parse(readFileSync(list, "utf8"))).toEqual([target("4f2a", "forgejo"), target("77aa", "web")]);
  const { ino } = statSync(list);
  await run("4f2a forgejo", "77aa web");
  expect(statSync(list).ino).toBe(ino);
  await run();
  expect(JSON.parse(readFileSync(list, "utf8"))).toEqual([]);
});
