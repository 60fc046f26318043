import { resolve } from "node:path";

/** The folder with labelled logs and other data, which are not a part of the repository. */
export const data = process.env.LOGSTEAD_DATA ?? resolve(import.meta.dirname, "../../../../../shared");
