import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { providerPb as pb, type WireStruct } from "../../src/kit/protocol.ts";
import type { Properties, Value } from "../../src/kit/values.ts";
import { fromWire, toWire } from "./notation.ts";
import { type Answer, messageFor, type Request, type RunningPlugin } from "./plugin.ts";

export interface Case extends Request {
  name: string;
  /** Files to be there in `$dir`. */
  files?: Record<string, string>;
  answer?: Value;
}

/** Asks a provider one recorded question and writes its answer in the notation of the recordings. */
export async function ask(plugin: RunningPlugin, question: Case): Promise<Value> {
  const dir = mkdtempSync(join(tmpdir(), "logstead-case-"));
  try {
    for (const [file, content] of Object.entries(question.files ?? {})) {
      mkdirSync(join(dir, file, ".."), { recursive: true });
      writeFileSync(join(dir, file), content);
    }
    const wire = (properties: Properties | undefined) =>
      properties && (toWire(properties, dir) as Properties);
    const request = { ...question, inputs: wire(question.inputs), state: wire(question.state) };
    const message = messageFor({ ...request, oldInputs: wire(question.oldInputs) } as Request);
    const answer = await plugin.call(question.call, message).then(
      (given) => answerValue(question.call, given),
      (error: { code: number; details: string }) => errorValue(error),
    );
    return fromWire(answer, dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function answerValue(call: Request["call"], answer: Answer): Value {
  const struct = (getter: string): Value =>
    ((answer[getter]?.() as WireStruct)?.toJavaScript() ?? {}) as Properties;
  const object = answer.toObject() as Record<string, Value>;
  switch (call) {
    case "check":
      return { inputs: struct("getInputs"), failures: sorted(object.failuresList) };
    case "diff":
      return diffValue(answer as unknown as pb.DiffResponse);
    case "create":
      return { id: object.id ?? "", properties: struct("getProperties") };
    case "update":
      return { properties: struct("getProperties") };
    case "read":
      return { id: object.id ?? "", properties: struct("getProperties"), inputs: struct("getInputs") };
    case "invoke":
      return (object.failuresList as Value[])?.length > 0
        ? { failures: sorted(object.failuresList) }
        : { return: struct("getReturn") };
    default:
      return {};
  }
}

/** The engine shows all of them; their order says nothing. */
function sorted(failures: Value | undefined): Value {
  return [...((failures ?? []) as Properties[])].sort((a, b) =>
    String(a.reason) < String(b.reason) ? -1 : 1,
  );
}

function diffValue(answer: pb.DiffResponse): Value {
  const kinds = Object.entries(pb.PropertyDiff.Kind);
  const detailed = answer.getDetaileddiffMap().toArray() as unknown as [string, number[] | pb.PropertyDiff][];
  return {
    changes: answer.getChanges() === pb.DiffResponse.DiffChanges.DIFF_SOME,
    deleteBeforeReplace: answer.getDeletebeforereplace(),
    detailed: Object.fromEntries(
      detailed.map(([path]) => {
        const kind = answer.getDetaileddiffMap().get(path)?.getKind();
        return [path, kinds.find(([, number]) => number === kind)?.[0] ?? "?"];
      }),
    ),
  };
}

/** The official provider repeats the command in its errors; ours must not, so it is not compared. */
function errorValue({ code, details }: { code: number; details: string }): Value {
  const [, failure = "", printed = ""] =
    /^(.*?)(?:: running "(?:[^"\\]|\\.)*")?(?::\n(.*))?$/s.exec(details) ?? [];
  return { error: { code, failure, printed } };
}
