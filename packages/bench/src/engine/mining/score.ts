/** How well predicted groups and templates agree with the true ones. */
export interface Score {
  trueGroups: number;
  groups: number;
  /** Share of lines whose group is exactly a true one (Zhu et al., ICSE-SEIP 2019). */
  ga: number;
  /** F1 of groups (Jiang et al., ISSTA 2024). */
  fga: number;
  /** Share of lines whose template is the true one (Dai et al., TSE 2020). */
  pa: number;
  /** F1 of templates (Khan et al., ICSE 2022). */
  fta: number;
}

/** One entry a line in each list; a line in no group has an id of its own. */
export function score(
  truth: { ids: readonly string[]; templates: readonly string[] },
  found: { ids: readonly (string | number)[]; templates: readonly string[] },
): Score {
  const lines = truth.ids.length;
  const joint = countBy(truth.ids.map((id, i) => `${id}\u0000${found.ids[i]}`));
  const trueSizes = countBy(truth.ids);
  const sizes = countBy(found.ids.map(String));
  let right = 0;
  let rightLines = 0;
  for (const [pair, n] of joint) {
    const [id, group] = pair.split("\u0000") as [string, string];
    if (n !== trueSizes.get(id) || n !== sizes.get(group)) continue;
    right++;
    rightLines += n;
  }
  const owners = new Map<string, Set<string>>();
  let same = 0;
  found.templates.forEach((template, i) => {
    const of = truth.templates[i] as string;
    if (of === template) same++;
    const known = owners.get(template);
    if (known) known.add(of);
    else owners.set(template, new Set([of]));
  });
  const rightTemplates = [...owners].filter(([t, of]) => of.size === 1 && of.has(t)).length;
  return {
    trueGroups: trueSizes.size,
    groups: sizes.size,
    ga: rightLines / lines,
    fga: f1(right / sizes.size, right / trueSizes.size),
    pa: same / lines,
    fta: f1(rightTemplates / owners.size, rightTemplates / new Set(truth.templates).size),
  };
}

const f1 = (p: number, r: number) => (p + r === 0 ? 0 : (2 * p * r) / (p + r));

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
