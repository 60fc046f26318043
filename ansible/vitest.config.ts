import { testsWith } from "../vitest.shared.ts";

export default testsWith({ globalSetup: process.argv.includes("slow") ? ["test/global-setup.ts"] : [] });
