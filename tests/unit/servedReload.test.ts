import { describe, expect, it } from 'vitest';
import type { Child, Task } from '../../infra/sandbox/child.ts';
import { BODY, encodeFrame, Kind } from '../../infra/sandbox/frames.ts';
import { encodeServed } from '../../infra/sandbox/served.ts';
import { ServedHandle } from '../../infra/sandbox/serving.ts';
import type { ServeOrder } from '../../infra/sandbox/worker/serve.ts';

const ORDER = { limits: { wallMs: 100 } } as unknown as ServeOrder;
const ANSWER = encodeServed(1, { status: 'ok', output: '7', fuel: null, wallUs: 1, judged: null });
/** Where a frame says of which kind it is: the first byte in which two of them differ. */
const KIND_AT = encodeFrame(Kind.load, 1, 'x').findIndex(
  (byte, at) => byte !== encodeFrame(Kind.unload, 1, 'x')[at],
);

/** A process in which these loads come to something, one after the other. */
function process(loads: readonly boolean[]): { readonly child: Child; readonly asked: string[] } {
  const left = [...loads];
  const asked: string[] = [];
  let isLoaded = false;
  const send = (task: Task): void => {
    const isLoad = task.frame(1)[KIND_AT] === Kind.load;
    asked.push(isLoad ? 'load' : 'call');
    if (isLoad) {
      isLoaded = left.shift() ?? false;
      const unloadable = { status: 'unloadable', error: { name: 'Error', message: 'too slow', line: null } };
      task.answer(Kind.loaded, Buffer.from(JSON.stringify(isLoaded ? null : unloadable)));
    } else if (isLoaded) task.answer(Kind.served, ANSWER.subarray(BODY));
    else task.answer(Kind.fault, Buffer.from('a call to an artifact that is not loaded here'));
  };
  return { child: { alive: true, artifacts: new Set<number>(), send } as unknown as Child, asked };
}

function served({ child }: ReturnType<typeof process>): ServedHandle {
  return new ServedHandle(1, ORDER, {
    pin: () => child,
    apart: () => child,
    closed: () => false,
    graceMs: 10,
    quarantine: true,
  });
}

describe('an artifact that a successor of its process does not load at once', () => {
  it('is loaded once more for the call that found it missing', async () => {
    const one = process([false, true]);
    await expect(served(one).call('1')).resolves.toMatchObject({ status: 'ok', output: '7' });
    expect(one.asked).toEqual(['load', 'call', 'load', 'call']);
  });

  it('says so when it is missing a second time', async () => {
    const one = process([false, false, true]);
    await expect(served(one).call('1')).rejects.toThrow('not loaded here');
    expect(one.asked).toEqual(['load', 'call', 'load', 'call']);
  });
});
