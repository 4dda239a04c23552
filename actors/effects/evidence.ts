import type { CapabilitySpec } from '../../events/capability.ts';
import type { Evidence } from '../../events/drift.ts';
import type { Json } from '../../events/json.ts';
import { RunBatch } from '../../events/run.ts';
import type { Suite, SuiteCase } from '../../events/suite.ts';
import { extendSuite } from '../../events/suite.ts';
import { predicatesOf } from '../proving/cases.ts';
import { judgeCalls } from '../proving/judgeCalls.ts';
import { limitsOf } from '../proving/prove.ts';
import { shrink } from '../proving/shrink.ts';
import type { Language } from '../ports.ts';
import { blobText, capabilityOf, lastFact, lifecycleOf, specOf, storeSuite, suiteOfHash } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';
import type { EffectHandler } from '../worker.ts';

/** At most this many failing inputs of a drift become cases of the next suite. */
const FAILING_MAX = 4;
const HEAVY_MAX = 2;
/** Inputs tried to shrink one failing input. */
const SHRINK_BUDGET = 120;

/** The input of a recorded run, or null when its batch or blob was erased. */
async function inputOf(workshop: Workshop, run: string): Promise<Json | null> {
  const cut = run.lastIndexOf('/');
  const stored = await workshop.host.substrate.runs.find(run.slice(0, cut));
  if (!stored) return null;
  const found = RunBatch.parse(JSON.parse(stored.body)).runs[Number(run.slice(cut + 1))];
  if (!found) return null;
  const { input } = found;
  if ('json' in input) return JSON.parse(input.json);
  const bytes = await workshop.host.substrate.blobs.get(input.hash);
  return bytes ? JSON.parse(Buffer.from(bytes).toString('utf8')) : null;
}

async function inputsOf(workshop: Workshop, runs: readonly { readonly run: string; readonly input: string }[]) {
  const seen = new Set<string>();
  const inputs: { run: string; input: Json }[] = [];
  for (const { run, input: hash } of runs) {
    if (seen.has(hash)) continue;
    seen.add(hash);
    const input = await inputOf(workshop, run);
    if (input !== null) inputs.push({ run, input });
  }
  return inputs;
}

type Growing = {
  readonly spec: CapabilitySpec;
  readonly suite: Suite;
  readonly source: string;
  readonly language: Language;
  readonly evidence: Evidence;
  readonly seed: number;
};

/** Whether each input still breaks a property, a postcondition, the output schema, or raises an error. */
function failsOn(workshop: Workshop, { spec, suite, source, language, seed }: Growing) {
  const predicates = predicatesOf(suite).map((_, index) => index);
  return async (inputs: readonly Json[]): Promise<readonly boolean[]> => {
    const evaluation = await workshop.sandbox.evaluate({
      program: { language, source, entry: spec.entry, spread: spec.spread },
      inputs: inputs.map((input) => JSON.stringify(input)),
      mode: 'fuel',
      limits: limitsOf(spec),
      seed,
    });
    if (evaluation.status !== 'ok') return inputs.map(() => true);
    const cases = inputs.map((input, index) => ({
      id: `shrink/${index}`,
      input,
      compare: 'exact' as const,
      provenance: 'shrinking',
      frozen: false,
      predicates,
    }));
    const judged = await judgeCalls(suite, cases, evaluation.calls, workshop.sandbox);
    return judged.map(({ message }) => message !== null);
  };
}

async function grown(workshop: Workshop, growing: Growing): Promise<{ next: Suite; evaluations: number }> {
  const { suite, evidence } = growing;
  const failing = (await inputsOf(workshop, evidence.failing)).slice(0, FAILING_MAX);
  const heaviest = await inputsOf(workshop, evidence.heaviest.toSorted((a, b) => b.fuel - a.fuel));
  const stillFails = failsOn(workshop, growing);
  const added: Omit<SuiteCase, 'id'>[] = [];
  let evaluations = 0;
  for (const { run, input } of failing) {
    const shrunk = await shrink(input, { schema: suite.input, stillFails, budget: SHRINK_BUDGET });
    evaluations += shrunk.evaluations;
    added.push({ input: shrunk.input, compare: 'exact', provenance: `drift, shrunk from run ${run}`.slice(0, 300) });
  }
  const slow = evidence.metrics.some(({ reason }) => reason === 'fuel' || reason === 'latency');
  for (const { run, input } of slow ? heaviest.slice(0, HEAVY_MAX) : []) {
    added.push({ input, compare: 'exact', provenance: `drift, heavy run ${run}`.slice(0, 300) });
  }
  return { next: extendSuite(suite, { inputs: added }), evaluations };
}

/** A confirmed drift makes suite n+1: n plus the shrunk failing inputs and the heaviest ones (issue: drift, first form). */
export function prepareEvidence(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const { request } = await lastFact(workshop, lease.actor, 'task.accepted');
    const { context } = await capabilityOf(workshop, request.capability);
    const base = context.suite!;
    const suite = await suiteOfHash(workshop, base.hash);
    const target = await lifecycleOf(workshop, { kind: request.kind, id: request.target! });
    const { source, language } = target.context.artifact!;
    const evidence = request.evidence ?? { metrics: [], failing: [], heaviest: [] };
    const text = await blobText(workshop, source, 'the source');
    const spec = await specOf(workshop, context.declared!.spec);
    const { next, evaluations } = await grown(workshop, { spec, suite, source: text, language, evidence, seed: request.seed });
    const added = next.inputs.length - suite.inputs.length;
    return {
      type: 'evidencePrepared',
      base,
      suite: added === 0 ? base : { version: next.version, hash: await storeSuite(workshop, next) },
      added,
      evaluations,
    };
  };
}
