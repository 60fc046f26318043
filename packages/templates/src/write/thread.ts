import { parentPort } from "node:worker_threads";
import { type Batch, writeBatch } from "./contents.ts";

const made = new Set<string>();

parentPort?.on("message", (batch: Batch | undefined) => {
  if (batch === undefined) return parentPort?.close();
  writeBatch(batch, made);
  parentPort?.postMessage("next");
});
