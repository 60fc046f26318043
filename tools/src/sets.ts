import type { DebianPackage } from "./types.ts";

/** Debian packages by what they are for; the page tests ask for their set by name. */
export const packageSets = {
  pages: [{ name: "chromium", program: "chromium" }],
} as const satisfies Record<string, readonly DebianPackage[]>;

export type PackageSet = keyof typeof packageSets;
