/** Files of one generation: all say its number, some come and go, some never change. */
export function generation(n: number): Record<string, string> {
  const files: Record<string, string> = { same: "same", [`only/${n % 3}`]: `${n}` };
  for (let i = 0; i < 40; i++) files[`d${i % 4}/f${i}`] = `${n}`;
  return files;
}
