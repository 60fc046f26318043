/**
 * One precondition. `missing` is red and fails the verb; `optional` is not here, and what needs it is
 * skipped or got later.
 */
export interface DoctorCheck {
  name: string;
  state: "ok" | "optional" | "missing";
  detail: string;
  /** The command that mends it. */
  fix?: string;
}

export interface DoctorGroup {
  name: string;
  run(): Promise<DoctorCheck[]>;
}

export const ok = (name: string, detail: string): DoctorCheck => ({ name, state: "ok", detail });

export const missing = (name: string, detail: string, fix: string): DoctorCheck => ({
  name,
  state: "missing",
  detail,
  fix,
});

export const optional = (name: string, detail: string, fix?: string): DoctorCheck => ({
  name,
  state: "optional",
  detail,
  ...(fix ? { fix } : {}),
});

export const require = (good: boolean, name: string, detail: string, fix: string): DoctorCheck =>
  good ? ok(name, detail) : missing(name, detail, fix);
