import { Percent } from "@logstead/fields";
import { z } from "zod";

/** What the self-monitoring compares with. */
export const Targets = z
  .strictObject({
    coverage: Percent.prefault("100%").describe("Share of components that are monitored."),
    falsePositives: Percent.prefault("5%").describe("Share of alerts that may be false."),
    mttrReduction: z
      .strictObject({
        success: Percent.prefault("60%").describe("What counts as success."),
        roi: Percent.prefault("70%").describe("What the return on investment is reckoned with."),
      })
      .prefault({})
      .describe("How much faster incidents are to be resolved."),
    auditAvailability: Percent.prefault("100%").describe("Share of audit lines that are available."),
    teamSatisfaction: Percent.prefault("80%").describe("How much more satisfied the team is to be."),
    developerProductivity: Percent.prefault("40%").describe("How much more developers are to get done."),
    systemStability: Percent.prefault("95%").describe("How much more stable the systems are to be."),
  })
  .prefault({})
  .describe("What the site wants to reach.");
export type Targets = z.output<typeof Targets>;
