import type { Run } from '../events/run.ts';

/** An answer that was given, as it is given again. */
export type KeptAnswer = {
  readonly output: string;
  readonly run: Pick<
    Run,
    'kind' | 'ran' | 'input' | 'output' | 'outcome' | 'quality' | 'failed' | 'output_bytes' | 'shadow'
  >;
};

/** Whose answer to what: the implementation (of a workflow with all that its steps run on), the input by its hash. */
export type Place = { readonly capability: string; readonly ran: string; readonly input: string };

const keyOf = ({ capability, ran, input }: Place): string => `${capability} ${ran} ${input}`;

function isAnswer(answer: { readonly status: string }): answer is { readonly status: 'ok' } & KeptAnswer {
  return answer.status === 'ok';
}

/** Inputs and outputs of all capabilities together, characters; what is larger than a hundredth of it is not kept. */
const CHARACTERS_MAX = 64_000_000;

/** What an answer holds on to: its text, and that of its input where it stands in the run. */
function sizeOf({ output, run }: KeptAnswer): number {
  return output.length + ('json' in run.input ? run.input.json.length : 0);
}

/**
 * Exact reuse of results (SPEC A23, P57): by implementation and input. Of each capability the least recently used answers go first, and of all
 * together when they get too large. A cache of one process: it is empty at its start, and losing it loses nothing.
 */
export class ResultCache {
  /** Per capability, least recently used first. */
  readonly #kept = new Map<string, Map<string, KeptAnswer>>();
  readonly #charactersMax: number;
  readonly #coming = new Map<string, Promise<KeptAnswer | null>>();
  #characters = 0;

  constructor(charactersMax = CHARACTERS_MAX) {
    this.#charactersMax = charactersMax;
  }

  get({ capability, ran, input }: Place): KeptAnswer | null {
    const answers = this.#kept.get(capability);
    const key = `${ran} ${input}`;
    const found = answers?.get(key);
    if (!answers || !found) return null;
    answers.delete(key);
    answers.set(key, found);
    return found;
  }

  /** The answer that is just being made; null: none is. It comes to null when it is none to keep. */
  coming(place: Place): Promise<KeptAnswer | null> | null {
    return this.#coming.get(keyOf(place)) ?? null;
  }

  /** Keeps an answer when it has come, if it is one; who asks meanwhile waits for it. At most `entries` of the capability stay. */
  async keep<T extends { readonly status: string }>(
    place: Place,
    answering: Promise<T>,
    entries: number,
  ): Promise<T> {
    const key = keyOf(place);
    const kept = answering.then(
      (answer) => (isAnswer(answer) ? answer : null),
      () => null,
    );
    this.#coming.set(key, kept);
    try {
      const answer = await answering;
      if (isAnswer(answer)) this.put(place, answer, entries);
      return answer;
    } finally {
      this.#coming.delete(key);
    }
  }

  /** Keeps at most `entries` answers of the capability. */
  put({ capability, ran, input }: Place, answer: KeptAnswer, entries: number): void {
    const size = sizeOf(answer);
    if (size > this.#charactersMax / 100) return;
    const answers = this.#kept.get(capability) ?? new Map<string, KeptAnswer>();
    // The capability that was used last goes last, so that others give way first.
    this.#kept.delete(capability);
    this.#kept.set(capability, answers);
    this.#forget(answers, `${ran} ${input}`);
    answers.set(`${ran} ${input}`, answer);
    this.#characters += size;
    while (answers.size > entries) this.#forgetOldest(answers);
    while (this.#characters > this.#charactersMax) {
      const [name, oldest] = this.#kept.entries().next().value!;
      this.#forgetOldest(oldest);
      if (oldest.size === 0) this.#kept.delete(name);
    }
  }

  #forgetOldest(answers: Map<string, KeptAnswer>): void {
    this.#forget(answers, answers.keys().next().value!);
  }

  #forget(answers: Map<string, KeptAnswer>, key: string): void {
    const forgotten = answers.get(key);
    if (forgotten === undefined) return;
    this.#characters -= sizeOf(forgotten);
    answers.delete(key);
  }
}
