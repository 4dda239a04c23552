import { Server } from '../../../actors/server.ts';
import { capabilityState } from '../../../actors/workshop.ts';
import { CapabilitySpec } from '../../../events/capability.ts';
import { RolloutRules } from '../../../events/rolloutRules.ts';
import { RunBatch } from '../../../events/run.ts';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import { generatedFrom } from '../../cli/generatedFrom.ts';
import type { Dse } from '../../dse.ts';
import { hasCome, isQuiet } from './ended.ts';
import type { Begun, Kind } from './kind.ts';
import { makeAll } from './makeAll.ts';
import { ownWords } from './ownWords.ts';

export type Rollouts = {
  /** Of all that is tried, the first so much. */
  readonly tried: number;
};

/** What is rolled out in the place of what, and what comes of it. */
type Tried = {
  readonly capability: string;
  readonly incumbent: string;
  readonly challengers: readonly string[];
  readonly rules: object;
  /** Requests, a multiple of {@link ROUND}: more than it takes, so that who serves afterwards is seen as well. */
  readonly requests: number;
  readonly outcome: 'promoted' | 'rolled_back';
};

/** After so many requests their runs are carried into the rollout. */
const ROUND = 20;
const CUSTOMERS = 97;
/** The suite asks for small numbers only, customers for these. */
const FROM = 1000;

/** Latency is measured: here it neither holds nor rolls back. */
const rules = { guards: ['quality', 'errors', 'fuel'], margins: { quality: 0.15, errors: 0.15, fuel: 0.15 } };

const TRIED: readonly Tried[] = [
  {
    capability: 'triple-cheaper',
    incumbent: 'let sum = 0; for (let i = 0; i < 3; i += 1) sum += n; return sum;',
    challengers: ['return 3 * n;'],
    rules: { ...rules, stages: ['shadow', 0.25, 0.5, 1], min_runs: 20 },
    requests: 220,
    outcome: 'promoted',
  },
  {
    capability: 'triple-broken',
    incumbent: 'return 3 * n;',
    challengers: [`if (n % 2 === 1 && n > ${FROM}) throw new Error('too large'); return n + n + n;`],
    rules: { ...rules, stages: [0.25, 1], min_runs: 100 },
    requests: 220,
    outcome: 'rolled_back',
  },
  {
    capability: 'triple-drawn',
    incumbent: `return n % 4 === 0 && n > ${FROM} ? 0 : 3 * n;`,
    challengers: ['return n + 2 * n;', `return n % 3 === 0 && n > ${FROM} ? 1 : 2 * n + n;`],
    rules: { ...rules, mode: 'bandit', stages: ['shadow', 0.5, 1], min_runs: 20, limit_runs: 300 },
    requests: 340,
    outcome: 'promoted',
  },
];

function spec({ capability, incumbent }: Tried): CapabilitySpec {
  return CapabilitySpec.parse({
    capability,
    description: `Triples a number: ${ownWords(capability)}.`,
    entry: 'triple',
    input: { type: 'integer' },
    output: { type: 'integer' },
    examples: [1, 2, 4, 7, -3].map((input) => ({ input, output: 3 * input })),
    postconditions: [{ name: 'three times', holds: '(input, output) => output === 3 * input' }],
    objectives: { quality_min: 0, strength_min: 0 },
    observe: { fuel_every: 1 },
    seeds: [{ name: 'old', source: source(incumbent), provenance: 'the bench' }],
    controls: [],
    oracle: null,
  });
}

const source = (body: string): string => `function triple(n) { ${body} }`;
const rolloutOf = (capability: string): string => `${capability}-ro1`;
const request = (capability: string, n: number): string => `${capability} request ${n}`;

/** The runs of the script's own requests that are recorded. */
async function answered(log: Substrate, capability: string): Promise<number> {
  const batches = await log.runs.read(0, Infinity, capability);
  const prefix = request(capability, 0).slice(0, -1);
  return batches
    .flatMap(({ body }) => RunBatch.parse(JSON.parse(body)).runs)
    .filter(({ correlation }) => correlation.startsWith(prefix)).length;
}

function generated(dse: Dse, { capability, challengers }: Tried) {
  return Promise.all(
    challengers.map((body) => generatedFrom(dse, capability, 'challenger.js', source(body))),
  );
}

/** Opens a rollout on what is stored beside what serves; said again it is not opened twice. */
async function open(dse: Dse, one: Tried): Promise<void> {
  const { capability, rules: asked } = one;
  const made = await generated(dse, one);
  await dse.send(
    { kind: 'capability', id: capability },
    {
      type: 'openRollout',
      challengers: made.map(({ id }) => ({ artifact: id })),
      rules: RolloutRules.parse(asked),
    },
    `open-${rolloutOf(capability)}`,
  );
  await dse.settle();
}

/**
 * Sends the requests that are not answered yet, one after the other, and carries what they say into the rollout after each round. Who took over
 * from a killed process reads in the log how far that one was: as it did, it looks before the first request of a round, and never inside one.
 */
async function serve(dse: Dse, { capability, requests }: Tried, begun: Begun): Promise<void> {
  for (let n = await answered(dse.substrate, capability); ;) {
    if (n % ROUND === 0) {
      await dse.rolloutObserver.observe(capability);
      await dse.settle();
    }
    if (n >= requests) return;
    // Another process may have told the capability who answers now: who begins anew knows it at once.
    const server = new Server(dse.workshop, dse.recorder);
    try {
      do {
        const correlation = request(capability, n);
        begun(correlation);
        const answer = await server.run(
          { capability, input: String(FROM + n), correlation, unit: `customer ${n % CUSTOMERS}` },
          'durable',
        );
        if (answer.status === 'refused') throw new Error(`bench: ${correlation}: ${answer.reason}`);
        n += 1;
      } while (n % ROUND > 0);
    } finally {
      await server.close();
    }
  }
}

/** Challengers in the place of what serves, by growing shares and by sampling: one that is promoted and one that is rolled back. */
export function rolloutKind({ tried }: Rollouts): Kind {
  const all = TRIED.slice(0, tried);
  return {
    name: 'rollout',
    models: [],
    prepare: async (dse) => {
      await makeAll(dse, all.map(spec));
      for (const one of all) {
        if ((await capabilityState(dse.host, one.capability)).context.served === null)
          throw new Error(`bench: ${one.capability} serves nothing`);
        for (const { kind, id, artifact } of await generated(dse, one))
          await dse.send({ kind, id }, { type: 'generate', artifact });
      }
      await dse.settle();
    },
    work: async (dse, begun) => {
      for (const one of all) {
        await open(dse, one);
        await serve(dse, one, begun);
      }
    },
    done: async (log) => {
      for (const { capability, requests, outcome } of all) {
        const rollout = { kind: 'rollout', id: rolloutOf(capability) } as const;
        if (!(await hasCome(log, rollout, 'rollout.concluded', outcome))) return false;
        if ((await answered(log, capability)) < requests) return false;
      }
      return isQuiet(log);
    },
  };
}
