/*
 * Collectors handle bytes, JavaScript text. A byte that is not UTF-8 becomes a lone surrogate (U+DC80 to
 * U+DCFF, as Python's surrogateescape does), so that nothing is lost on the way and the meaning stays: one
 * character, which no label may have.
 */

/** Text of bytes. */
export function decodeBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = buffer.toString("utf8");
  if (!text.includes("\ufffd")) return text;
  let out = "";
  let start = 0;
  for (let i = 0; i < buffer.length; ) {
    const length = sequenceLength(buffer, i);
    if (length > 0) {
      i += length;
      continue;
    }
    out += buffer.toString("utf8", start, i) + String.fromCharCode(0xdc00 + (buffer[i] as number));
    start = ++i;
  }
  return out + buffer.toString("utf8", start);
}

/** Bytes of text; the opposite of `decodeBytes`. */
export function encodeText(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  const parts: Buffer[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0xd800 && code < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      i++;
      continue;
    }
    if (code < 0xdc80 || code > 0xdcff) continue;
    parts.push(Buffer.from(text.slice(start, i)), Buffer.from([code - 0xdc00]));
    start = i + 1;
  }
  parts.push(Buffer.from(text.slice(start)));
  return Buffer.concat(parts);
}

/** Bytes of the UTF-8 sequence that begins at `i`, 0 where none does (RFC 3629). */
function sequenceLength(bytes: Buffer, i: number): number {
  const first = bytes[i] as number;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || i + length > bytes.length) return 0;
  for (let j = 1; j < length; j++) if (((bytes[i + j] as number) & 0xc0) !== 0x80) return 0;
  const second = bytes[i + 1] as number;
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high ? length : 0;
}
