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
        roi: Percent.prefault("70%").describe("What the return on investment is based on."),
      })
      .prefault({})
      .describe("By how much the time to resolve incidents should fall."),
    auditAvailability: Percent.prefault("100%").describe("Share of audit lines that are available."),
    teamSatisfaction: Percent.prefault("80%").describe("By how much team satisfaction should rise."),
    developerProductivity: Percent.prefault("40%").describe(
      "By how much developer productivity should rise.",
    ),
    systemStability: Percent.prefault("95%").describe("By how much system stability should rise."),
  })
  .prefault({})
  .describe("The site's targets.");
export type Targets = z.output<typeof Targets>;
