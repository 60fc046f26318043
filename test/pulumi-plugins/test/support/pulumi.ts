import { getTool } from "@logstead/tools";
import { findPulumi } from "../../src/index.ts";

/** The real `pulumi`: what LOGSTEAD_PULUMI or PATH says, else the pinned one, built when it is not there yet. */
export const pulumi = findPulumi() ?? (await getTool("pulumi")).path;
