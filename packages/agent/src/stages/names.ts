/** Fields of our own, named so that no pipeline has them by accident. */
export const own = {
  dockerLine: "docker_log",
  dockerTime: "docker_time",
  cutLine: "cut_line",
  future: "timestamp_ignored",
  truncated: "truncated",
  passedOver: "passed_over",
} as const;

/** Go's names for layouts, which Promtail and Alloy take instead of the layout. */
export const namedLayouts: Record<string, string> = {
  ANSIC: "Mon Jan _2 15:04:05 2006",
  UnixDate: "Mon Jan _2 15:04:05 MST 2006",
  RubyDate: "Mon Jan 02 15:04:05 -0700 2006",
  RFC822: "02 Jan 06 15:04 MST",
  RFC822Z: "02 Jan 06 15:04 -0700",
  RFC850: "Monday, 02-Jan-06 15:04:05 MST",
  RFC1123: "Mon, 02 Jan 2006 15:04:05 MST",
  RFC1123Z: "Mon, 02 Jan 2006 15:04:05 -0700",
  RFC3339: "2006-01-02T15:04:05Z07:00",
  RFC3339Nano: "2006-01-02T15:04:05.999999999Z07:00",
};

export const unixFormats = ["Unix", "UnixMs", "UnixUs", "UnixNs"] as const;

/** Whether a layout has no year, so that Promtail adds the present one. */
export const isYearless = (format: string): boolean =>
  !unixFormats.includes(format as never) && !(format in namedLayouts) && !format.includes("06");
