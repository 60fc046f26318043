import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect } from "vitest";

/** Compares with a file; LOGSTEAD_UPDATE=1 rewrites it. */
export function expectGolden(text: string, file: string): void {
  if (process.env.LOGSTEAD_UPDATE) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(existsSync(file), `${file} is missing; LOGSTEAD_UPDATE=1 writes it`).toBe(true);
  expect(text).toBe(readFileSync(file, "utf8"));
}
