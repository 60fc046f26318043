import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

/** What happens to a resource, in the words of the task tree. */
export type StackEvent =
  | {
      kind: "planned" | "started" | "done";
      name: string;
      op: "create" | "update" | "replace" | "delete" | "same";
    }
  | { kind: "failed"; name: string; message: string };

const ops: Record<string, "create" | "update" | "replace" | "delete" | "same"> = {
  same: "same",
  create: "create",
  "create-replacement": "replace",
  update: "update",
  delete: "delete",
  "delete-replaced": "same",
  refresh: "same",
};

/*
 * A replacement is three steps for the engine: `create-replacement`, `replace`, `delete-replaced`. Only the first does
 * something that is to be told.
 */
const nameOf = (urn: string) => urn.split("::").at(-1) ?? urn;

/** Turns the engine's events into ours, and remembers what failed; of a replacement only the new half is told. */
export function stackEvents(on: (event: StackEvent) => void) {
  let failed = false;
  const said = new Map<string, string[]>();
  const errors: string[] = [];
  return {
    take(event: EngineEvent): void {
      const { resourcePreEvent: pre, resOutputsEvent: done, resOpFailedEvent: fail, diagnosticEvent } = event;
      if (diagnosticEvent?.severity === "error") {
        const text = plain(diagnosticEvent.message);
        const name = diagnosticEvent.urn ? nameOf(diagnosticEvent.urn) : "";
        if (name && diagnosticEvent.urn?.includes("command:"))
          said.set(name, [...(said.get(name) ?? []), text]);
        else errors.push(text);
      }
      if (pre && ours(pre.metadata.type) && pre.metadata.op !== "delete-replaced") {
        const op = ops[pre.metadata.op];
        if (!op) return;
        on({ kind: pre.planning ? "planned" : "started", name: nameOf(pre.metadata.urn), op });
      }
      if (done && ours(done.metadata.type) && !done.planning && done.metadata.op !== "delete-replaced") {
        const op = ops[done.metadata.op];
        if (op) on({ kind: "done", name: nameOf(done.metadata.urn), op });
      }
      if (fail && ours(fail.metadata.type)) {
        failed = true;
        const name = nameOf(fail.metadata.urn);
        on({ kind: "failed", name, message: (said.get(name) ?? []).join("\n").trim() });
      }
    },
    failed: () => failed,
    errors: () => errors,
  };
}

const ours = (type: string) => type.startsWith("command:");

/** Without Pulumi's own colour marks, such as `<{%reset%}>`. */
const plain = (text: string) => text.replace(/<\{%[^%]*%\}>/g, "");
