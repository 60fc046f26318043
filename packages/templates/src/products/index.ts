import type { Product } from "../site/file.ts";
import { baseLogging } from "./base-logging.ts";
import { collectors } from "./collectors.ts";
import { loki } from "./loki/index.ts";

/** Everything that is rendered; one module each. */
export const products: readonly Product[] = [baseLogging, collectors, loki];
