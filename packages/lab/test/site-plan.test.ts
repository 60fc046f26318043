import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { load, loadText, type Site } from "@logstead/inventory";
import { describe, expect, it } from "vitest";
import { planOf } from "../src/index.ts";
import { planProblems } from "../src/plan.ts";

function site(loaded: ReturnType<typeof load>): Site {
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.site;
}

describe("planOf", () => {
  it("[INV-01][SYS-07] makes the lab of infra/environments/lab.yaml: names, addresses, roles and pages", () => {
    const plan = planOf(site(load(join(repoRoot, "infra/environments/lab.yaml"))));
    expect(planProblems(plan)).toEqual([]);
    expect(plan.network).toEqual({ cidr: "192.168.1.0/24", bridge: "192.168.1.254" });
    expect(plan.hosts.map((h) => h.name)).toEqual(["ocean", "dns01", "node005", "node006", "gateway"]);
    expect(plan.hosts[0]).toMatchObject({ address: "192.168.1.143", user: "logstead" });
    expect(plan.hosts[0]?.roles).toEqual(expect.arrayContaining(["loki", "n8n", "containers"]));
    expect(plan.hosts[4]?.roles).toEqual(expect.arrayContaining(["windows-folder"]));
    expect(plan.ports).toContainEqual({ name: "n8n", host: "ocean", port: 5678 });
    expect(plan.ports).toContainEqual({ name: "loki", host: "ocean", port: 3100, tls: true });
  });

  it("refuses hosts of different networks", () => {
    const text = `
site: {name: two}
hosts:
  one: {address: 10.1.2.3/24, roles: [agent, loki]}
  two: {address: 10.9.2.3/24}
`;
    expect(() => planOf(site(loadText(text)))).toThrow("lab-networks");
  });
});
