import type { OutputOptions } from "@logstead/base/output";

export interface ServiceBenchOptions extends OutputOptions {
  write?: boolean;
  only?: "false-alarms" | "soak" | "catch-up" | "alerts";
  seeds: number;
  minutes: number;
  lines: number;
}
