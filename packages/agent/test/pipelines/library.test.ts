import { describe, expect, test } from "vitest";
import { pipelineFor, pipelineNames } from "../../src/library/load.ts";
import { casesOf } from "../../src/trial/case.ts";
import { inOrder } from "../../src/trial/result.ts";
import { findAlloy, runCases } from "../../src/trial/run.ts";

const cases = pipelineNames().flatMap(({ name }) => casesOf(pipelineFor(undefined, name)));
const results = await runCases(cases, { update: process.env.LOGSTEAD_UPDATE === "1" });
const alloy = await findAlloy();

/** Rows that a pipeline's cases prove. */
const rows: Record<string, string> = {
  "scoring-api": "[PIP-05] [PIP-15]",
  "api-gateway": "[PIP-06]",
  kafka: "[PIP-07]",
  postgresql: "[PIP-08]",
  keycloak: "[PIP-09] [PIP-14]",
  "podman-container": "[PIP-10]",
  "json-common": "[PIP-11] [PIP-12] [PIP-03] [ALY-18] [ALY-19] [ALY-20]",
  "gateway-json": "[PIP-16] [PIP-17] [PIP-18]",
  "flatnet-cni": "[PIP-22]",
};

describe("the library, line by line", () => {
  test.each(
    results.map((one) => [`${rows[one.pipeline] ?? ""} ${one.pipeline}: ${one.name}`.trim(), one] as const),
  )("%s is the same in Promtail and in the interpreter", (_, { expected, got }) => {
    expect(inOrder(got.promtail ?? [])).toEqual(expected);
    expect(inOrder(got.interpreter ?? [])).toEqual(expected);
  });

  const title = alloy ? "" : "skipped: alloy is not on PATH: ";
  test.skipIf(!alloy).each(results.map((one) => [`${one.pipeline}: ${one.name}`, one] as const))(
    `${title}[PIP-25] %s is the same in Alloy`,
    (_, { expected, got }) => {
      expect(inOrder(got.alloy ?? [])).toEqual(expected);
    },
  );

  const entries = results.flatMap(({ expected }) => expected ?? []);

  test("[PIP-19] [PIP-20] what each program calls its levels, times and fields is one of the site's", () => {
    const levels = new Set(entries.flatMap(({ labels }) => labels.level?.toUpperCase() ?? []));
    expect([...levels].sort()).toEqual(["DEBUG", "ERROR", "FATAL", "INFO", "WARN"]);
    for (const { timestamp } of entries)
      expect(timestamp).toMatch(/^(?:arrival|(?:\d{4}-\d\d-\d\dT|yesterday )\d\d:\d\d:\d\d(?:\.\d+)?Z)$/);
    // Other names of these fields became these names.
    const names = new Set(entries.flatMap(({ metadata }) => Object.keys(metadata)));
    for (const name of ["request_id", "duration_ms", "error"]) expect(names).toContain(name);
    for (const name of ["latency_ms", "latency", "request_time"]) expect(names).not.toContain(name);
  });

  test("[PRM-10] each component has its pipeline, which reads fields and gives labels", () => {
    const given = (pipeline: string) => {
      const own = results
        .filter((one) => one.pipeline === pipeline)
        .flatMap(({ expected }) => expected ?? []);
      return own.some(
        ({ labels, metadata }) => labels.level !== undefined || Object.keys(metadata).length > 0,
      );
    };
    expect(pipelineNames().filter(({ name }) => !given(name))).toEqual([]);
    const stages = pipelineNames().flatMap(({ name }) => pipelineFor(undefined, name).definition.stages);
    const kinds = new Set(stages.flatMap((stage) => Object.keys(stage)));
    for (const kind of ["json", "logfmt", "regex", "match", "labels"]) expect(kinds).toContain(kind);
  });

  test("every pipeline of the library has cases", () => {
    for (const { name } of pipelineNames())
      expect(results.filter(({ pipeline }) => pipeline === name).length, name).toBeGreaterThan(0);
  });
});
