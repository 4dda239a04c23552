import { LEXICAL_DIMS } from '../../actors/memory/lexicalEmbedder.ts';
import { Memory } from '../../actors/memory/memory.ts';
import { WEIGHTS } from '../../actors/memory/similarity.ts';
import type { Weights } from '../../actors/memory/similarity.ts';
import { deriveSeed, randomFrom } from '../../machines/rules/random.ts';
import { EmbeddedVectors } from '../vectors/embedded.ts';
import type { BenchOutcome, BenchRow } from './outcome.ts';
import { pairedInterval } from './recall/pairedInterval.ts';
import { fitWeights, placeOf, recallOf } from './recall/recalled.ts';
import type { Question, Recall } from './recall/recalled.ts';
import { readRewordings } from './recall/rewordings.ts';
import type { Rewordings } from './recall/rewordings.ts';
import { measureScale, scaleRows } from './recall/scale.ts';
import type { Scale } from './recall/scale.ts';

export type RecallBenchOptions = {
  /** Folder that holds mbpp.jsonl and sanitized-mbpp.json. */
  readonly data: string;
  /** Among how many finding is timed; 0: not at all. */
  readonly artifacts?: number;
  /** How often. */
  readonly finds?: number;
  readonly seed?: number;
  readonly progress?: (line: string) => void;
};

/** One way to mix the signs, on some of the questions, beside BM25 of the descriptions alone. */
type Mixed = {
  readonly questions: string;
  readonly way: string;
  readonly weights: Weights;
  readonly n: number;
} & Recall & {
    /** Beside BM25 alone: the difference and the middle 95 % of a paired bootstrap. */
    readonly difference1: number;
    readonly interval1: readonly [number, number];
    readonly difference5: number;
    readonly interval5: readonly [number, number];
  };

export type RecallBench = BenchOutcome & { readonly detail: readonly Mixed[]; readonly scale: Scale | null };

const BM25: Weights = { vector: 0, code: 0 };
const LEXICAL: Weights = { vector: 1, code: 0 };
/** What BM25 alone was measured at before any of this was written. */
const MEASURED = { at1: 0.739, at5: 0.895 };
const AIM = { at1: 0.78, at5: 0.92 };
/** The mix may lose this much to BM25 alone. */
const LOSS = 0.01;

/** Whether a description in other words finds what it describes: reworded prompts against the originals. */
export const benchRecall = async (options: RecallBenchOptions): Promise<RecallBench> => {
  const { data, artifacts = 100_000, finds = 100, seed = 1, progress = () => undefined } = options;
  const rewordings = await readRewordings(data);
  const { questions, embedder } = await asked(rewordings);
  progress(`${questions.length} questions asked of ${rewordings.originals.length} descriptions`);
  const half = (wanted: number): readonly Question[] =>
    questions.filter(
      ({ answer }) => (randomFrom(deriveSeed(seed, `half ${answer}`)).uniform() < 0.5 ? 0 : 1) === wanted,
    );
  const [first, second] = [half(0), half(1)];
  const [ofFirst, ofSecond] = [
    fitWeights(first, deriveSeed(seed, 'first')),
    fitWeights(second, deriveSeed(seed, 'second')),
  ];
  const mixed = (name: string, of: readonly Question[], way: string, weights: Weights): Mixed =>
    beside(name, of, way, weights, seed);
  const all = 'all';
  const detail = [
    mixed(all, questions, 'BM25 alone', BM25),
    mixed(all, questions, 'lexical vectors alone', LEXICAL),
    mixed(all, questions, 'the mix', WEIGHTS),
    mixed('first half', first, 'BM25 alone', BM25),
    mixed('first half', first, 'lexical vectors alone', LEXICAL),
    mixed('first half', first, 'mix fitted on the second', ofSecond),
    mixed('second half', second, 'BM25 alone', BM25),
    mixed('second half', second, 'lexical vectors alone', LEXICAL),
    mixed('second half', second, 'mix fitted on the first', ofFirst),
  ];
  const [bm25, , mix] = detail as [Mixed, Mixed, Mixed];
  const scale = artifacts === 0 ? null : await measureScale(rewordings, { artifacts, finds, seed });
  const rows = [
    ...held('the mix, all questions', mix, bm25),
    ...held('mix fitted on the first half, second half', detail[8]!, detail[6]!),
    ...(scale === null ? [] : scaleRows(scale)),
  ];
  return {
    bench: 'recall',
    config: {
      descriptions: rewordings.originals.length,
      questions: questions.length,
      embedder,
      artifacts,
      finds,
      dims: LEXICAL_DIMS,
      'weights.vector': WEIGHTS.vector,
      'weights.code': WEIGHTS.code,
      'fitted.vector': ofFirst.vector,
      'fitted.code': ofFirst.code,
      'aim.at1': AIM.at1,
      'aim.at5': AIM.at5,
    },
    seeds: [seed],
    versions: { node: process.version },
    rows,
    holds: rows.every(({ holds }) => holds),
    detail,
    scale,
  };
};

/** Every question asked of a memory of all originals, each as good as the other, and all that is at all like it. */
async function asked({
  originals,
  questions,
}: Rewordings): Promise<{ questions: Question[]; embedder: string }> {
  const memory = new Memory(async ({ dims }) => new EmbeddedVectors(dims));
  await memory.take(
    originals.map(({ id, text, name, code }) => ({
      id,
      description: text,
      code: `${name}\n${code}`,
      quality: 1,
      used: 0,
      offered: true,
      fields: {},
    })),
  );
  const done: Question[] = [];
  let embedder = '';
  for (const { text, answer } of questions) {
    const found = await memory.find({
      text,
      limit: originals.length,
      minQuality: 0,
      minSimilarity: 0,
      where: [],
    });
    embedder = found.embedder;
    done.push({ answer, findings: found.findings });
  }
  return { questions: done, embedder };
}

function beside(
  name: string,
  questions: readonly Question[],
  way: string,
  weights: Weights,
  seed: number,
): Mixed {
  const ours = questions.map((question) => placeOf(question, weights));
  const theirs = questions.map((question) => placeOf(question, BM25));
  const interval = (most: number): readonly [number, number] => {
    const hits = (places: readonly number[]): number[] => places.map((place) => (place < most ? 1 : 0));
    return pairedInterval(hits(ours), hits(theirs), deriveSeed(seed, `${name} ${way} ${most}`));
  };
  const [recall, reference] = [recallOf(ours), recallOf(theirs)];
  return {
    questions: name,
    way,
    weights,
    n: questions.length,
    ...recall,
    difference1: recall.at1 - reference.at1,
    interval1: interval(1),
    difference5: recall.at5 - reference.at5,
    interval5: interval(5),
  };
}

function held(name: string, ours: Mixed, reference: Mixed): BenchRow[] {
  return (['at1', 'at5'] as const).map((at) => {
    // The figures of old are of all questions; a half has its own.
    const floor = ours.questions === 'all' ? Math.max(reference[at], MEASURED[at]) : reference[at];
    return {
      name: `recall@${at.slice(2)}, ${name}`,
      ours: ours[at],
      reference: reference[at],
      ratio: ours[at] / reference[at],
      spread: null,
      rule: `>= ${(floor - LOSS).toFixed(3)}`,
      holds: ours[at] >= floor - LOSS,
    };
  });
}
