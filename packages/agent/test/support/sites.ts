import { type Loaded, loadText, type Site } from "@logstead/inventory";

/** The site of an inventory's text; its problems are the test's failure. */
export function siteOfText(text: string): Site {
  const loaded: Loaded = loadText(text);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 2));
  return loaded.site;
}

/** The same inventory with Alloy for Promtail. */
export const asAlloy = (text: string) => text.replaceAll("agent: promtail", "agent: alloy");
