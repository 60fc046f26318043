import { parse, stringify } from "yaml";

/** What the detector's settings hold although its service does not ask for it. */
export const unread: string[][] = [["model"], ["thresholds", "entropy"]];

/** The settings as the service takes them, so that other ones are no effect. */
export function asRead(text: string): string {
  const settings = parse(text);
  for (const path of unread) {
    const parent = path.slice(0, -1).reduce((value, key) => value?.[key], settings);
    delete parent?.[path.at(-1) as string];
  }
  return stringify(settings);
}
