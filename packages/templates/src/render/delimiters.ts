/**
 * Pairs that no rendered format uses, see docs/decisions/0009-template-delimiters.md. The end of a comment
 * counts too: the lexer refuses it wherever it stands.
 */
export const tags = {
  variableStart: "{=",
  variableEnd: "=}",
  blockStart: "{|",
  blockEnd: "|}",
  commentStart: "{#|",
  commentEnd: "|#}",
};
