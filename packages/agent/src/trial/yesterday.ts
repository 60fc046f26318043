/** Stands in a case's input for the day before the run, as classic syslog writes it: without a year. */
export const yesterdayMark = "@YESTERDAY@";
export const yesterday = (): Date => new Date(Date.now() - 86_400_000);

export function yesterdayText(): string {
  const [, day, month] = yesterday().toUTCString().split(" ") as [string, string, string];
  return `${month} ${String(Number(day)).padStart(2)}`;
}
