import type { RelabelRule } from "@logstead/sources";

/** `relabel_configs`; Prometheus' defaults are left out. */
export const relabelConfigs = (rules: readonly RelabelRule[]) =>
  rules.map(({ from, regex, action, to, replacement }) => ({
    source_labels: [...from],
    ...(regex !== undefined && { regex }),
    ...(action !== undefined && { action }),
    ...(to !== undefined && { target_label: to }),
    ...(replacement !== undefined && { replacement }),
  }));
