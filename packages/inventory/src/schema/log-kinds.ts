import { ByteSize, Name, PathGlob } from "@logstead/fields";
import { z } from "zod";

const retentionDays = z
  .int()
  .min(7)
  .max(90)
  .describe("Days that lines and rotated files of this kind are kept, 7 to 90.");

const Rotation = z
  .union([
    z.enum(["daily", "weekly"]),
    z.strictObject({ size: ByteSize.describe("A file is rotated when it is larger than this.") }),
  ])
  .describe("When a file is rotated: daily, weekly, or at a size.");

export const LogKind = z.strictObject({
  retentionDays,
  rotation: Rotation,
  files: z
    .array(PathGlob)
    .prefault([])
    .describe("Files of this kind that logrotate takes care of on Linux hosts."),
  compress: z.boolean().default(true).describe("Whether rotated files are compressed (not the newest one)."),
});
export type LogKind = z.output<typeof LogKind>;

/** File rotation and Loki's stream retention both come from this table. */
export const LogKinds = z
  .record(Name, LogKind)
  .prefault({
    "gateway-access": { retentionDays: 14, rotation: "daily" },
    "gateway-error": { retentionDays: 30, rotation: "daily" },
    "cni-plugin": { retentionDays: 14, rotation: "daily", files: ["/var/log/flatnet/*.log"] },
    container: { retentionDays: 7, rotation: { size: "100MB" } },
    system: {
      retentionDays: 7,
      rotation: "daily",
      files: ["/var/log/syslog", "/var/log/auth.log", "/var/log/kern.log"],
    },
  })
  .describe(
    "Kinds of logs with their retention and rotation; a source says which kind it is. Written ones join the built-in ones, or replace one of the same name.",
  );
export type LogKinds = z.output<typeof LogKinds>;
