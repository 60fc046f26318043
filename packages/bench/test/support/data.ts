import { dataDir } from "@logstead/base";

/** The folder with labelled logs and other data, which are not a part of the repository. */
export const data = dataDir() ?? "no data here";
