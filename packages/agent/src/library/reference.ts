import { z } from "zod";
import { PipelineFile, stageSchemas } from "./schema.ts";

interface JsonSchema {
  description?: string;
  type?: string;
  default?: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

/** The JSON Schema (draft 7, which YAML editors understand) of pipeline.yaml. */
export function pipelineSchema(): unknown {
  const { $schema: _, ...schema } = z.toJSONSchema(PipelineFile, {
    io: "input",
    target: "draft-7",
    reused: "inline",
  });
  return { $schema: "http://json-schema.org/draft-07/schema#", title: "Logstead pipeline", ...schema };
}

/** Every stage with its settings, as a Markdown table for docs/pipelines.md. */
export function stageReference(): string {
  const rows = stageSchemas.flatMap((stage) => {
    const schema = z.toJSONSchema(stage, { io: "input", target: "draft-7", reused: "inline" }) as JsonSchema;
    const [name = "", body = {}] = Object.entries(schema.properties ?? {})[0] ?? [];
    const settings = Object.entries(body.properties ?? {}).map(([key, part]) => {
      const bold = body.required?.includes(key) ? `**\`${key}\`**` : `\`${key}\``;
      const preset = part.default === undefined ? "" : ` (default \`${String(part.default)}\`)`;
      return `${bold}${part.description ? `: ${part.description}` : ""}${preset}`;
    });
    return [`| \`${name}\` | ${cell(schema.description ?? "")} | ${cell(settings.join("<br>"))} |`];
  });
  return ["| Stage | What it does | Settings (**bold**: required) |", "|---|---|---|", ...rows].join("\n");
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
