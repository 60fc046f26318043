import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { getTool } from "@logstead/tools";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { Site } from "./site.ts";
import { tokens } from "./site.ts";

/** Screenshots of each run; those that documents show are copied from here by hand. */
export const reports = join(import.meta.dirname, "../../reports/page");

export async function openBrowser(): Promise<Browser> {
  mkdirSync(reports, { recursive: true });
  const { path } = await getTool("chromium");
  // Tests may run as root, where Chromium's own sandbox cannot.
  return chromium.launch({ executablePath: path, args: ["--no-sandbox", "--disable-gpu"] });
}

export interface Tab {
  page: Page;
  /** Everything the page complained of: exceptions, violations of its policy, requests elsewhere. */
  wrong: string[];
  close(): Promise<void>;
}

export const sizes = { desktop: { width: 1280, height: 860 }, phone: { width: 320, height: 640 } };

/** A browser tab at the site; signed in with a role's token unless told otherwise. */
export async function openTab(
  browser: Browser,
  site: Site,
  address = "#/",
  { role = "feedback", ...options }: BrowserContextOptions & { role?: keyof typeof tokens | "nobody" } = {},
): Promise<Tab> {
  const context = await browser.newContext({
    viewport: sizes.desktop,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    ...options,
  });
  const wrong: string[] = [];
  const page = await context.newPage();
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("console", (message) => {
    // Refusals are answers that the page shows; the browser logs them, too.
    if (message.type() === "error" && !/status of (401|404|503)/.test(message.text()))
      wrong.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(site.url)) wrong.push(`asked for ${request.url()}`);
  });
  if (role !== "nobody")
    await context.addInitScript(`sessionStorage.setItem("logstead.token", ${JSON.stringify(tokens[role])})`);
  await page.goto(`${site.url}/${address}`);
  return { page, wrong, close: () => context.close() };
}

/** Rules that axe finds broken, with where. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate(
    `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
       violations.map(({ id, nodes }) => id + ": " + nodes.slice(0, 3).map(({ html, failureSummary }) => html.slice(0, 160) + " " + failureSummary).join(" | ")))`,
  )) as string[];
  return found;
}

export const shot = (page: Page, name: string, fullPage = true) =>
  page.screenshot({ path: join(reports, `${name}.png`), fullPage, animations: "disabled" });
