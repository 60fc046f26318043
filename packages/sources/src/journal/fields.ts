import type { SourceField } from "../kind/reading.ts";

/**
 * What is taken out of a journal entry, by the fields of systemd.journal-fields(7). The
 * journal has no user name, and a cursor is the entry's address, not one of its fields.
 */
const entryFields: readonly SourceField[] = [
  // One stream a unit, not one a login or timer run: `sshd@3-10.0.0.7:22.service` is `sshd@.service`.
  { name: "unit", from: "__journal__systemd_unit", regex: "([^@]+)" },
  {
    name: "unit",
    from: "__journal__systemd_unit",
    regex: String.raw`([^@]+@).*(\.[a-z]+)`,
    replacement: "$1$2",
  },
  // Likewise `session-4711.scope`, which systemd-logind makes for each login.
  {
    name: "unit",
    from: "__journal__systemd_unit",
    regex: String.raw`(session-).+(\.scope)`,
    replacement: "$1$2",
  },
  { name: "unit_instance", from: "__journal__systemd_unit", regex: String.raw`[^@]+@(.+)\.[a-z]+` },
  { name: "level", from: "__journal_priority_keyword" },
  { name: "identifier", from: "__journal_syslog_identifier" },
  { name: "pid", from: "__journal__pid" },
  { name: "transport", from: "__journal__transport" },
  { name: "boot_id", from: "__journal__boot_id" },
  { name: "invocation_id", from: "__journal__systemd_invocation_id" },
  { name: "message_id", from: "__journal_message_id" },
  { name: "slice", from: "__journal__systemd_slice" },
  { name: "session_id", from: "__journal__systemd_session" },
  { name: "user_id", from: "__journal__uid" },
  { name: "realtime_timestamp", from: "__journal__source_realtime_timestamp" },
  { name: "monotonic_timestamp", from: "__journal__source_monotonic_timestamp" },
];

/** What the journald log drivers of Docker and Podman add. */
const containerFields: readonly SourceField[] = [
  { name: "container", from: "__journal_container_name" },
  { name: "container_id", from: "__journal_container_id" },
  { name: "container_tag", from: "__journal_container_tag" },
  { name: "image", from: "__journal_image_name" },
];

export const fields: readonly SourceField[] = [...entryFields, ...containerFields];
