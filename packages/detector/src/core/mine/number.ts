/** The number a value starts with, such as 12 of `12ms`; undefined for ids, addresses and words. */
export function numberOf(value: string): number | undefined {
  const first = value.charCodeAt(0);
  if (value.length > 15 || !((first >= 48 && first <= 57) || first === 45)) return undefined;
  const number = Number(value);
  if (!Number.isNaN(number)) return number;
  const match = /^(-?\d+(?:\.\d+)?)[a-zA-Z%µ]{1,3}$/.exec(value);
  return match ? Number(match[1]) : undefined;
}

const tens = Array.from({ length: 16 }, (_, i) => 10 ** i);

/**
 * The same of bytes, exactly: with at most 15 digits both whole number and power of ten are exact, so that
 * their quotient is the nearest number, as `Number` has it. "unsure" where only the text can tell.
 */
export function numberIn(bytes: Uint8Array, from: number, to: number): number | undefined | "unsure" {
  const first = bytes[from] as number;
  const negative = first === 45;
  if (!(first >= 48 && first <= 57) && !negative) return undefined;
  // Characters beyond ASCII have more bytes than the text has units.
  if (to - from > 15) return to - from > 45 ? undefined : "unsure";
  let i = negative ? from + 1 : from;
  let whole = 0;
  let digits = 0;
  let decimals = -1;
  for (; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte >= 48 && byte <= 57) {
      whole = whole * 10 + (byte - 48);
      digits++;
      if (decimals >= 0) decimals++;
    } else if (byte === 46 && decimals < 0 && digits > 0) decimals = 0;
    else break;
  }
  if (digits === 0 || decimals === 0) return "unsure";
  const number = (negative ? -whole : whole) / (tens[Math.max(0, decimals)] as number);
  if (i === to) return number;
  const next = bytes[i] as number;
  // A second point, a colon, a slash: an address, a date. A letter may be a unit, an exponent, a base.
  return (next | 0x20) >= 97 || next === 37 || next >= 0x80 ? "unsure" : undefined;
}
