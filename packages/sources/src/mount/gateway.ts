import type { WindowsPath } from "@logstead/fields";
import type { ImplyingHost, SiteFacts } from "../kind/context.ts";
import type { FileGroup } from "../kind/reading.ts";

/*
 * The folder of a gateway on Windows, from either side.
 */

interface Folder {
  kind?: string | undefined;
  include: readonly string[];
}

const access = "gateway-access";
const error = "gateway-error";

/** What both sides have in common. */
export const asGateway = {
  impliedBy: "roles",
  expected: { streams: 2, bytesPerDay: 50e6 },
  logKinds: [access, error],
  windowsFolder: ({ windowsPath }: { windowsPath: WindowsPath }) => windowsPath,
  // It holds the access log as the site has it written.
  pipeline: ({ gateway }: SiteFacts) => `gateway-${gateway.accessLogFormat}`,
} as const;

/** The source of a host with the role, on the side that the site reads. */
export function impliedGateway({ platform, roles, gateway }: ImplyingHost, side: "windows" | "wsl2") {
  const here = platform === "windows" ? "windows" : "wsl2";
  if (!roles.includes("gateway") || gateway.collector !== side || here !== side) return undefined;
  const settings = { windowsPath: gateway.logs, component: "openresty", job: "gateway" };
  return { name: "gateway", settings };
}

/** What has `error` in its name is the error log. */
export const kindOfPattern = (pattern: string) => (pattern.includes("error") ? error : access);

/** Access and error logs are kept for different times. A source that says its kind has one kind. */
export function gatewayGroups(source: Folder, place: (pattern: string) => string): FileGroup[] {
  const one = (pattern: string, labels: FileGroup["labels"], exclude: string[] = []): FileGroup => ({
    path: place(pattern),
    exclude,
    labels,
  });
  if (source.kind !== undefined) return source.include.map((pattern) => one(pattern, {}));
  return source.include.flatMap((pattern) => {
    const kind = kindOfPattern(pattern);
    if (kind === error || !pattern.includes("*")) return [one(pattern, { kind })];
    const errors = pattern.replace("*", "*error*");
    return [one(pattern, { kind }, [place(errors)]), one(errors, { kind: error })];
  });
}
