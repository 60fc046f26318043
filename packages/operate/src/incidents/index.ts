/** Incidents that are made in the lab and followed to people. */
export { alertChannels, type IncidentRow, type IncidentsResult } from "./result.ts";
export { labIncidentsRun } from "./run.ts";
