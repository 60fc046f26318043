/** Luhn's sum: every second digit from the right counts double, its own digits added. */
function luhn(value: string): boolean {
  const digits = value.replaceAll(/[^0-9]/g, "");
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let n = digits.charCodeAt(i) - 48;
    if ((digits.length - i) % 2 === 0) n = n > 4 ? n * 2 - 9 : n * 2;
    sum += n;
  }
  return sum % 10 === 0;
}

/** ISO 7064, mod 97-10: the country and its check digits go to the end, letters count from 10. */
function mod97(value: string): boolean {
  const characters = value.replaceAll(/[^0-9A-Z]/g, "");
  let remainder = 0;
  for (const char of characters.slice(4) + characters.slice(0, 4)) {
    const n = char.charCodeAt(0) - 48;
    remainder = n > 9 ? (remainder * 100 + n - 7) % 97 : (remainder * 10 + n) % 97;
  }
  return remainder === 1;
}

export const checkDigits = { luhn, mod97 };
