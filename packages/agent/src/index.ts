export { alloyConfig } from "./collect/alloy/config.ts";
export { collectorOf } from "./collect/collector.ts";
export { staticLabels } from "./collect/labels.ts";
export type { CollectorModel } from "./collect/model.ts";
export { collectorPlaces, windowsPlaces } from "./collect/places.ts";
export { toAlloy, toPromtail } from "./collect/positions/convert.ts";
export { readPositions } from "./collect/positions/file.ts";
export { promtailConfig } from "./collect/promtail/config.ts";
export { type Comparison, compareStreams } from "./collect/series/compare.ts";
export { type PredictedStreams, predictStreams } from "./collect/series/predict.ts";
export { type TargetsFile, targetsFileOf } from "./collect/targets-file.ts";
export { type UnitSettings, unitOf } from "./collect/unit/unit.ts";
export { grokPatterns } from "./grok/patterns.ts";
export { type Interpreter, type InterpreterOptions, interpreter } from "./interpret/interpreter.ts";
export {
  type LoadedPipeline,
  loadPipeline,
  type Pipeline,
  pipelineFor,
  pipelineNames,
} from "./library/load.ts";
export { openRedactor, type Redactor, type RedactorOptions } from "./redact/redactor.ts";
export { type RedactionSettings, redactionSettings } from "./redact/settings.ts";
export { redactionStages } from "./redact/stages.ts";
export { type SourceStageOptions, sourceStages } from "./source/stages.ts";
export { alloyStages } from "./stages/alloy.ts";
export { promtailStages } from "./stages/promtail.ts";
export type { Entry, Stage } from "./stages/stage.ts";
export { type Case, casesOf, trialStages } from "./trial/case.ts";
export type { Shown } from "./trial/result.ts";
export { linesOf } from "./trial/result.ts";
export { type CaseResult, findAlloy, runCases } from "./trial/run.ts";
export { type Traced, traceLines } from "./trial/trace.ts";
