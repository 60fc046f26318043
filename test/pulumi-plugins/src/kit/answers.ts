import { type Change, type PropertyChange, rootOf } from "./diff.ts";
import { providerPb as pb } from "./protocol.ts";

const { Kind } = pb.PropertyDiff;
const kinds: Record<Change, { here: pb.PropertyDiff.Kind; anew: pb.PropertyDiff.Kind }> = {
  add: { here: Kind.ADD, anew: Kind.ADD_REPLACE },
  delete: { here: Kind.DELETE, anew: Kind.DELETE_REPLACE },
  update: { here: Kind.UPDATE, anew: Kind.UPDATE_REPLACE },
};

/** The engine reads the detailed diff; the plain lists are for older ones and for people. */
export function answerDiff(changes: PropertyChange[], replaces: (path: string) => boolean): pb.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
  const answer = new pb.DiffResponse()
    .setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setHasdetaileddiff(true)
    .setDiffsList([...new Set(changes.map(({ path }) => rootOf(path)))])
    .setReplacesList(changes.filter(({ path }) => replaces(path)).map(({ path }) => path));
  for (const { path, change } of changes) {
    const kind = kinds[change][replaces(path) ? "anew" : "here"];
    answer.getDetaileddiffMap().set(path, new pb.PropertyDiff().setKind(kind));
  }
  return answer;
}
