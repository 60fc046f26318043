import type { Node } from "./model.ts";

const quoted = (text: string) =>
  `'${(text.split("\n")[0] ?? "").replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

export function fish(nodes: Node[]): string {
  const lines = nodes.flatMap((node) => {
    const when = `-n '__logstead_at "${node.path.join(" ")}"'`;
    return [
      ...node.words.map((w) => `complete -c logstead ${when} -f -a ${w.word} -d ${quoted(w.description)}`),
      ...node.values.map((value) => `complete -c logstead ${when} -a ${quoted(value)}`),
      ...node.options.map((o) => {
        const value =
          o.choices.length > 0 ? ` -x -a ${quoted(o.choices.join(" "))}` : o.takesValue ? " -r" : "";
        return `complete -c logstead ${when} -l ${o.long.slice(2)}${value} -d ${quoted(o.description)}`;
      }),
    ];
  });
  const paths = nodes.filter((node) => node.path.length > 0).map((node) => quoted(node.path.join(" ")));
  return `# fish completion for logstead; made by: ./logstead completion fish
function __logstead_at --argument-names wanted
  set -l path ''
  for word in (commandline -opc)[2..]
    set -l next (string trim -- "$path $word")
    contains -- "$next" ${paths.join(" ")}; and set path "$next"
  end
  test "$path" = "$wanted"
end
${lines.join("\n")}
`;
}
