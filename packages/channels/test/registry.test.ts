import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { Channel, channelTypes, kindOf, messageCode, type Storm, secretName } from "../src/index.ts";
import { alert } from "./alert.ts";
import { examples } from "./examples.ts";

const packages = join(import.meta.dirname, "../..");
const about = { site: "lab", timezone: "Europe/Berlin", note: "more is held back", thread: "17.1" };
const storm: Storm = {
  ...{ id: "chat:3", subject: "[critical] storm: 2 more alerts", severity: "critical", from: "noon" },
  ...{ why: "Held back since noon.", more: ["… and 3 more"], link: "http://d/2" },
  list: [
    { title: "[info] one <!all>", link: "http://d/1" },
    { title: "[critical] two", link: "http://d/2" },
  ],
};

describe("a kind of channel", () => {
  it("is refused when nobody knows it, by the schema and in code: it is never taken for another one", () => {
    expect(Channel.safeParse({ type: "teams", routingKey: "secret:p" }).success).toBe(false);
    expect(() => kindOf("teams" as never)).toThrow("there is no kind of channel 'teams'; there are: email");
    expect(() => kindOf("toString" as never)).toThrow("no kind of channel");
    expect(() => messageCode(["email", "teams" as never])).toThrow("no kind of channel 'teams'");
  });

  it("is one file here, named like its type, and one line in the registry", () => {
    for (const type of channelTypes) {
      const [literal] = kindOf(type).schema.shape.type.values as Set<string>;
      expect(literal).toBe(type);
      expect(readdirSync(join(packages, "channels/src"))).toContain(`${type}.ts`);
    }
  });

  it("is asked for by name nowhere else in what a site runs", () => {
    const names = `["'](${channelTypes.join("|")})["']`;
    const branch = new RegExp(`type [!=]== ${names}|case ${names}:|${names} ===`);
    const others = readdirSync(packages).filter((name) => name !== "channels" && name !== "agent");
    const files = others.flatMap((name) => {
      const folder = join(packages, name, "src");
      const all = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
      return all.filter((file) => /\.[tj]s$/.test(file)).map((file) => join(folder, file));
    });
    const found = files.filter((file) => branch.test(readFileSync(file, "utf8")));
    expect(found).toEqual([]);
  });
});

describe.each(channelTypes)("%s", (type) => {
  const kind = kindOf(type);

  it("has good examples, each with a line that says whom it reaches", () => {
    for (const example of examples[type]) {
      const channel = Channel.parse(example);
      expect(kind.missing?.(channel) ?? []).toEqual([]);
      expect(kind.summary(channel)).toMatch(/\S/);
    }
  });

  it("names every secret of its settings, and puts none of them anywhere but into the credential", () => {
    for (const example of examples[type]) {
      const channel = Channel.parse(example);
      const inSettings = JSON.stringify(channel).match(/secret:[\w-]+/g) ?? [];
      expect(kind.secrets(channel)).toEqual(inSettings);
      const credential = JSON.stringify(kind.credential(channel) ?? {});
      for (const ref of kind.secrets(channel)) expect(credential).toContain(`<${secretName(ref)}>`);
      const elsewhere = JSON.stringify([
        kind.node(channel, "$m"),
        kind.shown(channel),
        kind.summary(channel),
      ]);
      expect(elsewhere).not.toMatch(/secret:|<[\w-]+>/);
    }
  });

  it("says inside n8n what it says here", () => {
    const messages = runInContext(`${messageCode([type])}; messages`, createContext({ TextEncoder }));
    for (const example of examples[type]) {
      const all = { ...about, channel: kind.shown(Channel.parse(example)) };
      for (const event of ["firing", "updated", "resolved"] as const)
        for (const severity of ["info", "critical"] as const) {
          const one = alert({ event, severity, seen: "40 lines", expected: "2 a day" });
          expect(plain(messages[type].alert(one, all))).toEqual(plain(kind.message.alert(one, all)));
        }
      expect(plain(messages[type].storm(storm, all))).toEqual(plain(kind.message.storm(storm, all)));
    }
  });

  it("is heard by its probe: event, severity, title, host, link and lines", () => {
    for (const example of examples[type]) {
      const channel = Channel.parse(example);
      const all = { ...about, thread: "", channel: kind.shown(channel) };
      const one = alert({ title: "40 failed logins <&> on ocean" });
      const heard = kind.probe(kind.message.alert(one, all));
      const told = { event: "firing", severity: "critical", title: one.title, host: "ocean" };
      expect(heard).toMatchObject({ ...told, link: one.link, evidence: one.samples });
      expect(kind.probe(kind.message.alert(alert({ event: "resolved" }), all)).event).toBe("resolved");
    }
  });
});

/** Objects of another context are equal only in what they say. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
