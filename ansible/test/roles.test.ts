import { describe, expect, it } from "vitest";
import { defaultsOf, helpers, optionsOf, read, roleNames, roles, steps, type Task, tasks } from "./roles.ts";

it("has the roles of the plan, and the three they share", () => {
  expect(roleNames()).toEqual([...roles, ...helpers].sort());
});

describe.each([...roles, ...helpers])("%s", (role) => {
  it("has defaults and an argument specification that agree", () => {
    const [defaults, options] = [defaultsOf(role), optionsOf(role)];
    const optional = Object.entries(options).filter(([, { required }]) => !required);
    expect(Object.keys(defaults).sort()).toEqual(optional.map(([name]) => name).sort());
    for (const [name, option] of optional) {
      // What is a template has its value only at run time, so the specification cannot repeat it.
      const template = JSON.stringify(defaults[name]).includes("{{");
      expect({ [name]: template ? undefined : defaults[name] }).toEqual({ [name]: option.default });
    }
  });

  it("describes each option, and names it after itself", () => {
    for (const [name, option] of Object.entries(optionsOf(role))) {
      expect(name.startsWith(`${role}_`)).toBe(true);
      expect(option.description, name).toMatch(/^[A-Z].*[.]$/s);
      expect(option.type, name).toBeDefined();
    }
  });
});

it.each(roles)("%s has the five steps in order, each with its tags", (role) => {
  const main = read(role, "tasks/main.yml") as Record<string, unknown>[];
  const file = (one: Record<string, unknown>) =>
    one["ansible.builtin.import_tasks"] ?? (one["ansible.builtin.import_role"] as Task).tasks_from;
  expect(main.map((one) => [file(one), one.tags])).toEqual(
    steps.map((step) => [`${step}.yml`, [role, step, `${role}_${step}`]]),
  );
});

it.each(["promtail", "alloy"])("%s is made of the steps that both collectors have", (role) => {
  const main = read(role, "tasks/main.yml") as Task[];
  expect(main.map((one) => one["ansible.builtin.import_role"])).toEqual(
    steps.map((step) => ({ name: "collector", tasks_from: `${step}.yml` })),
  );
  expect(main.map(({ vars }) => vars)).toEqual(steps.map(() => ({ collector_name: role })));
});

/** What in a task's arguments is a secret, or becomes one. */
const secret = /\bsecrets?\b|_credential|_secure|Authorization|privatekey|_token\b|password/;

describe("secrets", () => {
  const hidden = ({ no_log, diff }: Task) => no_log === true && diff === false;
  const runs = (task: Task) => Object.keys(task).some((key) => /^(ansible|community|logstead)\./.test(key));
  const inert =
    /import_role|include_role|import_tasks|include_tasks|\.assert$|\.ready$|\.check$|\.answers$|\.units$/;
  const touching = (task: Task) => {
    const [module, args] =
      Object.entries(task).find(([key]) => /^(ansible|community|logstead)\./.test(key)) ?? [];
    return module !== undefined && !inert.test(module) && secret.test(JSON.stringify(args));
  };

  it("stay out of output and differences in every task that handles one", () => {
    const leaking = tasks().filter((task) => runs(task) && touching(task) && !hidden(task));
    expect(leaking.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
  });

  it("are noticed where a task leaks one", () => {
    const planted = { name: "x", file: "y", "ansible.builtin.copy": { content: "{{ loki_token }}" } } as Task;
    expect([runs(planted), touching(planted), hidden(planted)]).toEqual([true, true, false]);
  });
});

describe("roles that other roles use", () => {
  const uses = tasks().flatMap((task) => {
    const used = (task["ansible.builtin.include_role"] ?? task["ansible.builtin.import_role"]) as
      | { name: string; rolespec_validate?: boolean }
      | undefined;
    return used ? [{ ...used, task, given: (task.vars ?? {}) as Record<string, unknown> }] : [];
  });

  // Ansible would check it on every host in every run
  it("are given what they ask for, by names they know and of the types they want", () => {
    const wrong = uses.flatMap(({ name, task, given }) => {
      const options = optionsOf(name);
      const lacking = Object.keys(options).filter((key) => options[key]?.required && !(key in given));
      const unknown = Object.keys(given).filter((key) => !(key in options));
      const mistyped = Object.entries(given).filter(([key, value]) => !fits(options[key]?.type, value));
      return [...lacking, ...unknown, ...mistyped.map(([key]) => key)].map((key) => `${task.file}: ${key}`);
    });
    expect(wrong).toEqual([]);
    expect(uses.length).toBeGreaterThan(10);
  });

  it("are not checked once more where they run on every host", () => {
    const checked = uses.filter((use) => ["service", "certificates"].includes(use.name));
    expect(checked.filter((use) => use.rolespec_validate !== false).map(({ task }) => task.file)).toEqual([]);
  });
});

/** A template has its type only at run time. */
function fits(type: unknown, value: unknown): boolean {
  if (typeof value === "string" && value.includes("{{")) return true;
  if (type === "list") return Array.isArray(value);
  if (type === "int") return Number.isInteger(value);
  if (type === "bool") return typeof value === "boolean";
  if (type === "dict") return typeof value === "object";
  return typeof value === "string";
}

it("validates every configuration it copies, or all of them together", () => {
  const copies = tasks().filter((task) => "logstead.host.files" in task);
  const unchecked = copies.filter((task) => {
    const args = task["logstead.host.files"] as Record<string, unknown>;
    return args.root !== undefined && args.validate === undefined;
  });
  expect(copies.length).toBeGreaterThan(10);
  expect(unchecked.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
});

it("uses no template on the way: what is rendered is finished", () => {
  expect(tasks().filter((task) => "ansible.builtin.template" in task)).toEqual([]);
});
