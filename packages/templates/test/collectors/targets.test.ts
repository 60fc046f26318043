import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { folderWith } from "../support/temporary.ts";
import { renderHost } from "./host.ts";

const script = "/usr/local/lib/logstead/promtail-targets-containers";
const id = (digit: string) => digit.repeat(64);
const target = (path: string, container: string) => ({
  targets: ["localhost"],
  labels: { __path__: path, container },
});

function host(root: string, type: string, paths: string) {
  const rendered = renderHost(
    root,
    "promtail",
    `{journal: false, containers: {type: ${type}, paths: ["${paths}"]}}`,
  );
  const list = join(root, "var/lib/promtail/targets/containers.json");
  return {
    list,
    async run() {
      expect(await rendered.run(script)).toMatchObject({ exitCode: 0, stderr: "" });
      return JSON.parse(readFileSync(list, "utf8")) as unknown;
    },
  };
}

it("lists Podman's log files by name, also of containers that go when they stop", async () => {
  const root = folderWith();
  const folder = join(root, "overlay containers");
  const log = (digit: string) => join(folder, id(digit), "userdata/ctr.log");
  for (const digit of ["1", "2"]) {
    mkdirSync(join(log(digit), ".."), { recursive: true });
    writeFileSync(log(digit), "");
  }
  // As containers/storage writes them: the metadata has names too, as a text.
  const entry = (digit: string, name: string) =>
    `{"id":"${id(digit)}","names":["${name}"],"image":"x","metadata":"{\\"image-name\\":\\"y\\",\\"name\\":\\"z\\"}","created":"2026-11-21T10:00:00Z"}`;
  const store = (file: string, ...entries: string[]) =>
    writeFileSync(join(folder, file), `[${entries.join(",")}]`);
  const { run, list } = host(root, "podman-files", `${folder}/*/userdata/ctr.log`);

  expect(await run()).toEqual([]);
  store("containers.json", entry("1", "forgejo"), entry("3", "without-a-log"));
  store("volatile-containers.json", entry("2", "job"));
  const both = [target(log("1"), "forgejo"), target(log("2"), "job")];
  expect(await run()).toEqual(both);
  const { ino } = statSync(list);
  expect(await run()).toEqual(both);
  expect(statSync(list).ino).toBe(ino);
  store("containers.json");
  expect(await run()).toEqual([target(log("2"), "job")]);
});

it("lists Docker's log files by name", async () => {
  const root = folderWith();
  const folder = join(root, "containers");
  const one = join(folder, id("a"));
  mkdirSync(one, { recursive: true });
  writeFileSync(join(one, `${id("a")}-json.log`), "");
  writeFileSync(
    join(one, "config.v2.json"),
    `{"ID":"${id("a")}","Config":{"Hostname":"h"},"Name":"/web","Path":"sh"}`,
  );
  const { run } = host(root, "docker-files", `${folder}/*/*.log`);
  expect(await run()).toEqual([target(join(one, `${id("a")}-json.log`), "web")]);
});
