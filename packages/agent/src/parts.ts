/** What measurements need of trials and redaction. */
export { stagesOfSettings } from "./redact/stages.ts";
export { runCollector } from "./trial/collectors.ts";
