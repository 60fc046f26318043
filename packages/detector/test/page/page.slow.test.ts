import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Anomaly } from "../../src/model/anomaly.ts";
import type { Mark } from "../../src/model/mark.ts";
import { eventually } from "../support/servers.ts";
import { openBrowser, openTab, shot, sizes, violations } from "./browser.ts";
import { crash, dayOf, hostile, openSite, type Site, streams, tokens } from "./site.ts";

/*
 * The page in a real browser, from the real service with a real store. Screenshots of every view stay in
 * reports/page; each test has its own tab, and each tab must end without an error of the page.
 */
let browser: Browser;
let site: Site;

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), openSite()]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function call<T>(path: string, method = "GET", body?: unknown): Promise<T> {
  const answer = await fetch(`${site.url}/api/v1/${path}`, {
    method,
    headers: { Authorization: `Bearer ${tokens.feedback}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as T;
}
const anomalies = async () => (await call<{ items: Anomaly[] }>("anomalies?limit=200")).items;
const one = async (title: RegExp) => (await anomalies()).find((a) => title.test(a.title)) as Anomaly;
const tab = (address?: string, options?: Parameters<typeof openTab>[3]) =>
  openTab(browser, site, address, options);

describe("a page with nothing to show", () => {
  it("asks for a token, says that it is wrong, and takes the right one for this tab", async () => {
    const { page, wrong, close } = await tab("#/streams", { role: "nobody" });
    expect(await violations(page)).toEqual([]);
    await shot(page, "sign-in");
    await page.getByLabel("Token").fill("not-a-token");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("The service does not know this token.").waitFor();
    await page.getByLabel("Token").fill(tokens.feedback);
    await page.keyboard.press("Enter");
    await page.getByText("No stream yet").waitFor();
    expect(await page.evaluate("sessionStorage.length + localStorage.length")).toBe(1);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Token").waitFor();
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
    expect(wrong).toEqual([]);
    await close();
  });

  it.each([
    ["now", "#/", "No lines have come yet"],
    ["patterns", "#/patterns", "No patterns yet"],
    ["streams", "#/streams", "No stream yet"],
    ["feedback", "#/feedback", "Nothing is marked"],
  ])("%s says what to do next", async (name, address, text) => {
    const { page, wrong, close } = await tab(address);
    await page.getByText(text).waitFor();
    expect(await violations(page)).toEqual([]);
    await shot(page, `${name}-empty`);
    expect(wrong).toEqual([]);
    await close();
  });

  it("[DET-32] shows what happens, and what others say of it, without being loaded again", async () => {
    const { page, wrong, close } = await tab();
    await page.getByText("No lines have come yet").waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
    await page.evaluate("window.kept = true");
    site.service.anomalies.take([crash(Date.now())]);
    const row = page.locator(".row", { hasText: "nas journal: new error" });
    await row.waitFor();
    const anomaly = await one(/^nas/);
    await call("marks", "POST", { anomaly: anomaly.id, verdict: "real" });
    await row.getByText("marked real").waitFor();
    expect(await page.evaluate("window.kept")).toBe(true);
    await shot(page, "now-live", false);
    expect(wrong).toEqual([]);
    await close();
  });
});

describe("a page of a site where things go wrong", () => {
  beforeAll(async () => {
    await site.push(dayOf(site.now));
    await eventually(
      "all incidents are found",
      async () => (await one(/silent/)) && (await one(/unusual number/)),
    );
    const silent = await one(/silent/);
    await call(`anomalies/${silent.id}/snooze`, "POST", {
      minutes: 240,
      comment: "a new disk is on its way",
    });
    const disk = await one(/no space left/);
    await call("marks", "POST", { anomaly: disk.id, verdict: "real", comment: "was cleaned up" });
  });

  const looks = [
    ["light", sizes.desktop],
    ["dark", sizes.desktop],
    ["phone", sizes.phone],
  ] as const;
  const views: [string, () => Promise<string>, string][] = [
    ["now", async () => "#/", ".row"],
    ["anomaly", async () => `#/anomalies/${(await one(/unusual number/)).id}`, ".chart .band"],
    ["error", async () => `#/anomalies/${(await one(/no space left/)).id}`, ".chart"],
    ["held", async () => `#/anomalies/${(await one(/silent/)).id}`, ".held-back"],
    ["patterns", async () => "#/patterns", ".pattern"],
    [
      "pattern",
      async () => `#/patterns/${(await call<{ items: { id: number }[] }>("patterns?q=query")).items[0]?.id}`,
      ".chart",
    ],
    ["streams", async () => "#/streams", "tbody tr"],
    ["feedback", async () => "#/feedback", ".card"],
  ];
  it.each(views)(
    "%s in light, dark and on a phone: axe finds nothing, nothing is cut off, nothing is asked of others",
    async (name, address, shows) => {
      const { page, wrong, close } = await tab(await address());
      await page.locator(shows).first().waitFor();
      await page.getByText("Live", { exact: true }).waitFor();
      for (const [look, viewport] of looks) {
        await page.emulateMedia({ colorScheme: look === "dark" ? "dark" : "light" });
        await page.setViewportSize(viewport);
        expect(await violations(page), look).toEqual([]);
        expect(
          await page.evaluate("document.documentElement.scrollWidth - innerWidth"),
          look,
        ).toBeLessThanOrEqual(0);
        await shot(page, `${name}-${look}`);
      }
      expect(wrong).toEqual([]);
      await close();
    },
  );

  it("shows lines that attack as text", async () => {
    const anomaly = await one(/upstream said/);
    const { page, wrong, close } = await tab(`#/anomalies/${anomaly.id}`);
    await page.getByText(hostile.slice(0, 20)).first().waitFor();
    for (const address of ["#/", "#/patterns?q=upstream", `#/patterns/${anomaly.members[0]?.pattern}`]) {
      await page.goto(`${site.url}/${address}`);
      await page.getByText("onerror=").first().waitFor();
    }
    expect(await page.evaluate("window.broken")).toBeUndefined();
    expect(await page.locator("img, main script").count()).toBe(0);
    expect(wrong).toEqual([]);
    await close();
  });

  it("opens what an alert links to", async () => {
    const alert = site.n8n.received.find(({ body }) => /upstream said/.test(String(body.title)));
    const [link, title] = [String(alert?.body.link), String(alert?.body.title)];
    expect(link.startsWith(`${site.url}/#/anomalies/`)).toBe(true);
    const { page, close } = await tab(link.slice(site.url.length + 1));
    await page.getByRole("heading", { level: 1, name: title.slice(0, 40) }).waitFor();
    await page.getByText("n8n firing").waitFor();
    await close();
  });

  it("[DET-36] [DET-30] is judged by keys: what is marked normal is over, u takes it back", async () => {
    const { page, wrong, close } = await tab();
    const anomaly = await one(/upstream said/);
    const link = page.locator(`[data-anomaly="${anomaly.id}"] .row-link`);
    await link.waitFor();
    for (let i = 0; i < 20 && !(await link.evaluate((e) => e === e.ownerDocument.activeElement)); i++)
      await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.locator(".judge").waitFor();
    await page.keyboard.press("n");
    await page.getByText("Marked normal", { exact: false }).first().waitFor();
    await page.locator(".held-back", { hasText: "it fits what was marked normal" }).waitFor();
    const marked = async () =>
      (await call<{ items: Mark[] }>("marks")).items.find((mark) => mark.anomaly === anomaly.id);
    expect(await marked()).toMatchObject({ verdict: "normal", by: "robin" });
    expect((await one(/upstream said/)).status).toBe("resolved");
    await page.keyboard.press("u");
    await page.getByText("Undone", { exact: true }).waitFor();
    expect((await marked())?.undone?.by).toBe("robin");
    await page.keyboard.press("s");
    await page.getByText("Snoozed for 1 h", { exact: false }).waitFor();
    await page.getByRole("button", { name: /^Undo/ }).last().click();
    await page.getByText("Undone", { exact: true }).last().waitFor();
    expect(wrong).toEqual([]);
    await close();
  });

  it("explains its keys, and switches them off for whoever speaks to the machine", async () => {
    const { page, close } = await tab();
    await page.locator(".row").first().waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    expect(await violations(page)).toEqual([]);
    await shot(page, "help", false);
    await page.getByLabel("Keys without").uncheck();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    expect(new URL(page.url()).hash).toBe("#/");
    await close();
  });

  it("[DET-29] shows the measured share of false alarms", async () => {
    const { page, close } = await tab("#/feedback");
    const rate = await call<{ share: number; alerts: number }>("false-positives?days=30");
    expect(rate.alerts).toBeGreaterThan(0);
    const text = `${Math.round(rate.share * 100)} % of ${rate.alerts} alerts in 30 days; the target is at most 5`;
    await page.locator(".rate-value", { hasText: text.slice(0, 12) }).waitFor();
    await close();
  });

  it("silences a host before work on it, and ends that", async () => {
    const { page, wrong, close } = await tab("#/feedback");
    await page.getByText("New silence").click();
    await page.getByLabel("Host").fill("ocean");
    await page.getByLabel("Why").fill("new disk");
    await page.getByRole("button", { name: "Silence", exact: true }).click();
    const card = page.locator(".card", { hasText: "host ocean" });
    await card.waitFor();
    await card.getByRole("button", { name: "End now" }).click();
    await page.getByText("The silence has ended").waitFor();
    expect(wrong).toEqual([]);
    await close();
  });

  it("a token that may only read can look and not judge", async () => {
    const { page, close } = await tab("#/", { role: "read" });
    const button = page.locator(".row").first().getByRole("button", { name: "Normal" });
    await eventually("it is off", () => button.isDisabled());
    await close();
  });

  it("says when alerts cannot be sent, and when the service is gone", async () => {
    site.n8n.answer = { status: 503 };
    const now = Date.now();
    await site.push([
      { stream: streams.app, time: now, text: "FATAL consumer: database file is corrupt, giving up" },
    ]);
    await eventually("an alert waits", async () => (await fetch(`${site.url}/readyz`)).status === 503);
    const { page, close } = await tab();
    await page.locator(".banner", { hasText: "route n8n" }).waitFor();
    await shot(page, "not-well", false);
    site.n8n.answer = { status: 200 };
    await page.context().setOffline(true);
    await page.locator(".banner", { hasText: "cannot be reached" }).waitFor();
    await close();
  });
});
