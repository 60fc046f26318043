/** Each run tries the same cases, so that a red test is red again; LOGSTEAD_SEED tries others. */
export const seeded = { seed: Number(process.env.LOGSTEAD_SEED ?? 1), numRuns: 60 };
