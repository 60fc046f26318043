import { type Duration, inSeconds } from "@logstead/inventory";

/** A length of time as Go parses it: units above hours do not exist there. */
export function goDuration(duration: Duration): string {
  let ms = Math.round(inSeconds(duration) * 1000);
  if (ms === 0) return "0s";
  let text = "";
  for (const [unit, length] of [
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
    ["ms", 1],
  ] as const) {
    const count = Math.floor(ms / length);
    if (count > 0) text += `${count}${unit}`;
    ms -= count * length;
  }
  return text;
}
