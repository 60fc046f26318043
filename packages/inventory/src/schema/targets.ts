import { Percent } from "@logstead/fields";
import { z } from "zod";

/** INV-40, C-20: what the self-monitoring compares with. */
export const Targets = z
  .strictObject({
    coverage: Percent.prefault("100%").describe("Share of components that are monitored (seed 001)."),
    falsePositives: Percent.prefault("5%").describe("Share of alerts that may be false (seed 001)."),
    mttrReduction: z
      .strictObject({
        success: Percent.prefault("60%").describe("As under seed 001's success metrics."),
        roi: Percent.prefault("70%").describe("As under seed 001's return on investment."),
      })
      .prefault({})
      .describe("How much faster incidents are to be resolved."),
    auditAvailability: Percent.prefault("100%").describe(
      "Share of audit lines that are available (seed 001).",
    ),
    teamSatisfaction: Percent.prefault("80%").describe("Seed 001."),
    developerProductivity: Percent.prefault("40%").describe("Seed 001."),
    systemStability: Percent.prefault("95%").describe("Seed 001."),
  })
  .prefault({})
  .describe("What the site wants to reach.");
export type Targets = z.output<typeof Targets>;
