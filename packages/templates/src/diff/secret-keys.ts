/** Replaces a secret. */
export const mask = "***";

/** The last word of a key says what it holds: `api_key` and `tls.key` hold one, `key_file` and `sort_key` do not. */
const secretKey =
  /(^|[^a-z])(pass(word|wd|phrase)?|pwd|secret|token|credentials?|authorization|cookie|(api|access|private|secret|auth|signing|encryption|ssh|account)[_. -]?key|bearer|webhook[_. -]?url|client[_. -]?secret|salt|dsn)s?$/;

export function looksSecret(key: string): boolean {
  const words = key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
  return secretKey.test(words.replace(/["'\]]+$/, ""));
}
