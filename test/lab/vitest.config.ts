import { mergeConfig } from "vitest/config";
import { packageTests } from "../../vitest.shared.ts";

// hosts that boot keep no core busy: more files at once than there are cores
export default mergeConfig(packageTests, { test: { maxWorkers: 3 } });
