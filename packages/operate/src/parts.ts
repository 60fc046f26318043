/** What measurements need of the ways to hosts and to Loki. */
export { connect } from "./hosts/connection.ts";
export { sshProblem } from "./hosts/problems.ts";
export { failure, mustOnHost, onHost, quote } from "./hosts/ssh.ts";
export { allLines } from "./loki/all.ts";
export { type LokiClient, lokiHost, openLoki } from "./loki/client.ts";
export { journalHosts } from "./probe/plan.ts";
export { resultsReader } from "./up/results.ts";
export { newRunFolder } from "./up/run-folder.ts";
