import { type SecretRef, type Site, storedName } from "@logstead/inventory";

/** The names of those references that are set and kept by name. */
export const namesOf = (...refs: (SecretRef | undefined)[]): string[] =>
  refs.flatMap((ref) => (ref && storedName(ref)) ?? []);

/** The token that collectors push with: the inventory's, else the one that a proxied Loki has by default. */
export const pushTokenNames = ({ loki }: Site): string[] => {
  if (loki.pushToken) return namesOf(loki.pushToken);
  return loki.transport === "plain" ? [] : ["loki-push-token"];
};
