import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prove } from '../../actors/proving/prove.ts';
import { capabilityState, lifecycleOf } from '../../actors/workshop.ts';
import { suiteOf } from '../../events/suite.ts';
import { commitsOf } from '../../infra/answers/commits.ts';
import { readCapabilityFile } from '../../infra/config/capabilityFile.ts';
import { createDse, type Dse } from '../../infra/dse.ts';
import { openedLate } from '../../infra/engines/openedLate.ts';
import { scoped } from '../../infra/engines/scoped.ts';
import { findBubblewrap } from '../../infra/sandbox/bubblewrap.ts';
import { findPython, NoPython } from '../../infra/sandbox/python.ts';

const python = (await findBubblewrap()) !== null && (await findPython()) !== null;
const EXAMPLES = join(import.meta.dirname, '../../docs/examples');

async function example(name: string) {
  const path = join(EXAMPLES, name, 'capability.yaml');
  const read = await readCapabilityFile(path);
  if (!read.ok) throw new Error(`${name} cannot be read`);
  return { path, spec: read.capability };
}

describe('capabilities in other languages', () => {
  let folder: string;
  let dse: Dse;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dse-'));
    dse = await createDse({ folder });
  });
  afterAll(async () => {
    await dse.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.runIf(python).each([['reading-time', 'second.py', 'python 3', 'one two', '1']])(
    '%s is declared, proved, stored and run: %s',
    (...given) => life(...given),
  );
  it.each([['csv-totals', 'adds.sh', 'just-bash ', ['a,1', 'b,2', 'a,3'], '{"a":4,"b":2}']] as const)(
    '%s is declared, proved, stored and run: %s',
    (...given) => life(...given),
  );

  async function life(name: string, _file: string, engine: string, input: unknown, output: string) {
    const { path, spec } = await example(name);
    await dse.declare(spec, path);
    await dse.settle();
    await dse.submit(name, `task-${name}`, spec.description);
    await dse.settle();
    const { context } = await capabilityState(dse.host, name);
    expect(context.served).not.toBeNull();
    const { context: life } = await lifecycleOf(dse.workshop, { kind: 'artifact', id: context.served! });
    expect(life.artifact).toMatchObject({ language: spec.language, provenance: expect.any(String) });
    const history = await commitsOf(dse.substrate, { kind: 'artifact', id: context.served! });
    const facts = history.flatMap(({ commit }) => commit.events);
    const { proof } = facts.find(({ type }) => type === 'artifact.tested')!.data as { proof: unknown };
    expect(proof).toMatchObject({ engine: expect.stringContaining(engine), limits: spec.limits });
    const run = await dse.run(name, JSON.stringify(input));
    expect(run).toMatchObject({ status: 'ok', output });
  }
});

describe('an engine that is missing', () => {
  it('is an error that says so, and nothing else runs the code', async () => {
    const missing = openedLate(() => Promise.reject(new NoPython('no python3 was found')));
    const { spec } = await example('reading-time');
    const request = {
      spec,
      suite: suiteOf(spec),
      source: 'def minutes(text): return 1',
      language: 'python',
      sandbox: scoped(missing),
      seed: 1,
      heldOut: false,
    } as const;
    await expect(prove(request)).rejects.toThrow('no python3 was found');
    await expect(
      missing.serve(
        { language: 'python', source: 'def f(x): pass', entry: 'f' },
        {
          fuel: null,
          wallMs: 1000,
          memoryMb: 64,
          outputBytes: 1000,
          depth: 10,
        },
      ),
    ).rejects.toThrow(NoPython);
    await missing.close();
  });
});
