import { bracketed } from "@logstead/base";
import type { RouteName, Target } from "../alerts/routes.ts";
import { type DetectSettings, milliseconds } from "../core/detect/settings.ts";
import { secretValue } from "./load.ts";
import type { Log } from "./log.ts";
import type { ServiceSettings } from "./settings.ts";

/** The engine's settings, with times in milliseconds. */
export function detectOf(settings: ServiceSettings, redact: (text: string) => string): DetectSettings {
  const { thresholds, warmUp, seasons, maxPatterns, maxLineBytes } = settings;
  return {
    sigma: thresholds.sigma,
    score: thresholds.score,
    editDistance: thresholds.editDistance,
    silence: milliseconds(thresholds.silence),
    warmUp: milliseconds(warmUp),
    seasons: { daily: seasons.includes("daily"), weekly: seasons.includes("weekly") },
    maxPatterns,
    maxLineBytes,
    redact,
  };
}

/** Where people reach the page: without a slash at its end. */
export const publicUrl = ({ publicUrl, address, port }: ServiceSettings) =>
  (publicUrl ?? `http://${bracketed(address)}:${port}`).replace(/\/+$/, "");

/** The routes that alerts take. */
export const routesOf = ({ alerts }: ServiceSettings): RouteName[] =>
  alerts.enabled
    ? (["n8n", "alertmanager", "loki"] as const).filter((route) => alerts[route] !== undefined)
    : [];

/** Addresses with their secrets, read anew each time: a rotated token needs no restart. */
export function targetsOf(settings: ServiceSettings, log: Log): Partial<Record<RouteName, Target>> {
  const { n8n, alertmanager, loki } = settings.alerts;
  const token = (reference: string | undefined) => {
    if (reference === undefined) return undefined;
    try {
      return secretValue(reference, settings);
    } catch (error) {
      log("error", "a secret is absent", { message: (error as Error).message });
      return undefined;
    }
  };
  return {
    ...(n8n ? { n8n: { url: n8n.webhook, token: token(n8n.token) } } : {}),
    ...(alertmanager ? { alertmanager: { url: alertmanager.url, token: token(alertmanager.token) } } : {}),
    ...(loki ? { loki: { ...loki, token: token(loki.token) } } : {}),
  };
}
