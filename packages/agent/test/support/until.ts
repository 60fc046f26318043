/** Waits for a condition, looking every 20 ms; fails with what there is after half a minute. */
export async function until(
  done: () => boolean | Promise<boolean>,
  what: () => string,
  seconds = 30,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await done())) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what()}`);
    await new Promise((again) => setTimeout(again, 20));
  }
}
