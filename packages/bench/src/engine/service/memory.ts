/** Memory of a process at one time of a run. */
export interface Sample {
  seconds: number;
  residentBytes: number;
  heapBytes: number;
}

export interface Memory {
  /** After a sixth of the run (five minutes of half an hour), half of it, and at its end; bytes. */
  early: number;
  half: number;
  end: number;
  highest: number;
  /** Bytes an hour, by least squares over the second half. */
  growth: number;
  /** The mean of the last third beside that of the middle one: 1 is flat. */
  ratio: number;
}

/** What samples in the order of time, at least three of them, say of resident memory. */
export function memoryOf(samples: readonly Sample[]): Memory {
  const end = samples.at(-1)?.seconds ?? 0;
  const after = (share: number) =>
    (samples.find(({ seconds }) => seconds >= end * share) as Sample).residentBytes;
  const between = (from: number, to: number) =>
    mean(
      samples
        .filter(({ seconds }) => seconds > end * from && seconds <= end * to)
        .map(({ residentBytes }) => residentBytes),
    );
  return {
    early: after(1 / 6),
    half: after(1 / 2),
    end: after(1),
    highest: Math.max(...samples.map(({ residentBytes }) => residentBytes)),
    growth: slope(samples.filter(({ seconds }) => seconds >= end / 2)) * 3600,
    ratio: between(2 / 3, 1) / between(1 / 3, 2 / 3),
  };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Bytes a second, by least squares. */
function slope(samples: readonly Sample[]): number {
  const at = mean(samples.map(({ seconds }) => seconds));
  const middle = mean(samples.map(({ residentBytes }) => residentBytes));
  let [together, alone] = [0, 0];
  for (const { seconds, residentBytes } of samples) {
    together += (seconds - at) * (residentBytes - middle);
    alone += (seconds - at) ** 2;
  }
  return together / alone;
}
