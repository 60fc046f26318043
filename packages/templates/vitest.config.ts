import { testsWith } from "../../vitest.shared.ts";

// its files leave nothing behind in their process, and loading the schema takes most of a small test's time
export default testsWith({ setupFiles: ["test/support/seed.ts"], isolate: process.argv.includes("slow") });
