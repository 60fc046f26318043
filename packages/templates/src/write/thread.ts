import { workerData } from "node:worker_threads";
import { type Contents, writeHere } from "./contents.ts";

writeHere(workerData as Contents);
