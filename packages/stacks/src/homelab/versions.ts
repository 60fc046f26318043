import type { Site } from "@logstead/inventory";

/** The versions a site asks for: Loki's, and those of programs that its inventory pins. */
export function versionsOf(site: Site): Record<string, string> {
  const programs = Object.entries(site.artifacts.programs).flatMap(([name, program]) =>
    program ? [[name, program.version] as const] : [],
  );
  return { loki: site.loki.version, ...Object.fromEntries(programs) };
}
