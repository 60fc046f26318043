import type { Stage } from "../stages/stage.ts";

/*
 * What Promtail and Alloy put in place of a capture group: a Go template with sprig's functions, `.Value` being
 * the group. Both run it once for each group.
 */

type Replace = Extract<Stage, { type: "replace" }>;

/** The hash stands between two `***`: it is seen at once, and it is not hidden a second time. */
export const hashed = /^\*\*\*[0-9a-f]{12}\*\*\*$/;
const keepHashed = "^[*]{3}[0-9a-f]{12}[*]{3}$";

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

/** Text that a template prints as it is. */
const plain = (text: string) => text.replaceAll("{{", '{{ "{{" }}');

/**
 * The template of a replace stage. `salt` is what the program itself puts in at its start: a variable of its
 * environment, never the salt.
 */
export function replaceTemplate(stage: Replace, salt: string): string {
  let text = stage.hash
    ? `***{{ Sha2Hash "${salt}" .Value | trunc 12 }}***`
    : plain(stage.replacement);
  if (stage.check) text = `${checks[stage.check]}${text}{{ end }}`;
  const keep = [stage.keep, stage.hash ? keepHashed : undefined].filter((one) => one !== undefined).join("|");
  if (keep !== "") text = `{{ if regexMatch \`${keep}\` .Value }}{{ .Value }}{{ else }}${text}{{ end }}`;
  return text;
}
