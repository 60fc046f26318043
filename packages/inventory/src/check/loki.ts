import { versions } from "@logstead/base";
import { isInternal } from "@logstead/fields";
import { setAll, setAt, setHere } from "../explain/fix.ts";
import { loki2Mapping } from "../site/loki2.ts";
import type { Check, Draft, Report } from "./context.ts";

/** Loki: version, transport, replication and storage. */
export const checkLokiSettings: Check = (draft, report) => {
  checkVersion(draft, report);
  checkTransport(draft, report);
  checkReplication(draft, report);
  checkStorage(draft, report);
};

function checkVersion({ loki }: Draft, report: Report): void {
  if (Number(loki.version.split(".")[0]) >= 3) return;
  report.add(
    "loki-too-old",
    ["loki", "version"],
    "Loki before 3.0 has another form of storage and retention, which is not rendered",
    {
      got: loki.version,
      want: "3.0.0 or newer",
      fix: [setHere(["loki", "version"], versions.loki), ...loki2Mapping.map((line) => `# ${line}`)].join(
        "\n",
      ),
    },
  );
}

/** Switches to an encrypted transport, and the URL with it where one is written. */
const encrypt = (url: string | undefined) =>
  setAll(
    [["loki", "transport"], "mtls"],
    ...(url ? [[["loki", "url"], url.replace(/^http:/, "https:")] as [string[], string]] : []),
  );

function checkTransport({ loki, hosts }: Draft, report: Report): void {
  const host = [...hosts.values()].find((h) => h.settings.roles.includes("loki"));
  const address = loki.url ? new URL(loki.url).hostname : host?.settings.address.split("/")[0];
  const owner = loki.url || !host ? ["loki", "url"] : ["hosts", host.name, "address"];
  if (loki.transport === "plain" && address && !isInternal(address))
    report.add(
      "plain-outside",
      ["loki", "transport"],
      `logs would cross the internet unencrypted: ${address} is a public address, ${report.where(owner)}`,
      {
        got: `transport plain to ${address}`,
        want: "tls or mtls; plain is for private addresses only",
        fix: encrypt(loki.url),
      },
    );
  if (loki.url && (loki.transport === "plain") !== loki.url.startsWith("http:"))
    report.add(
      "url-against-transport",
      ["loki", "url"],
      `the address says ${loki.url.split(":")[0]}, but the transport is ${loki.transport}: ${report.where(["loki", "transport"])}`,
      {
        got: loki.url,
        want: loki.transport === "plain" ? "http://…" : "https://…",
        fix: setHere(
          ["loki", "url"],
          loki.url.replace(/^https?/, loki.transport === "plain" ? "http" : "https"),
        ),
      },
    );
  if (loki.transport === "plain" && loki.pushToken)
    report.add(
      "token-in-clear",
      ["loki", "pushToken"],
      "a Bearer token over plain HTTP can be read by anyone on the network",
      {
        got: `pushToken with transport plain: ${report.where(["loki", "transport"])}`,
        want: "transport tls or mtls",
        fix: encrypt(loki.url),
      },
    );
  if (loki.tls.ca === "files" && !(loki.tls.certificate && loki.tls.key))
    report.add("incomplete-setting", ["loki", "tls", "ca"], "ca: files needs the certificate and its key", {
      got: "ca: files",
      want: "tls.certificate and tls.key",
      fix: setAll(
        [["loki", "tls", "certificate"], loki.tls.certificate ?? "/etc/loki/server.crt"],
        [["loki", "tls", "key"], loki.tls.key ?? "/etc/loki/server.key"],
      ),
    });
}

/** Replicas find each other by a shared ring and read the same chunks. */
function checkReplication({ loki }: Draft, report: Report): void {
  if (loki.replicationFactor === 1) return;
  if (loki.ring.store === "inmemory")
    report.add(
      "replication-needs-ring",
      ["loki", "replicationFactor"],
      `several replicas must find each other, and the ring is in the memory of one process: ${report.where(["loki", "ring", "store"])}`,
      {
        got: `replicationFactor: ${loki.replicationFactor}, ring.store: inmemory`,
        want: "ring.store memberlist, etcd or consul",
        fix: setAt(["loki", "ring", "store"], "memberlist"),
      },
    );
  if (loki.storage.objectStore === "filesystem")
    report.add(
      "replication-needs-object-store",
      ["loki", "replicationFactor"],
      `several replicas must share their storage, and a file system belongs to one machine: ${report.where(["loki", "storage", "objectStore"])}`,
      {
        got: `replicationFactor: ${loki.replicationFactor}, storage.objectStore: filesystem`,
        want: "storage.objectStore: s3",
        fix: setAt(["loki", "storage"], {
          objectStore: "s3",
          bucket: "loki",
          endpoint: "https://s3.example.org",
        }),
      },
    );
}

function checkStorage({ loki }: Draft, report: Report): void {
  if (loki.storage.objectStore === "s3" && !(loki.storage.bucket && loki.storage.endpoint))
    report.add(
      "incomplete-setting",
      ["loki", "storage", "objectStore"],
      "s3 needs the bucket and the server's address",
      {
        got: "objectStore: s3",
        want: "storage.bucket and storage.endpoint",
        fix: setAll(
          [["loki", "storage", "bucket"], loki.storage.bucket ?? "loki"],
          [["loki", "storage", "endpoint"], loki.storage.endpoint ?? "https://s3.example.org"],
        ),
      },
    );
  const from = loki.storage.schemaFrom;
  const day = new Date(`${from}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== from)
    report.add("bad-date", ["loki", "storage", "schemaFrom"], "there is no such day", {
      got: from,
      want: "a day of the calendar, such as 2024-01-01",
      fix: setHere(["loki", "storage", "schemaFrom"], "2024-01-01"),
    });
}
