import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { folderWith } from "../support/temporary.ts";
import { renderHost } from "./host.ts";

it("[ALY-32][ALY-33] copies configuration and positions under dated names, and puts them back", async () => {
  const root = folderWith();
  const state = join(root, "state");
  const backup = join(root, "backup");
  const config = join(root, "etc/alloy/config.alloy");
  for (const folder of [state, join(root, "etc/alloy"), backup]) mkdirSync(folder, { recursive: true });
  writeFileSync(config, "first\n");
  writeFileSync(join(state, "positions.yml"), "positions: {}\n");
  for (const day of ["20240101", "20240102", "20240103"])
    writeFileSync(join(backup, `alloy-config-${day}.alloy`), "old\n");

  const host = renderHost(
    root,
    `{agent: alloy, positionsPath: ${state}, backup: {folder: ${backup}, keep: 3}}`,
    "{}",
  );
  expect(await host.run("/usr/local/sbin/alloy-backup")).toMatchObject({ exitCode: 0, stderr: "" });
  const day = new Date().toLocaleDateString("sv").replaceAll("-", "");
  expect(readdirSync(backup).sort()).toEqual([
    "alloy-config-20240102.alloy",
    "alloy-config-20240103.alloy",
    `alloy-config-${day}.alloy`,
    `alloy-positions-${day}.tar.gz`,
  ]);

  writeFileSync(config, "second\n");
  writeFileSync(join(state, "positions.yml"), "lost");
  const programs = {
    systemctl: `echo "$@" >> "${root}/calls"`,
    // The real one needs the host's users.
    install: `shift 6; cp "$1" "$2"`,
  };
  mkdirSync(join(root, "usr/local/bin"), { recursive: true });
  writeFileSync(join(root, "usr/local/bin/alloy"), '#!/bin/sh\ngrep -q first "$2"\n', { mode: 0o755 });
  const restored = await host.run("/usr/local/sbin/alloy-restore", [], programs);
  expect(restored).toMatchObject({ exitCode: 0 });
  expect(readFileSync(config, "utf8")).toBe("first\n");
  expect(readFileSync(join(state, "positions.yml"), "utf8")).toBe("positions: {}\n");
  expect(readFileSync(join(root, "calls"), "utf8")).toBe("stop alloy\nstart alloy\n");

  const refused = await host.run("/usr/local/sbin/alloy-restore", ["20240102"], programs);
  expect(refused.exitCode).toBe(1);
  expect(readFileSync(config, "utf8")).toBe("first\n");

  const missing = await host.run("/usr/local/sbin/alloy-restore", ["20200101"], programs);
  expect(missing.stderr).toContain("there is no copy of 20200101");
});
