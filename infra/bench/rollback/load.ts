/** A request that was answered, in ms since the epoch with fractions; `artifact`: who answered it, null where it failed. */
export type Answered = {
  readonly begun: number;
  readonly ended: number;
  readonly artifact: string | null;
};

/** Now in ms since the epoch, finer than a millisecond and on the clock that commits are dated by. */
export const now = (): number => performance.timeOrigin + performance.now();

/** Requests on a capability over HTTP, so many at a time, until `stop`. */
export function startLoad(
  url: string,
  capability: string,
  inFlight: number,
): { readonly answers: readonly Answered[]; readonly stop: () => Promise<void> } {
  const answers: Answered[] = [];
  const end = new AbortController();
  const lane = async (first: number): Promise<void> => {
    for (let input = first; !end.signal.aborted; input = (input + inFlight) % 1_000_000) {
      const begun = now();
      const artifact = await ask(url, capability, input).catch(() => null);
      answers.push({ begun, ended: now(), artifact });
    }
  };
  const lanes = Promise.all(Array.from({ length: inFlight }, (_, index) => lane(index)));
  return {
    answers,
    stop: async () => {
      end.abort();
      await lanes;
    },
  };
}

async function ask(url: string, capability: string, input: number): Promise<string | null> {
  const response = await fetch(`${url}/v1/run/${capability}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: String(input),
  });
  const { artifact } = (await response.json()) as { artifact?: string };
  return response.ok ? (artifact ?? null) : null;
}
