import { isData } from "../read/merge.ts";
import type { Path } from "../read/place.ts";
import { withoutEffect } from "../schema/no-effect.ts";
import type { Check } from "./context.ts";

/** Warns of settings that nothing acts on yet. */
export const checkEffects: Check = (draft, report) => {
  for (const { setting, reason, but = [] } of withoutEffect)
    for (const [path, value] of written(draft.merged.data, setting)) {
      if (isData(value) && Object.keys(value).every((key) => but.includes(key))) continue;
      report.warn("no-effect-yet", path, `this has no effect yet: ${reason}`, {
        want: "settings that something acts on",
        fix: "Please remove it, unless it is for a later version",
      });
    }
};

/** Where a setting is written; a host's may also stand in groups and defaults. */
function written(data: unknown, setting: string): [Path, unknown][] {
  const ofHost = /^hosts\.<name>(?=\.)/;
  const layers = ofHost.test(setting)
    ? ["hosts.<name>", "groups.<name>", "defaults"].map((layer) => setting.replace(ofHost, layer))
    : [setting];
  return layers.flatMap((path) => found(data, path.split("."), []));
}

function found(value: unknown, [step, ...rest]: string[], at: Path): [Path, unknown][] {
  if (step === undefined) return [[at, value]];
  if (!isData(value)) return [];
  const [, name = step, type] = /^(.+)\((.+)\)$/.exec(step) ?? [];
  const keys = name === "<name>" ? Object.keys(value) : Object.hasOwn(value, name) ? [name] : [];
  return keys.flatMap((key) => {
    const below = value[key];
    if (type && !(isData(below) && below.type === type)) return [];
    return found(below, rest, [...at, key]);
  });
}
