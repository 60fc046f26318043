import { type Window, windowsOf } from "../anomalies/holds.ts";
import type { DetectSettings } from "../core/detect/settings.ts";
import { hourIn } from "./clock.ts";
import { detectOf } from "./from-settings.ts";
import type { ServiceSettings } from "./settings.ts";

/** Keys that are read once, at the start. */
const fixed = ["address", "port", "folder", "store", "sources", "queue", "maxPatterns", "seasons"] as const;

/** The settings that hold now, and what follows from them. They can change while the service runs. */
export class Current {
  settings: ServiceSettings;
  windows: readonly Window[];
  /** The engine keeps this object; it is changed in place. */
  readonly detect: DetectSettings;
  private redactor: (text: string) => string;
  private hourOf: (time: number) => number;

  constructor(settings: ServiceSettings, redact: (text: string) => string) {
    this.settings = settings;
    this.redactor = redact;
    this.windows = windowsOf(settings);
    this.hourOf = hourIn(settings.site.timezone);
    this.detect = detectOf(settings, (text) => this.redactor(text));
  }

  redact(text: string): string {
    return this.redactor(text);
  }

  /** The time of day at the site, in hours. */
  hourAt(time: number): number {
    return this.hourOf(time);
  }

  /** Takes new settings; returns the keys that need a restart: they stay as they are until then. */
  apply(next: ServiceSettings, redact: (text: string) => string): string[] {
    // first, since it may refuse them
    const windows = windowsOf(next);
    const later = fixed.filter((key) => JSON.stringify(this.settings[key]) !== JSON.stringify(next[key]));
    const kept = Object.fromEntries(fixed.map((key) => [key, this.settings[key]]));
    this.settings = { ...next, ...kept };
    this.redactor = redact;
    this.windows = windows;
    this.hourOf = hourIn(this.settings.site.timezone);
    const { redact: ours, seasons } = this.detect;
    Object.assign(this.detect, { ...detectOf(this.settings, ours), seasons });
    return later;
  }
}
