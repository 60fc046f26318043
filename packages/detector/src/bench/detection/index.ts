export { latencyText } from "../latency.ts";
export { benchHdfs, type HdfsBench } from "./hdfs.ts";
export { corpusOf } from "./incidents/corpus.ts";
export { incidentKinds } from "./incidents/kinds.ts";
export { type Corpus, type IncidentResult, incidentPlan, runIncidents } from "./incidents/run.ts";
export { benchNab, type NabBench } from "./nab.ts";
export { benchSpeed, type SpeedBench } from "./speed.ts";
