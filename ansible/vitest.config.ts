import { testsWith } from "../vitest.shared.ts";

export default testsWith({ globalSetup: [] });
