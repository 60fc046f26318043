import { describeRole } from "../src/index.ts";
import { sample } from "./helper.ts";

await describeRole(sample, { scenarios: ["default", "alternative"] });
