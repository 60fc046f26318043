/** An answer that takes longer than this is said to be missing. */
const slowMs = 10_000;

/** Whether Loki answers. */
export class Health {
  private problem: string | undefined = "not yet asked";
  /** When the question that is not answered yet was asked, by a clock that does not jump. */
  private asked: number | undefined;

  /** Waits for an answer, and knows meanwhile for how long. */
  async answered<T>(answer: Promise<T>): Promise<T> {
    this.asked = performance.now();
    try {
      return await answer;
    } finally {
      this.asked = undefined;
    }
  }

  succeeded(): void {
    this.problem = undefined;
  }

  failed(error: unknown): string {
    this.problem = messageOf(error);
    return this.problem;
  }

  /** What is wrong, if anything is: the last question failed, or this one takes long. */
  trouble(): string | undefined {
    const waits = this.asked === undefined ? 0 : performance.now() - this.asked;
    if (this.problem === undefined && waits >= slowMs)
      return `Loki has not answered for ${Math.floor(waits / 1000)} s`;
    return this.problem;
  }
}

function messageOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause ? `${message}: ${cause.code ?? cause.message}` : message;
}
