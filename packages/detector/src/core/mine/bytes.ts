/*
 * What the scanner knows of bytes: one class each. UTF-8 above ASCII counts as letters, so no text has to be
 * decoded before a line is known.
 */
export const Class = { space: 0, letter: 1, hexLetter: 2, digit: 3, inWord: 4, delimiter: 5 } as const;

/** Marks that stay inside a word: `eth0.100`, `a-b`, `/var/log`, `user@host`, `50%`. */
const inWord = ".-/@\\%+~$#&*!?^`_";
/** Marks that end a word; each is part of a line's structure. */
const delimiters = ",;:=()[]{}<>\"'|";

export const classOf: Uint8Array = (() => {
  const table = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const char = String.fromCharCode(byte);
    if (byte <= 0x20 || byte === 0x7f) table[byte] = Class.space;
    else if (byte >= 0x80) table[byte] = Class.letter;
    else if (/[0-9]/.test(char)) table[byte] = Class.digit;
    else if (/[a-fA-F]/.test(char)) table[byte] = Class.hexLetter;
    else if (/[a-zA-Z]/.test(char)) table[byte] = Class.letter;
    else if (inWord.includes(char)) table[byte] = Class.inWord;
    else if (delimiters.includes(char)) table[byte] = Class.delimiter;
  }
  table[0x5f] = Class.letter; // `_` joins words as letters do
  return table;
})();

/** FNV-1a's prime (Fowler, Noll, Vo): one multiplication a byte. */
export const prime = 0x01000193;
export const seed = 0x811c9dc5 | 0;

/** The hash that the scanner gives to a word without digits. */
export function hashWord(word: string): number {
  let hash = seed;
  for (const byte of new TextEncoder().encode(word)) hash = Math.imul(hash ^ byte, prime);
  return hash;
}
