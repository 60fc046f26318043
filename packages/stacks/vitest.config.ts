import { testsWith } from "../../vitest.shared.ts";

/** Each stack step starts `pulumi` with three more processes, so more at once only makes all of them slow. */
export default testsWith({ maxWorkers: 2, testTimeout: 180_000 });
