import type { Node } from "./model.ts";

const quoted = (words: string[]) => `"${words.join(" ")}"`;

/** A function without calls to other programs, so that pressing Tab is instant. */
export function bash(nodes: Node[]): string {
  const withWords = nodes.filter((node) => node.path.length > 0);
  const steps = withWords.map((node) => {
    const parent = node.path.slice(0, -1).join(" ");
    return `      "${parent ? `${parent} ` : ""}${node.path.at(-1)}") path="${node.path.join(" ")}" ;;`;
  });
  const values = nodes.flatMap((node) =>
    node.options
      .filter((option) => option.takesValue)
      .map(
        (option) =>
          `    "${node.path.join(" ")} ${option.long}") ${
            option.choices.length > 0 ? `words=${quoted(option.choices)}` : "files=1"
          } ;;`,
      ),
  );
  const words = nodes.map((node) => {
    const all = [...node.words.map((w) => w.word), ...node.values, ...node.options.map((o) => o.long)];
    return `    "${node.path.join(" ")}") words=${quoted(all)} ;;`;
  });
  return `# bash completion for logstead; made by: ./logstead completion bash
_logstead() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path="" words="" files="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${path:+$path }\${COMP_WORDS[i]}" in
${steps.join("\n")}
    esac
  done
  case "$path $prev" in
${values.join("\n")}
  esac
  if [[ -z $words$files ]]; then
    case "$path" in
${words.join("\n")}
    esac
    [[ $cur == -* || -z $path ]] || files=1
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  if [[ -n $files && \${#COMPREPLY[@]} -eq 0 ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$cur"))
  fi
}
complete -F _logstead logstead
`;
}
