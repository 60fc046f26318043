import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "@logstead/base";
import { expect, test } from "vitest";
import { pipelineSchema, stageReference } from "../../src/library/reference.ts";

const update = process.env.LOGSTEAD_UPDATE === "1";

function golden(file: string, text: (old: string) => string): void {
  const old = readFileSync(file, { encoding: "utf8", flag: "a+" });
  if (update) writeFileSync(file, text(old));
  expect(readFileSync(file, "utf8")).toBe(text(old));
}

test("the reference of the stages is made from the schema", () => {
  golden(join(repoRoot, "docs/pipelines.md"), (old) =>
    old.replace(
      /<!-- stages -->[\s\S]*<!-- \/stages -->/,
      () => `<!-- stages -->\n${stageReference()}\n<!-- /stages -->`,
    ),
  );
});

test("editors get the schema of pipeline.yaml", () => {
  golden(
    join(repoRoot, "infra/pipeline.schema.json"),
    () => `${JSON.stringify(pipelineSchema(), null, 2)}\n`,
  );
});
