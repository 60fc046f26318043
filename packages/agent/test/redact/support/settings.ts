import type { RedactionSettings } from "../../../src/redact/settings.ts";

export const defaults: RedactionSettings = { enabled: true, ips: "keep", hash: false, rules: [] };
export const withHashes = { settings: { ...defaults, hash: true }, salt: "0123456789abcdef0123456789abcdef" };
