import type { Node } from "./model.ts";

/** One word of zsh's `name:description` lists; a colon in a name separates, so it is escaped. */
const entry = (word: string, text: string) =>
  `'${word.replaceAll(":", "\\:")}:${text.split("\n")[0]?.replaceAll("'", "’")}'`;

export function zsh(nodes: Node[]): string {
  const paths = nodes
    .filter((node) => node.path.length > 0)
    .map((node) => `      '${node.path.join(" ")}') cmd='${node.path.join(" ")}' ;;`);
  const values = nodes.flatMap((node) =>
    node.options
      .filter((option) => option.takesValue)
      .map((option) =>
        option.choices.length > 0
          ? `    '${node.path.join(" ")} ${option.long}') compadd -- ${option.choices.join(" ")}; return ;;`
          : `    '${node.path.join(" ")} ${option.long}') _files; return ;;`,
      ),
  );
  const words = nodes.map((node) => {
    const list = [
      ...node.words.map((w) => entry(w.word, w.description)),
      ...node.values.map((value) => entry(value, "")),
      ...node.options.map((o) => entry(o.long, o.description)),
    ];
    return `    '${node.path.join(" ")}') list=(${list.join(" ")}) ;;`;
  });
  return `#compdef logstead
# zsh completion for logstead; made by: ./logstead completion zsh
_logstead() {
  local cmd='' word prev="\${words[CURRENT-1]}"
  local -a list
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${cmd:+$cmd }$word" in
${paths.join("\n")}
    esac
  done
  case "$cmd $prev" in
${values.join("\n")}
  esac
  case "$cmd" in
${words.join("\n")}
  esac
  _describe 'logstead' list || _files
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _logstead "$@"; else compdef _logstead logstead; fi
`;
}
