export { latencyText } from "../latency.ts";
export { benchHdfs } from "./hdfs.ts";
export { corpusOf } from "./incidents/corpus.ts";
export { incidentKinds } from "./incidents/kinds.ts";
export { type Corpus, type IncidentResult, incidentPlan, runIncidents } from "./incidents/run.ts";
export { benchNab } from "./nab.ts";
export { benchSpeed } from "./speed.ts";
