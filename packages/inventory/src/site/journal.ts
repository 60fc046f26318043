import { kindOf } from "@logstead/sources";
import type { NamedSource, SiteHost } from "./types.ts";

/** The source that reads a host's journal, where it has one. */
export const journalOf = ({ derived }: Pick<SiteHost, "derived">): NamedSource | undefined =>
  derived.sources.find(({ source }) => kindOf(source).readsJournal);
