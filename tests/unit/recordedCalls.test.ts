import { beforeEach, describe, expect, it } from 'vitest';
import { recordedCalls } from '../../actors/models/recordedCalls.ts';
import type { ModelFailure } from '../../actors/models/model.ts';
import { promptHash } from '../../actors/models/prompt.ts';
import { Observer } from '../../actors/observer.ts';
import { Recorder } from '../../actors/recorder.ts';
import { ModelCall, RunBatch } from '../../events/run.ts';
import type { Run } from '../../events/run.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { memorySubstrate } from '../../infra/log/memory/substrate.ts';
import { remedy } from '../../infra/models/remedy.ts';
import { hostOn, START } from '../hosting.ts';
import { answering } from '../models/answering.ts';
import { asking } from '../models/request.ts';

let log: Substrate;
beforeEach(() => {
  log = memorySubstrate();
});

const wrapped = (...answers: readonly (string | { readonly cause: ModelFailure })[]) =>
  recordedCalls(answering(...answers).model, {
    recorder: new Recorder(log, 'w'),
    blobs: log.blobs,
    now: () => START,
    for: 'double',
    correlation: 'task-1',
  });

async function runs(): Promise<Run[]> {
  const stored = await log.runs.read(0, 100, 'model-answering');
  return stored.flatMap(({ body }) => RunBatch.parse(JSON.parse(body)).runs);
}

describe('a call of a model', () => {
  it('is a run in the log when it is answered: prompt, completion, tokens, cost, and for whom', async () => {
    const request = asking('Twice two?');
    await wrapped('four').complete(request);
    const [run] = await runs();
    expect(run).toMatchObject({
      kind: 'tool',
      ran: 'answering',
      input: { hash: promptHash(request.messages), json: '[{"role":"user","content":"Twice two?"}]' },
      output: { json: '"four"' },
      outcome: 'ok',
      latency_us: 30_000,
      cost_micro: 10,
      correlation: 'task-1',
      model: {
        provider: 'openai',
        model: 'test',
        for: 'double',
        input_tokens: 3,
        output_tokens: 2,
        estimated: false,
        attempts: 1,
        ended: 'stop',
        simulated: true,
      },
    });
  });

  it('is one when it fails, too, with its cause and what it cost', async () => {
    const answer = await wrapped({ cause: 'refused' }, { cause: 'timeout' }).complete(asking('No.'));
    expect(answer).toMatchObject({ status: 'failed', cause: 'refused' });
    const [run] = await runs();
    expect(run).toMatchObject({
      outcome: 'error',
      output: null,
      cost_micro: 10,
      model: { ended: 'refused' },
    });
    expect(run!.error).toContain('refused');
  });

  it('that took too long ends as a timeout', async () => {
    await wrapped({ cause: 'timeout' }).complete(asking('No.'));
    expect((await runs())[0]).toMatchObject({ outcome: 'timeout', model: { ended: 'timeout' } });
  });

  it('keeps a prompt of 16 KiB beside it and a larger one as a blob that can be erased', async () => {
    const frame = JSON.stringify([{ role: 'user', content: '' }]).length;
    const model = wrapped('a'.repeat(16_384 - 2));
    await model.complete(asking('b'.repeat(16_384 - frame)));
    await model.complete(asking('ü'.repeat(8_192)));
    const [small, large] = await runs();
    expect(small!.input).toHaveProperty('json');
    expect(small!.output).toHaveProperty('json');
    expect(large!.input).toEqual({ hash: large!.input.hash, blob: true });
    expect(await log.blobs.has(large!.input.hash)).toBe(true);
  });

  it('is the same model to its caller', async () => {
    const pieces: string[] = [];
    const model = wrapped('four');
    expect(model).toMatchObject({ name: 'answering', provider: 'openai', model: 'test', simulated: true });
    expect(
      await model.complete(asking('Twice two?'), { onText: (piece) => pieces.push(piece) }),
    ).toMatchObject({ status: 'ok', text: 'four' });
    expect(pieces).toEqual(['four']);
  });

  it('is observed by nobody: no capability is declared that it would be a run of', async () => {
    await wrapped('four').complete(asking('Twice two?'));
    const host = hostOn(log);
    expect(await new Observer(host).observe('model-answering')).toBe(0);
    expect(await log.events.position()).toBe(0);
  });
});

it('every failure of the port can stand in a run', () => {
  const ends = new Set<string>(ModelCall.shape.ended.options);
  expect(Object.keys(remedy).filter((cause) => !ends.has(cause))).toEqual([]);
  expect(ends.size).toBe(Object.keys(remedy).length + 2);
});
