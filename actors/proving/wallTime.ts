import type { WallTime } from '../../events/proof.ts';
import type { Language, Limits, Program, Sandbox } from '../ports.ts';
import { bundled } from './bundled.ts';

export type WallTimeRequest = {
  readonly parent: string;
  readonly child: string;
  readonly language: Language;
  readonly entry: string;
  readonly spread: boolean;
  readonly packages?: Program['packages'];
  /** JSON texts. */
  readonly inputs: readonly string[];
  readonly limits: Limits;
  readonly sandbox: Sandbox;
  readonly seed: number;
};

const ROUNDS = 15;
/** Calls in a batch, so that a batch takes long beside the clock's step. */
const REPEATS = 20;
const INPUTS_MAX = 6;
/** Rounds in which the engine still compiles what it runs. */
const WARM_UP = 3;

const places = ['parent', 'control', 'child'] as const;

/** Parent, parent again and child as one program: the same isolate, garbage and heap for all, each with code of its own. */
function together({ parent, child, entry, spread }: WallTimeRequest): string {
  const part = (source: string): string => `(() => {\n${source}\n;return ${entry};\n})()`;
  return `const dseParts = [${[parent, parent, child].map(part).join(',\n')}];
function dseTurn(which, inputs, repeats) {
  const run = dseParts[which];
  let kept = 0;
  for (let turn = 0; turn < repeats; turn += 1) {
    for (const text of inputs) {
      const input = JSON.parse(text);
      try { if (${spread ? 'run(...input)' : 'run(input)'} === undefined) kept += 1; } catch { kept += 1; }
    }
  }
  return kept;
}`;
}

const quartile = (sorted: readonly number[], share: number): number =>
  Math.round((sorted[Math.round((sorted.length - 1) * share)] ?? 0) * 1e3) / 1e3;

/**
 * Wall time of a descendant beside its parent's (DESIGN law 7: clocks confirm): in one isolate of one child process, parent, parent
 * again and child by turns, whose order moves on with every round; per round the ratio child / parent and control / parent. Ratios
 * are medians over the rounds, `low` and `high` their quartiles; `faster` and `slower` only where the child's quartiles
 * and the control's do not overlap, so that noise is never called a gain. Null where the two cannot be run as one program
 * (modules, other languages) or one of them is stopped.
 */
export async function wallTime(request: WallTimeRequest): Promise<WallTime | null> {
  const { language, limits, sandbox, seed } = request;
  const inputs = request.inputs.slice(0, INPUTS_MAX);
  if ((language !== 'javascript' && language !== 'typescript') || inputs.length === 0) return null;
  const order = Array.from({ length: ROUNDS + WARM_UP }, (_, round) =>
    places.map((_, turn) => (round + turn) % places.length),
  );
  const evaluation = await sandbox.evaluate({
    program: {
      language,
      source: together(request),
      entry: 'dseTurn',
      spread: true,
      ...bundled({ packages: request.packages }),
    },
    inputs: order.flat().map((which) => JSON.stringify([which, inputs, REPEATS])),
    mode: 'plain',
    limits: { ...limits, fuel: null },
    seed,
    stopOnFailure: true,
  });
  if (evaluation.status !== 'ok' || evaluation.calls.some(({ status }) => status !== 'ok')) return null;
  const rounds = order.slice(WARM_UP).map((turns, index) => {
    const took = [0, 0, 0];
    turns.forEach((which, turn) => {
      took[which] = Math.max(1, evaluation.calls[(index + WARM_UP) * places.length + turn]!.wallUs);
    });
    return { child: took[2]! / took[0]!, control: took[1]! / took[0]! };
  });
  const of = (which: 'child' | 'control') => rounds.map((round) => round[which]).toSorted((a, b) => a - b);
  const [child, control] = [of('child'), of('control')];
  const measured = {
    rounds: ROUNDS,
    ratio: quartile(child, 0.5),
    low: quartile(child, 0.25),
    high: quartile(child, 0.75),
    control: quartile(control, 0.5),
    control_low: quartile(control, 0.25),
    control_high: quartile(control, 0.75),
  };
  const verdict =
    measured.high < measured.control_low
      ? 'faster'
      : measured.low > measured.control_high
        ? 'slower'
        : 'same';
  return { ...measured, verdict };
}
