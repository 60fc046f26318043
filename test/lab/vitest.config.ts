import { testsWith } from "../../vitest.shared.ts";

// hosts that boot keep no core busy: more files at once than there are cores
export default testsWith({ maxWorkers: 3 });
