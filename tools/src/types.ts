/** A Debian package that a build or a verb needs; one of `program` and `file` proves cheaply that it is there. */
export interface DebianPackage {
  name: string;
  /** A program on PATH that stands for the package. */
  program?: string;
  /** A file that stands for the package. */
  file?: string;
}

/** How a tool is obtained. Folders and locks are relative to `tools/`. */
export type Source =
  /** Go modules with a lock: `go.mod` and `go.sum` in `folder`. */
  | {
      kind: "go";
      folder: string;
      module: string;
      packages: string[];
      /** Variables set by the linker, `{version}` standing for the tool's version. */
      set?: Record<string, string>;
      tags?: string[];
      /** Off unless the program needs a C library: without it the program runs on every host. */
      cgo?: boolean;
    }
  /** One program out of a Python package, from a hash-locked requirements file. */
  | { kind: "wheel"; lock: string; package: string }
  /** A Python environment from a hash-locked requirements file; `wanted` names the packages we chose. */
  | { kind: "python"; lock: string; wanted: string }
  /** A locked pnpm folder of its own; `main` is the script of its one program. */
  | { kind: "pnpm"; folder: string; main: string }
  /**
   * A program unpacked from a Debian package into the cache, so that no service of it is installed. With
   * `libraries` the whole package stays, with these beside it, and the program finds its own ones there;
   * `missing` stands for all it depends on that this machine lacks. `others` are further programs of it.
   */
  | {
      kind: "debian";
      package: string;
      file: string;
      libraries?: string[] | "missing";
      others?: Record<string, string>;
    }
  /** Never fetched: used when it is on PATH, else what needs it is skipped. */
  | { kind: "path"; hint: string };

export interface Program {
  name: string;
  /** Arguments that make it print its version, and the expression whose first group is that version. */
  ask?: { args: string[]; answer: RegExp };
  /** For a program of a Python environment: the package it comes from. */
  package?: string;
}

/** What is obtained in one go: one lock, one build, one or more programs. */
export interface Tool {
  name: string;
  version: string;
  /** `exact` unless the distribution decides. */
  accept?: "exact" | "atLeast";
  source: Source;
  programs: Program[];
  /** Expected time to obtain it cold, on two cores. */
  seconds: number;
  /** Memory while it is obtained; heavy builds wait for one another by it. */
  memoryMiB: number;
  /** Disk for the result and what the build leaves in its own caches. */
  diskMiB: number;
  /** What asks for it, for people who wonder why it is there. */
  neededBy: string;
  needs?: DebianPackage[];
}

/** A program ready to be run. */
export interface ToolPath {
  name: string;
  version: string;
  /** The executable. */
  path: string;
  from: "path" | "cache";
  /** Variables a caller adds to a child's environment: PATH with the program's folder first. */
  env: { PATH: string };
}

export interface Progress {
  tool: string;
  step: "wait" | "build" | "check" | "done" | "note";
  message: string;
  /** Seconds since the work began, and how many it usually takes. */
  elapsed: number;
  expected: number;
}

export type OnProgress = (progress: Progress) => void;

export interface GetOptions {
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

/** One precondition, as data; a red one has a fix. */
export interface Check {
  name: string;
  ok: boolean;
  detail: string;
  fix?: string;
}
