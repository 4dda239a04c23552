import { z } from 'zod';
import { promptHash } from '../../actors/models/prompt.ts';
import { Sha256 } from '../../events/commit.ts';

const Message = z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() });

/** One stored completion: the prompt, or its hash (as `run.input` has it), and what a model once said to it. */
const Recording = z
  .strictObject({
    prompt: Sha256.optional(),
    messages: z.array(Message).min(1).optional(),
    completion: z.string(),
    finish: z.enum(['stop', 'length']).default('stop'),
    /** As the provider counted them then; without them they are estimated. */
    input_tokens: z.int().min(0).optional(),
    output_tokens: z.int().min(0).optional(),
  })
  .refine(({ prompt, messages }) => (prompt === undefined) !== (messages === undefined), {
    message: 'either `prompt` (a sha256) or `messages` is meant',
  });
type Recording = z.infer<typeof Recording>;
type RecordingInput = z.input<typeof Recording>;

/** A file of recordings that cannot be read; the message names the line. */
export class BadRecording extends Error {
  override readonly name = 'BadRecording';
}

/** Stored completions by the sha256 of their prompt; one prompt may have several, in the order they came. */
export class Recordings {
  readonly #byPrompt = new Map<string, Recording[]>();

  add(recording: RecordingInput): void {
    const read = Recording.parse(recording);
    const hash = read.prompt ?? promptHash(read.messages ?? []);
    const known = this.#byPrompt.get(hash);
    if (known) known.push(read);
    else this.#byPrompt.set(hash, [read]);
  }

  /** The seed chooses among several; without one the first is meant. Null: nothing was recorded for this prompt. */
  find(hash: string, seed: number | null): Recording | null {
    const known = this.#byPrompt.get(hash);
    return known?.[(seed ?? 0) % known.length] ?? null;
  }

  /** Reads JSON lines; `path` is for the message. @throws BadRecording naming the first line that is none. */
  static parse(text: string, path: string): Recordings {
    const recordings = new Recordings();
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue;
      try {
        recordings.add(JSON.parse(line));
      } catch (error) {
        const why =
          error instanceof z.ZodError
            ? error.issues
                .map(({ path: at, message }) => [at.join('.'), message].filter(Boolean).join(': '))
                .join('; ')
            : String(error);
        throw new BadRecording(`${path}:${index + 1}: no stored completion: ${why}`);
      }
    }
    return recordings;
  }
}
