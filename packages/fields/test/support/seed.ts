import fc from "fast-check";

/** Each run tries the same cases, so that a red test is red again; LOGSTEAD_SEED tries others. */
fc.configureGlobal({ seed: Number(process.env.LOGSTEAD_SEED ?? 1) });
