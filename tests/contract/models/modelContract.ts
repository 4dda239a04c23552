import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schemaCheck } from '../../../actors/proving/schema.ts';
import type { Model } from '../../../actors/models/model.ts';
import { asking } from '../../models/request.ts';

export type OpenedModel = { readonly model: Model; close(): Promise<void> };

const PERSON = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name', 'age'],
  additionalProperties: false,
} as const;

/** What every model does, a real one too: nothing here depends on its words. */
export function modelContract(name: string, open: () => Promise<OpenedModel>): void {
  describe(`model: ${name}`, () => {
    let opened: OpenedModel;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    it('answers, and the pieces it was heard in are the answer', async () => {
      const pieces: string[] = [];
      const answer = await opened.model.complete(asking('Say hello.'), {
        onText: (piece) => pieces.push(piece),
      });
      expect(answer).toMatchObject({ status: 'ok', finish: 'stop' });
      if (answer.status !== 'ok') return;
      expect(answer.text).not.toBe('');
      expect(pieces.join('')).toBe(answer.text);
    });

    it('says what the call used: tokens, attempts, time, and a whole number of micro-dollars', async () => {
      const { usage } = await opened.model.complete(asking('Say hello.'));
      expect(usage.inputTokens).toBeGreaterThan(0);
      expect(usage.outputTokens).toBeGreaterThan(0);
      expect(usage.attempts).toBe(1);
      expect(usage.latencyUs).toBeGreaterThan(0);
      expect(Number.isSafeInteger(usage.costMicro)).toBe(true);
    });

    it('stops at the most tokens it may say, and says that it did', async () => {
      const answer = await opened.model.complete(asking('Count from 1 to 40.', { maxTokens: 16 }));
      expect(answer).toMatchObject({ status: 'ok', finish: 'length' });
    });

    it('gives JSON of the schema it was asked for', async () => {
      const answer = await opened.model.complete(
        asking('Give a name and an age as JSON.', { format: { name: 'person', schema: PERSON } }),
      );
      const text = answer.status === 'ok' ? answer.text : answer.message;
      expect(schemaCheck(PERSON)(JSON.parse(text))).toEqual([]);
    });

    it('is not asked when the caller has stopped already', async () => {
      const answer = await opened.model.complete(asking('Say hello.'), { signal: AbortSignal.abort() });
      expect(answer).toMatchObject({
        status: 'failed',
        cause: 'aborted',
        usage: { attempts: 0, costMicro: 0 },
      });
    });
  });
}
