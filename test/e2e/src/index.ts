export { byHand, pulumi } from "./by-hand.ts";
export { command, type Ran, start } from "./command.ts";
export { furtherVersions } from "./programs.ts";
export { silence, speak } from "./silence.ts";
export { alertsOf, anomaliesOf, openSink } from "./sink.ts";
export { loadSite, noLab, type TestSite, testSite } from "./site.ts";
