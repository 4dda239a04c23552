import { prove } from '../../actors/proving/prove.ts';
import type { Proof } from '../../actors/proving/proof.ts';
import type { Sandbox } from '../../actors/ports.ts';
import { openSandbox } from '../sandbox/pool.ts';
import { middle } from './outcome.ts';
import { counted } from './counted.ts';
import type { BenchOutcome } from './outcome.ts';
import { assertionsOf } from './proof/assertions.ts';
import type { Assertion } from './proof/assertions.ts';
import { confusion } from './proof/confusion.ts';
import type { Judged, Table } from './proof/confusion.ts';
import { readSubjects } from './proof/rows.ts';
import type { Subject } from './proof/rows.ts';
import { GENERATED, specOf, suiteFrom } from './proof/subjectSuite.ts';

export type ProofBenchOptions = {
  /** Folder of humanevalpack-js or mbxp-ts. */
  readonly data: string;
  /** At most this many programs; default all. */
  readonly programs?: number;
  readonly concurrency?: number;
  readonly progress?: (line: string) => void;
};

export type ProofBench = BenchOutcome & {
  readonly confusion: readonly Table[];
  /** Right programs that were refused, each with the check that refused it. */
  readonly refusedThoughRight: readonly {
    readonly id: string;
    readonly set: string;
    readonly reason: string;
  }[];
  readonly strength: { readonly measured: number; readonly median: number };
};

/** Whether a program meets every assertion that is the truth about it. */
async function isRight(subject: Subject, truth: readonly Assertion[], sandbox: Sandbox): Promise<boolean> {
  const spec = specOf(subject, truth);
  const bare = { ...spec, properties: [], deterministic: false };
  const suite = { ...suiteFrom(bare, truth), properties: [] };
  const { summary } = await prove({
    spec: bare,
    suite,
    source: subject.source,
    language: subject.language,
    sandbox,
    seed: 1,
    heldOut: false,
  });
  return summary.pass_rate === 1;
}

const layerOf = (summary: Proof['summary']): string => {
  if (summary.cause === null) return (summary.differential?.different ?? 0) > 0 ? 'differential' : 'accepted';
  const [first] = summary.failures;
  return first?.case.startsWith('example/') ? 'examples' : `derived: ${first?.case.split('/')[0]}`;
};

async function judged(subject: Subject, sandbox: Sandbox): Promise<Judged> {
  const { id, set, source, canonical, entry, language } = subject;
  const base = { id, set, right: null, layer: 'examples', reason: '', strength: null };
  const read = (test: string, code: string) => assertionsOf(test, entry, code, sandbox, language);
  const [visible, truth] = [await read(subject.visible, canonical), await read(subject.truth, canonical)];
  if (visible.assertions.length === 0 || truth.assertions.length === 0)
    return {
      ...base,
      layer: 'no suite',
      reason: 'no assertion could be read as an example, or JSON cannot say its values',
    };
  const spec = specOf(subject, visible.assertions);
  // Some sets have answers that are wrong: only one that meets the whole test is run beside.
  const model = { ...subject, source: canonical };
  const beside = await isRight(model, truth.assertions, sandbox);
  const { summary } = await prove({
    spec,
    suite: suiteFrom(spec, visible.assertions),
    source,
    language,
    sandbox,
    seed: 1,
    heldOut: false,
    deep: true,
    ...(beside ? { parent: { fuel: null, source: canonical } } : {}),
  });
  const [first] = summary.failures;
  const difference = summary.differential?.first;
  const other = difference
    ? `for ${difference.input} the parent gives ${difference.parent}, it ${difference.child}`
    : '';
  return {
    ...base,
    right: source === canonical ? beside : await isRight(subject, truth.assertions, sandbox),
    layer: layerOf(summary),
    reason: first ? `${first.case}: ${first.message}` : other,
    strength: summary.strength?.score ?? null,
  };
}

/**
 * What a proof is worth on programs of others: each is proved on the visible assertions of its set, on 25 inputs drawn from a schema that
 * is derived from those assertions (it must end and answer with a type that was seen, the same when run again), and beside the set's own
 * answer on 60 further inputs. A first proof in real use has no such answer, so what only these runs refuse stands apart. The truth, the set's whole test, is never shown to the proof. Rows say how many wrong programs are refused
 * and how many right ones accepted; a right one is refused only with a named reason.
 */
export async function benchProof(options: ProofBenchOptions): Promise<ProofBench> {
  const { data, programs = Infinity, concurrency = 2, progress = () => undefined } = options;
  const subjects = (await readSubjects(data)).slice(0, programs);
  const sandbox = await openSandbox({ size: concurrency });
  try {
    const results: Judged[] = [];
    const queue = subjects.values();
    const work = async (): Promise<void> => {
      for (const subject of queue) {
        const result = await judged(subject, sandbox);
        results.push(result);
        progress(
          `${results.length}/${subjects.length} ${result.id} ${result.set}: ${result.layer}${result.right === false ? ' (wrong)' : ''} ${result.reason}`,
        );
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    const tables = confusion(results);
    const known = results.filter(({ right }) => right !== null);
    const wrong = known.filter(({ right }) => right === false);
    const right = known.filter((one) => one.right === true);
    const refused = (list: readonly Judged[]) => list.filter(({ layer }) => layer !== 'accepted');
    const unnamed = refused(right).filter(({ reason }) => reason === '');
    const strengths = known.flatMap(({ strength }) => (strength === null ? [] : [strength]));
    const by = (...layers: string[]) =>
      wrong.filter(({ layer }) => layers.some((one) => layer.startsWith(one)));
    const rows = [
      counted(
        'wrong programs refused by examples alone',
        by('examples').length,
        wrong.length,
        'reported',
        true,
      ),
      counted(
        'wrong programs refused by examples and derived checks',
        by('examples', 'derived').length,
        wrong.length,
        'reported',
        true,
      ),
      counted(
        "wrong programs refused, runs beside the set's own answer included",
        refused(wrong).length,
        wrong.length,
        'reported: a first proof has no such answer to run beside',
        true,
      ),
      counted(
        'right programs accepted by the proof',
        right.length - right.filter(({ layer }) => !['accepted', 'differential'].includes(layer)).length,
        right.length,
        'aim: all',
        true,
      ),
      counted(
        "right programs that also answer as the set's own answer on drawn inputs",
        right.length - refused(right).length,
        right.length,
        'reported',
        true,
      ),
      counted(
        'right programs refused without a named reason',
        unnamed.length,
        null,
        '0',
        unnamed.length === 0,
      ),
      counted('programs without a suite', results.length - known.length, results.length, 'reported', true),
    ];
    const { engine, engineVersion, node } = await sandbox.walls();
    return {
      bench: 'proof',
      config: { programs: subjects.length, generated: GENERATED },
      seeds: [1],
      versions: { node, [engine]: engineVersion },
      rows,
      holds: rows.every(({ holds }) => holds),
      confusion: tables,
      refusedThoughRight: refused(right).map(({ id, set, reason }) => ({ id, set, reason })),
      strength: { measured: strengths.length, median: strengths.length === 0 ? 0 : middle(strengths) },
    };
  } finally {
    await sandbox.close();
  }
}
