export type { Entry, Stage } from "./stages/stage.ts";
