import { getTool } from "@logstead/tools";

/** Promtail of the pinned version. */
export const promtail = (await getTool("promtail")).path;

/** Alloy is used where somebody has it on PATH; it is no part of the repository. */
export const alloy = (await getTool("alloy").catch(() => undefined))?.path;

/** The start of a title that needs Alloy. */
export const unlessAlloy = alloy ? "" : "skipped: alloy is not on PATH: ";
