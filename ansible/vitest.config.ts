import { testsWith } from "../vitest.shared.ts";

const slow = process.argv.includes("slow");

// a scenario mostly waits for its host: more files at once than there are cores, each with hosts of its own
export default testsWith(slow ? { globalSetup: ["test/global-setup.ts"], maxWorkers: 3 } : {});
