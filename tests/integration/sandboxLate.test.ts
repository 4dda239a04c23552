import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capabilityState } from '../../actors/workshop.ts';
import type { Sandbox } from '../../actors/ports.ts';
import { createDse } from '../../infra/dse.ts';
import { openedLate } from '../../infra/engines/openedLate.ts';
import { prepare } from '../../infra/bench/rollback/prepare.ts';
import type { Prepared } from '../../infra/bench/rollback/prepare.ts';

/** Child processes of this one that are alive. */
const children = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'ProcessWrap').length;

describe('a house whose sandbox is opened late', () => {
  let folder: string;
  let prepared: Prepared;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dse-late-'));
    [prepared] = (await prepare(folder, 1)) as [Prepared];
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('passes on what actors tell each other, to the end, without a process for code', async () => {
    const before = children();
    const dse = await createDse({ folder, sandboxLate: true });
    await dse.send({ kind: 'capability', id: prepared.capability }, { type: 'rollback', reason: 'a test' });
    await dse.settle();
    const { context } = await capabilityState(dse.host, prepared.capability);
    expect(context.served).toBe(prepared.old);
    expect((await dse.actor('artifact', prepared.recent).getSnapshot()).value).toBe('retired');
    expect(children()).toBe(before);
    await dse.close();
  });

  it('runs code when there is some to run', async () => {
    const dse = await createDse({ folder, sandboxLate: true });
    expect(await dse.run(prepared.capability, '4')).toMatchObject({ status: 'ok', output: '8' });
    await dse.close();
  });
});

describe('a sandbox that is opened late', () => {
  /** What was asked of it. */
  const opened = (said: string[]): Sandbox => ({
    evaluate: async () => {
      said.push('evaluate');
      return { status: 'ok', calls: [], coverage: null };
    },
    serve: () => Promise.reject(new Error('not asked for here')),
    walls: async () => {
      said.push('walls');
      return { engine: 'isolated-vm', engineVersion: '1', fuelTable: 1, node: '24', walls: [] };
    },
    close: async () => void said.push('close'),
  });

  it('is opened once, by the first that needs it, and closed', async () => {
    const said: string[] = [];
    const late = openedLate(async () => {
      said.push('open');
      return opened(said);
    });
    expect(said).toEqual([]);
    await Promise.all([late.walls(), late.walls()]);
    await late.close();
    expect(said).toEqual(['open', 'walls', 'walls', 'close']);
  });

  it('that nobody needed is not opened to be closed', async () => {
    const said: string[] = [];
    await openedLate(async () => opened(said)).close();
    expect(said).toEqual([]);
  });

  it('is tried again when it could not be opened', async () => {
    const said: string[] = [];
    let missing = true;
    const late = openedLate(async () => {
      if (missing) throw new Error('no bubblewrap');
      return opened(said);
    });
    await expect(late.walls()).rejects.toThrow('no bubblewrap');
    missing = false;
    await late.walls();
    expect(said).toEqual(['walls']);
  });
});
