import { ByteSize, CronTime, WindowsPath } from "@logstead/fields";
import { z } from "zod";

/** The gateway's Windows side. */
export const Gateway = z
  .strictObject({
    logs: WindowsPath.prefault("F:\\flatnet\\logs").describe(
      "The gateway's log folder on Windows; WSL2 sees it below /mnt.",
    ),
    nginx: WindowsPath.prefault("F:\\flatnet\\openresty\\nginx.exe").describe("OpenResty's program."),
    accessLogFormat: z
      .enum(["combined", "keyvalue", "json"])
      .default("json")
      .describe("The access log's format; file, pipeline and queries follow it."),
    accessLogPerDay: z
      .boolean()
      .default(false)
      .describe("Whether each day has its own file (access-<date>.log) instead of one that is rotated."),
    collector: z
      .enum(["wsl2", "windows"])
      .default("wsl2")
      .describe("Who reads the logs: a collector in WSL2 (recommended) or one on Windows."),
    rotation: z
      .strictObject({
        at: CronTime.prefault("5 0 * * *").describe("When the Task Scheduler runs rotate-logs.ps1."),
        maxSize: ByteSize.prefault("100MB").describe(
          "A file larger than this is rotated at the next run, whatever the day.",
        ),
        retentionDays: z
          .int()
          .min(1)
          .max(90)
          .optional()
          .describe(
            "One number of days for all files. Default: each log kind's own, because a single number would delete error logs too early.",
          ),
      })
      .prefault({})
      .describe("Rotation on Windows."),
  })
  .prefault({})
  .describe("The Windows side of a WSL2 gateway.");
export type Gateway = z.output<typeof Gateway>;
