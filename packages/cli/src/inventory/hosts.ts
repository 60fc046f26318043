import { ExitCode, ProblemError, problem } from "@logstead/base";
import type { Site, SiteHost } from "@logstead/inventory";

/** Hosts of a site by name; all of them where none is named. */
export function hostsNamed(site: Site, names: string[]): SiteHost[] {
  const unknown = names.filter((name) => !(name in site.hosts));
  if (unknown.length > 0)
    throw new ProblemError(
      unknown.map((name) =>
        problem("no-such-host", `there is no host '${name}' in '${site.environment}'`, {
          got: name,
          want: `one of: ${Object.keys(site.hosts).join(", ")}`,
        }),
      ),
      ExitCode.usage,
    );
  return names.length === 0 ? Object.values(site.hosts) : names.flatMap((name) => site.hosts[name] ?? []);
}
