import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { toolChecks } from "../src/checks.ts";
import { getTool } from "../src/get.ts";
import { ensurePackages, missingPackages } from "../src/packages.ts";
import { progressTo } from "../src/progress.ts";
import { slotCount } from "../src/slots.ts";
import type { Progress } from "../src/types.ts";
import { Fixture, hello, script } from "./fixture.ts";

let fixture: Fixture;
beforeEach(() => {
  fixture = new Fixture();
});
afterEach(() => {
  vi.restoreAllMocks();
  fixture.end();
});

describe("Debian packages", () => {
  const wanted = [
    { name: "here-by-program", program: "sh" },
    { name: "here-by-file", file: "/etc/passwd" },
    { name: "here-by-dpkg", program: "no-such-program-1" },
    { name: "absent-one", program: "no-such-program-2" },
  ];
  beforeEach(() => {
    script(
      join(fixture.bin, "dpkg-query"),
      "#!/bin/sh\necho here-by-dpkg installed; echo absent-one config-files\n",
    );
    script(join(fixture.bin, "apt-get"), `#!/bin/sh\necho "$@" >> ${fixture.folder}/apt\n`);
  });
  const ensure = () => ensurePackages(wanted, "the lab", { log: join(fixture.folder, "logs/packages.log") });

  it("are absent only when neither a program, a file nor dpkg speaks for them", async () => {
    expect((await missingPackages(wanted)).map((p) => p.name)).toEqual(["absent-one"]);
  });

  it("are installed by root, only the missing ones, without recommendations", async () => {
    vi.spyOn(process, "getuid").mockReturnValue(0);
    await ensure();
    expect(readFileSync(join(fixture.folder, "apt"), "utf8")).toMatch(
      /install --no-install-recommends absent-one$/m,
    );
  });

  it("are named with the command to run for anybody else, and nothing is run", async () => {
    vi.spyOn(process, "getuid").mockReturnValue(1000);
    await expect(ensure()).rejects.toMatchObject({
      problems: [
        { fix: "sudo apt-get install --no-install-recommends absent-one", got: "absent: absent-one" },
      ],
    });
    expect(existsSync(join(fixture.folder, "apt"))).toBe(false);
  });
});

describe("checks", () => {
  const check = async (name: string) => (await toolChecks(fixture.setting)).find((c) => c.name === name);

  it("name what is wrong with its fix, and want nothing for what is here", async () => {
    script(join(fixture.bin, "go"), "#!/bin/sh\necho go version go1.20.1 linux/amd64\n");
    expect(await check("Go")).toMatchObject({ ok: false, detail: "1.20.1 is older than 1.26" });
    script(join(fixture.bin, "hello"), "#!/bin/sh\necho hello 1.2.3\n");
    expect(await check("Go")).toMatchObject({ ok: true, detail: expect.stringContaining("not needed") });
    for (const c of await toolChecks(fixture.setting)) if (!c.ok) expect(c.fix, c.name).toBeTruthy();
  });

  it("see too little memory and disk before a build does", async () => {
    fixture.setting.tools = [{ ...hello, memoryMiB: 1e9, diskMiB: 1e9 }];
    expect(await check("memory")).toMatchObject({ ok: false, fix: expect.stringContaining("add memory") });
    expect(await check("disk")).toMatchObject({ ok: false, fix: expect.stringContaining("make room") });
  });

  it("ask only the registries that something still has to come from", async () => {
    script(join(fixture.bin, "go"), "#!/bin/sh\necho 'dial tcp: no such host' >&2\nexit 1\n");
    expect(await check("Go modules")).toMatchObject({
      ok: false,
      detail: expect.stringContaining("no such host"),
    });
    expect(await check("npm packages")).toMatchObject({
      ok: true,
      detail: expect.stringContaining("not needed"),
    });
  });
});

it("heavy builds run beside one another only as far as memory and processors allow", () => {
  expect(slotCount(4_000, { memoryMiB: 24_000, processors: 2 })).toBe(1);
  expect(slotCount(4_000, { memoryMiB: 64_000, processors: 16 })).toBe(8);
  expect(slotCount(4_000, { memoryMiB: 12_000, processors: 16 })).toBe(2);
  expect(slotCount(4_000, { memoryMiB: 1_000, processors: 16 })).toBe(1);
});

describe("progress", () => {
  const shown = (isTTY: boolean, steps: [Progress["step"], number][]) => {
    let text = "";
    const stream = { isTTY, columns: 80, write: (chunk: string) => (text += chunk) };
    const show = progressTo(stream as unknown as NodeJS.WriteStream);
    for (const [step, elapsed] of steps)
      show({ tool: "hello", step, message: "getting hello", elapsed, expected: 75 });
    return text;
  };

  it("is one changing line on a terminal", () => {
    expect(
      shown(true, [
        ["build", 0],
        ["build", 1],
      ]),
    ).not.toContain("\n");
  });

  it("is few lines elsewhere", () => {
    const seconds = Array.from({ length: 61 }, (_, i): [Progress["step"], number] => ["build", i]);
    expect(shown(false, [...seconds, ["done", 61]])).toBe(
      [
        "getting hello: 0:00 of about 1:15",
        "getting hello: 0:30 of about 1:15",
        "getting hello: 1:00 of about 1:15",
        "hello: getting hello (1:01)",
        "",
      ].join("\n"),
    );
  });
});

it("a missing package stops a build before it begins", async () => {
  vi.spyOn(process, "getuid").mockReturnValue(1000);
  script(join(fixture.bin, "dpkg-query"), "#!/bin/sh\nexit 1\n");
  const tools = [{ ...hello, needs: [{ name: "libabsent-dev", file: "/no/such/file.h" }] }];
  await expect(getTool({ ...fixture.setting, tools }, "hello")).rejects.toThrow("libabsent-dev");
  expect(fixture.runs).toBe(0);
});
