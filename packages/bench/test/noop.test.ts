import { expect, it } from "vitest";
import { statPlaybook } from "../src/load/noop.ts";

it("has a stat for each task that ran, on the hosts where it ran, in their order", () => {
  const ran = (task: string, ...hosts: string[]) =>
    hosts.map((host) => ({ host, task, path: `${task}.yml:1` }));
  const done = [
    ...ran("look", "dns01", "ocean"),
    ...ran("write", "ocean", "dns01"),
    ...ran("load", "ocean"),
    // the same task again, of another play
    ...ran("load", "ocean"),
    ...ran("look", "dns01"),
  ];
  const plays = JSON.parse(statPlaybook(done)) as { hosts: string; tasks: unknown[] }[];
  expect(plays.map(({ hosts, tasks }) => [hosts, tasks.length])).toEqual([
    ["dns01,ocean", 2],
    ["ocean", 2],
    ["dns01", 1],
  ]);
});
