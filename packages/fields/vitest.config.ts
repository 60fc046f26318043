import { testsWith } from "../../vitest.shared.ts";

export default testsWith({ setupFiles: ["test/support/seed.ts"] });
