import { promptHash } from '../../actors/models/prompt.ts';
import { failedAttempt } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import type { Recordings } from './recordings.ts';

/** Pieces a stored completion is told in, characters: the shape of a stream, without its pauses. */
const PIECE = 64;

/** Answers from stored completions; a prompt that nobody recorded is the outcome `unrecorded`, never another answer. */
export function recordedAttempt(recordings: Recordings): Attempt {
  return async (request, { onText, signal }) => {
    if (signal.aborted) return failedAttempt('aborted', 'stopped');
    const hash = promptHash(request.messages);
    const found = recordings.find(hash, request.seed);
    if (found === null) return failedAttempt('unrecorded', `nothing is recorded for the prompt ${hash}`);
    const { completion: text, finish, input_tokens: input, output_tokens: output } = found;
    for (let at = 0; at < text.length; at += PIECE) onText(text.slice(at, at + PIECE));
    return {
      status: 'ok',
      text,
      finish,
      counted: input === undefined || output === undefined ? null : { input, output },
    };
  };
}
