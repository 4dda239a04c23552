import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { openAiResponse, problemTold } from '../errors.ts';
import type { Env } from '../house.ts';
import { chunk, usageChunk } from './completion.ts';
import type { Answering, ChatAnswer, Told } from './completion.ts';

/** The pieces of an answer as they come; the answer at the end. */
async function* piecesOf(answering: Answering): AsyncGenerator<string, ChatAnswer> {
  const pieces: string[] = [];
  let wake = (): void => {};
  let ended = false;
  const answer = answering((piece) => {
    pieces.push(piece);
    wake();
  }).finally(() => {
    ended = true;
    wake();
  });
  answer.catch(() => {});
  for (;;) {
    // Armed before looking: what comes meanwhile is not missed.
    const more = new Promise<void>((resolve) => (wake = resolve));
    for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) yield piece;
    if (ended) return answer;
    await more;
  }
}

/**
 * Answers a chat piece by piece. What goes wrong before the first piece is an error with its own status; after it an `error` in the stream,
 * and no `[DONE]`.
 */
export async function streamChat(
  c: Context<Env>,
  told: Told,
  includeUsage: boolean,
  answering: Answering,
): Promise<Response> {
  const pieces = piecesOf(answering);
  const first = await pieces.next();
  return streamSSE(c, async (stream) => {
    const say = (data: unknown): Promise<void> => stream.writeSSE({ data: JSON.stringify(data) });
    try {
      await say(chunk(told, { role: 'assistant', content: '' }));
      let next = first;
      for (; !next.done; next = await pieces.next()) await say(chunk(told, { content: next.value }));
      await say({ ...chunk(told, {}, next.value.finish), dse: next.value.dse });
      if (includeUsage) await say(usageChunk(told, next.value));
      await stream.writeSSE({ data: '[DONE]' });
    } catch (error) {
      const id = c.get('requestId');
      const told = await openAiResponse(problemTold(error, id, c.get('onTrouble')), id).text();
      await stream.writeSSE({ data: told });
    }
  });
}
