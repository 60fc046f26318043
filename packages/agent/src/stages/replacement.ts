import type { Stage } from "./stage.ts";
import { byNumber, literal } from "./templates.ts";

/*
 * What Promtail and Alloy put in place of a capture group: a Go template with sprig's functions, `.Value` being
 * the group's text. Both run it once for each group.
 */

type Replace = Extract<Stage, { type: "replace" }>;

/** Enough hexadecimal digits to tell values of one site apart. */
export const hashDigits = 10;

/** A hash stands between two `***`: it is seen at once, and it is not hidden a second time. */
export const alreadyHashed = `^[*]{3}[0-9a-f]{${hashDigits}}[*]{3}$`;

const luhn = `{{ $digits := regexReplaceAll "[^0-9]" .Value "" }}{{ $sum := 0 }}\
{{ range $i, $digit := splitList "" $digits }}{{ $n := atoi $digit }}\
{{ if eq (mod (sub (len $digits) $i) 2) 0 }}{{ $n = mul $n 2 }}{{ if gt $n 9 }}{{ $n = sub $n 9 }}{{ end }}{{ end }}\
{{ $sum = add $sum $n }}{{ end }}{{ if ne (mod $sum 10) 0 }}{{ .Value }}{{ else }}`;

const mod97 = `{{ $all := regexReplaceAll "[^0-9A-Z]" .Value "" }}{{ $rest := 0 }}\
{{ range splitList "" (print (substr 4 (len $all) $all) (trunc 4 $all)) }}{{ $n := sub (int (index . 0)) 48 }}\
{{ if gt $n 9 }}{{ $rest = mod (add (mul $rest 100) (sub $n 7)) 97 }}\
{{ else }}{{ $rest = mod (add (mul $rest 10) $n) 97 }}{{ end }}{{ end }}\
{{ if ne $rest 1 }}{{ .Value }}{{ else }}`;

const checks = { luhn, mod97 };

/** The template of a replace stage. `salt` is what the program itself puts in at its start, never the key. */
export function replacementTemplate(stage: Replace, salt: string | undefined): string {
  if (stage.hash && salt === undefined) throw new Error("a keyed hash needs the place of its key");
  let text = stage.hash
    ? `***{{ Sha2Hash "${salt}" .Value | trunc ${hashDigits} }}***`
    : `${stage.append ? "{{ .Value }}" : ""}${literal(stage.replacement)}`;
  if (stage.check) text = `${checks[stage.check]}${text}{{ end }}`;
  const keep = kept(stage);
  return keep === undefined
    ? text
    : `{{ if regexMatch \`${byNumber(keep)}\` .Value }}{{ .Value }}{{ else }}${text}{{ end }}`;
}

/** What is left as it is, as one expression. */
export function kept({ keep, hash }: Replace): string | undefined {
  const patterns = [keep, hash ? alreadyHashed : undefined].filter((pattern) => pattern !== undefined);
  return patterns.length > 0 ? patterns.join("|") : undefined;
}
