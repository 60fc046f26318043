import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runScenarios } from "../src/pool.ts";
import { junit } from "../src/report/junit.ts";
import type { Scenario } from "../src/scenario.ts";
import { suiteReady, whyNoLab } from "../src/suite-lab.ts";
import type { Phase, ScenarioResult } from "../src/types.ts";
import { broken, type Change, expectGolden, printed, temporary } from "./helper.ts";

const guard = "  when: not (ansible_check_mode and greeting_unit is changed)\n";
const secret = "opensesame";

/** The sample with one thing wrong each, and up to where it is run. */
const variants: Record<string, { until: Phase; changes: Change[] }> = {
  "not-idempotent": {
    until: "check-converged",
    changes: [
      [
        "tasks/install.yml",
        "---\n",
        '---\n- name: Note when this was done\n  ansible.builtin.copy:\n    content: "done at {{ now() }}\\n"\n    dest: /etc/greeting.done\n    mode: "0644"\n\n',
      ],
    ],
  },
  "check-mode-on-a-virgin-host": { until: "check-virgin", changes: [["tasks/run.yml", guard, ""]] },
  verify: { until: "verify", changes: [["tasks/run.yml", "state: started", "state: stopped"], waitLess()] },
  "crashing-unit": {
    until: "converge",
    changes: [
      [
        "files/greetingd",
        "    tell_systemd(",
        '    sys.exit("greetingd: the text is too long")\n    tell_systemd(',
      ],
    ],
  },
  "unit-that-dies-later": {
    until: "converge",
    changes: [
      ["files/greetingd", "    server.serve_forever()", '    sys.exit("greetingd: the disk is full")'],
      ["tasks/run.yml", "  retries: 10", "  retries: 1"],
    ],
  },
  "bad-template": {
    until: "converge",
    changes: [["templates/greeting.conf.j2", "{{ greeting_text }}", "{{ greeting_txet }}"]],
  },
  secret: {
    until: "converge",
    changes: [
      [
        "tasks/preflight.yml",
        "---\n",
        `---\n- name: Log in\n  ansible.builtin.shell: "echo ${secret} >&2; exit 3"\n  no_log: true\n\n`,
      ],
    ],
  },
};

/** A service that is stopped on purpose never answers. */
function waitLess(): Change {
  return [
    "tasks/run.yml",
    "  until: greeting_answer is success\n  retries: 10\n  delay: 1\n",
    "  ignore_errors: true\n",
  ];
}

const why = await whyNoLab();

describe.skipIf(why)(why ? `skipped: no lab: ${why}` : "what is printed of a failure", () => {
  const dir = temporary();
  const scenarios = new Map<string, Scenario>();
  const results = new Map<string, ScenarioResult>();
  const used: { host: string; name: string; from: number; to: number }[] = [];

  beforeAll(async () => {
    const ready = await suiteReady();
    for (const [name, { changes }] of Object.entries(variants)) scenarios.set(name, broken(dir, ...changes));
    // each with an end of its own, so side by side by hand
    await Promise.all(
      [...scenarios].map(async ([name, scenario]) => {
        let from = 0;
        const [result] = await runScenarios([scenario], {
          ...ready,
          until: (variants[name] as { until: Phase }).until,
          onPhase: (_, { phase }) => {
            if (phase === "create") from = performance.now();
          },
        });
        results.set(name, result as ScenarioResult);
        for (const host of Object.values(result?.hosts ?? {}))
          used.push({ host, name, from, to: performance.now() });
      }),
    );
  });

  afterAll(() => {
    for (const { folder } of results.values()) if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it.each(Object.keys(variants))("%s", (name) => {
    const result = results.get(name) as ScenarioResult;
    expectGolden(name, printed(result, scenarios.get(name) as Scenario));
    expect(result.status).toBe("failed");
    expect(result.phases.at(-1)).toMatchObject({ phase: "destroy", status: "passed" });
  });

  it("a secret under no_log is in no report and no log", () => {
    const result = results.get("secret") as ScenarioResult;
    const files = readdirSync(result.folder as string, { recursive: true, withFileTypes: true });
    const texts = files
      .filter((f) => f.isFile())
      .map((f) => readFileSync(join(f.parentPath, f.name), "utf8"));
    expect(texts.length).toBeGreaterThan(5);
    for (const text of [...texts, junit([result]), JSON.stringify(result)])
      expect(text).not.toContain(secret);
  });

  it("scenarios run at the same time, never two of them on one host", () => {
    expect(used).toHaveLength(Object.keys(variants).length);
    const together = (a: (typeof used)[0], b: (typeof used)[0]) => a !== b && a.from < b.to && b.from < a.to;
    const pairs = used.flatMap((a) => used.filter((b) => together(a, b)).map((b) => [a.host, b.host]));
    expect(pairs.length).toBeGreaterThan(0);
    expect(pairs.filter(([a, b]) => a === b)).toEqual([]);
  });
});
