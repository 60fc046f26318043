import { expect, it } from "vitest";
import { parse } from "yaml";
import { siteTree } from "../../src/index.ts";
import { inventories, siteOf } from "../site/sites.ts";

function textOf(name: string, path: string): string {
  const result = siteTree(siteOf(inventories.find((file) => file.endsWith(`${name}.yaml`)) as string));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.tree.files.get(path)?.content ?? "";
}

it("[GRD-01] is a data source in the files of a Grafana on a host, its secrets by name of their file", () => {
  const text = textOf("home", "hosts/ocean/etc/grafana/provisioning/datasources/logstead-loki.yaml");
  expect(parse(text).datasources[0]).toMatchObject({ type: "loki", url: "https://192.168.1.143:3100" });
  expect(text).toMatch(/httpHeaderValue1: Bearer \$__file\{/);
});

it("[GRD-04] is a data source for the API of the gateway site's Grafana, which runs elsewhere", () => {
  expect(JSON.parse(textOf("flatnet", "monitoring/grafana/datasource.json"))).toMatchObject({
    ...{ name: "Loki", type: "loki", access: "proxy", url: "http://loki:3100" },
  });
});
