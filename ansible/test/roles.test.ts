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
  expect(main.map((one) => [one["ansible.builtin.import_tasks"], one.tags])).toEqual(
    steps.map((step) => [`${step}.yml`, [role, step, `${role}_${step}`]]),
  );
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
