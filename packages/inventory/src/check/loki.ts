import { isInternal } from "../fields/network.ts";
import { loki2Mapping } from "../site/loki2.ts";
import type { Check, Draft, Report } from "./context.ts";

/** Loki: version, transport, replication and storage (C-05, C-06, C-31). */
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
      fix: `Please set: version: 3.7.8\nThe settings of older versions become: ${loki2Mapping.join("; ")}`,
    },
  );
}

function checkTransport({ loki, hosts, merged }: Draft, report: Report): void {
  const host = [...hosts.values()].find((h) => h.settings.roles.includes("loki"));
  const address = loki.url ? new URL(loki.url).hostname : host?.settings.address.split("/")[0];
  const path = report.written(["loki", "url"]) ? ["loki", "url"] : ["loki", "transport"];
  if (loki.transport === "plain" && address && !isInternal(address))
    report.add("plain-outside", path, "logs would cross the internet unencrypted", {
      got: `transport plain to ${address}`,
      want: "tls or mtls; plain is for private addresses only (C-06)",
      fix: "Please set: transport: mtls",
    });
  if (loki.url && (loki.transport === "plain") !== loki.url.startsWith("http:"))
    report.add(
      "url-against-transport",
      ["loki", "url"],
      `the address says ${loki.url.split(":")[0]}, but the transport is ${loki.transport} (${report.where(["loki", "transport"])})`,
      {
        got: loki.url,
        want: loki.transport === "plain" ? "http://…" : "https://…",
        fix: `Please set: url: ${loki.url.replace(/^https?/, loki.transport === "plain" ? "http" : "https")}`,
      },
    );
  if (loki.transport === "plain" && loki.pushToken)
    report.add(
      "token-in-clear",
      ["loki", "pushToken"],
      "a Bearer token over plain HTTP can be read by anyone on the network",
      {
        got: "transport plain with pushToken",
        want: "transport tls or mtls",
        fix: "Please set: transport: mtls, or remove pushToken",
      },
    );
  if (loki.tls.ca === "files" && !(loki.tls.certificate && loki.tls.key))
    report.add("incomplete-setting", ["loki", "tls"], "ca: files needs the certificate and its key", {
      got: merged ? "ca: files" : "",
      want: "tls.certificate and tls.key",
      fix: "Please set:\ncertificate: /etc/loki/server.crt\nkey: /etc/loki/server.key",
    });
}

/** C-05. */
function checkReplication({ loki }: Draft, report: Report): void {
  if (loki.replicationFactor === 1) return;
  if (loki.ring.store === "inmemory")
    report.add(
      "replication-needs-ring",
      ["loki", "replicationFactor"],
      "several replicas must find each other, and the ring is in one process's memory",
      {
        got: `replicationFactor: ${loki.replicationFactor}, ring.store: inmemory (${report.where(["loki", "ring", "store"])})`,
        want: "ring.store memberlist, etcd or consul",
        fix: "Please set:\nring: {store: memberlist}",
      },
    );
  if (loki.storage.objectStore === "filesystem")
    report.add(
      "replication-needs-object-store",
      ["loki", "replicationFactor"],
      "several replicas must share their storage, and a file system belongs to one machine",
      {
        got: `replicationFactor: ${loki.replicationFactor}, storage.objectStore: filesystem`,
        want: "storage.objectStore: s3",
        fix: "Please set:\nstorage: {objectStore: s3, bucket: loki, endpoint: https://s3.example.org}",
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
        fix: "Please set:\nbucket: loki\nendpoint: https://s3.example.org",
      },
    );
  const from = loki.storage.schemaFrom;
  if (Number.isNaN(Date.parse(`${from}T00:00:00Z`)))
    report.add("bad-date", ["loki", "storage", "schemaFrom"], "there is no such day", {
      got: from,
      want: "a day of the calendar, such as 2024-01-01",
      fix: "Please set: schemaFrom: '2024-01-01'",
    });
}
