import { gunzipSync, inflateSync } from "node:zlib";
import SnappyJS from "snappyjs";
import { type Batch, MalformedError } from "../batch.ts";
import { decodeJson } from "./json.ts";
import { decodeProtobuf } from "./protobuf.ts";

/** How a body is written; kept with it in the journal. */
export const forms = ["protobuf", "json", "json+gzip", "json+deflate"] as const;
export type Form = (typeof forms)[number];

/** The form by the headers; undefined for what Loki would refuse too. */
export function formOf(type: string | undefined, encoding: string | undefined): Form | undefined {
  const kind = (type ?? "application/x-protobuf").split(";")[0]?.trim().toLowerCase();
  const packed = (encoding ?? "").trim().toLowerCase();
  // Protobuf bodies are always packed with snappy, whether the header says so or not.
  if (kind === "application/x-protobuf") return packed === "" || packed === "snappy" ? "protobuf" : undefined;
  if (kind !== "application/json") return undefined;
  if (packed === "" || packed === "identity") return "json";
  return packed === "gzip" ? "json+gzip" : packed === "deflate" ? "json+deflate" : undefined;
}

/**
 * Bytes of a body for each of its lines. Real ones have a time of some ten bytes and a text; of smaller ones a
 * body's lines would take many times the memory that it is counted with.
 */
const leastLine = 8;

/** @param most bytes of the unpacked body; more is refused before it is unpacked. */
export function decode(form: Form, body: Buffer, most: number): { batches: Batch[]; bytes: number } {
  const plain = unpack(form, body, most);
  const batches =
    form === "protobuf"
      ? decodeProtobuf(plain, Math.ceil(plain.length / leastLine))
      : decodeJson(plain.toString("utf8"));
  return { batches, bytes: plain.length };
}

function unpack(form: Form, body: Buffer, most: number): Buffer {
  if (form === "json") return body;
  try {
    if (form === "json+gzip") return gunzipSync(body, { maxOutputLength: most });
    if (form === "json+deflate") return inflateSync(body, { maxOutputLength: most });
    return Buffer.from(SnappyJS.uncompress(body, most));
  } catch (error) {
    throw new MalformedError(`the body cannot be unpacked: ${(error as Error).message}`);
  }
}
