import type { Product } from "../site/file.ts";
import { baseLogging } from "./base-logging.ts";
import { loki } from "./loki/index.ts";

/** Everything that is rendered; one module each. */
export const products: readonly Product[] = [baseLogging, loki];
