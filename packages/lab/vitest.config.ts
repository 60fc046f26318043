import { testsWith } from "../../vitest.shared.ts";

// hosts that boot keep no core busy: more files at once than there are cores; each wait in a test has its own end
export default testsWith({ maxWorkers: 3, testTimeout: 180_000 });
