import type { CallOutcome, EvaluationJob, Limits, Program, Sandbox } from '../../../actors/ports.ts';
import type { Lag } from './lag.ts';
import type { Neighbours } from './neighbours.ts';
import type { HostileProgram, Need } from './program.ts';

/** Small limits, so that hitting them is quick; much time, so that a busy machine does not end what something else should end. */
export const LIMITS: Limits = { fuel: null, wallMs: 5000, memoryMb: 64, outputBytes: 100_000, depth: 50 };
/** For programs that time may end. */
const SHORT_MS = 250;

/** What came of one program, run as a served artifact, in a proof and in a counted proof. */
export type Verdict = {
  readonly name: string;
  readonly class: string;
  /** How it ended in each of the three ways to run it. */
  readonly endings: readonly string[];
  /** Why it was not contained; empty when it was. */
  readonly failures: readonly string[];
  /** Why it is not called any more; null when its process survived it. */
  readonly quarantine: string | null;
  /** Walls without which it is known to get through and that do not stand here: then it was not run. */
  readonly needs: readonly Need[];
  /** The worst delay of the host's event loop meanwhile, in ms. */
  readonly lagMs: number;
};

export type Ground = {
  readonly sandbox: Sandbox;
  readonly neighbours: Neighbours;
  /** The walls that stood before. */
  readonly walls: readonly string[];
  readonly lag: Lag;
  readonly language: Program['language'];
  /** What the program is told besides its turn, such as the port of a listener it must not reach. */
  readonly told: Readonly<Record<string, unknown>>;
  /** Where a walls-down test takes a limit away. */
  readonly limits?: Partial<Limits>;
  /** Without any answer for so long nobody was contained. */
  readonly deadlineMs: number;
};

/** Runs one program against the sandbox, its neighbours and this process, and says whether it was contained. */
export async function challenge(ground: Ground, hostile: HostileProgram): Promise<Verdict> {
  const { deadlineMs } = ground;
  const { promise: late, resolve } = Promise.withResolvers<Verdict>();
  const timer = setTimeout(() => {
    const { name, class: of } = hostile;
    const failures = [`nothing ended it within ${deadlineMs} ms`];
    resolve({
      name,
      class: of,
      endings: [],
      failures,
      quarantine: null,
      needs: [],
      lagMs: ground.lag.take(),
    });
  }, deadlineMs);
  const judging = judged(ground, hostile);
  // After the deadline nobody waits for what closing the sandbox breaks off.
  judging.catch(() => undefined);
  const verdict = await Promise.race([judging, late]);
  clearTimeout(timer);
  return verdict;
}

async function judged(ground: Ground, hostile: HostileProgram): Promise<Verdict> {
  const { sandbox, neighbours, lag, language, told } = ground;
  const program: Program = { language, source: hostile.source, entry: 'f' };
  const short = hostile.ends.includes('timeout') || hostile.ends.includes('unloadable');
  const limits = { ...LIMITS, ...(short ? { wallMs: SHORT_MS } : {}), ...ground.limits };
  const inputs = Array.from({ length: hostile.calls }, (_, turn) => JSON.stringify({ ...told, turn }));
  const failures: string[] = [];
  lag.take();

  // 1. As a served artifact: its calls stand between those of its neighbours.
  const { ending: served, quarantine } = await serve(ground, program, limits, inputs, failures);
  // 2. In a proof, while neighbours are proved.
  const proved = await prove(ground, { program, inputs, mode: 'plain', limits, seed: 0 }, failures);
  // 3. In a proof that counts: there fuel may end what time would.
  const fuel = limits.fuel ?? 3_000_000;
  const counting: EvaluationJob = { program, inputs, mode: 'fuel', limits: { ...limits, fuel }, seed: 0 };
  const counted = await prove(ground, counting, failures);

  for (const [way, ending] of Object.entries({ served, proved })) {
    if (!isContained(hostile, ending)) failures.push(`${way}: ${ending}`);
  }
  if (!isContained(hostile, counted) && !counted.startsWith('fuel')) failures.push(`counted: ${counted}`);
  if (quarantine !== null && hostile.kill === 'never') failures.push(`it cost its process: ${quarantine}`);
  failures.push(...(await neighbours.mistakes()));
  const { walls } = await sandbox.walls();
  failures.push(
    ...ground.walls.filter((wall) => !walls.includes(wall)).map((wall) => `it took a wall down: ${wall}`),
  );
  const { name } = hostile;
  return {
    name,
    class: hostile.class,
    endings: [served, proved, counted],
    failures,
    quarantine,
    needs: [],
    lagMs: lag.take(),
  };
}

async function serve(
  { sandbox, neighbours }: Ground,
  program: Program,
  limits: Limits,
  inputs: readonly string[],
  failures: string[],
): Promise<{ ending: string; quarantine: string | null }> {
  let artifact;
  try {
    artifact = await sandbox.serve(program, limits);
  } catch (error) {
    return {
      ending: `unloadable ${error instanceof Error ? error.message : String(error)}`,
      quarantine: null,
    };
  }
  const before = neighbours.mistakes();
  const calls = inputs.map((input) => artifact.call(input));
  const after = neighbours.mistakes();
  const [outcomes, ...wrong] = await Promise.all([Promise.all(calls), before, after]);
  failures.push(...wrong.flat());
  // Calls after its offence are not run, so they do not say how it ended.
  const ending = endingOf(outcomes.findLast(({ ran }) => ran !== false));
  const { quarantine } = artifact;
  const ended = outcomes.some((outcome) => outcome.ran !== false && isDeath(outcome));
  if (ended && quarantine === null) failures.push('its process ended and it may be called again');
  if (quarantine !== null && (await artifact.call(inputs[0] as string)).ran !== false)
    failures.push('it was called again after its offence');
  await artifact.close();
  return { ending, quarantine: quarantine === null ? null : `${quarantine.cause}: ${quarantine.detail}` };
}

async function prove(
  { sandbox, neighbours }: Ground,
  job: EvaluationJob,
  failures: string[],
): Promise<string> {
  const [evaluation, wrong] = await Promise.all([sandbox.evaluate(job), neighbours.wrongProofs()]);
  failures.push(...wrong);
  if (evaluation.status === 'unloadable')
    return `unloadable ${evaluation.error.name}: ${evaluation.error.message}`;
  return endingOf(evaluation.calls.at(-1));
}

/** Who died took no measured time: nobody was there to say how much. */
function isDeath({ status, wallUs }: CallOutcome): boolean {
  return wallUs === 0 && (status === 'timeout' || status === 'memory' || status === 'crash');
}

function endingOf(outcome: CallOutcome | undefined): string {
  if (outcome === undefined) return 'crash no answer';
  if (outcome.status === 'ok')
    return outcome.output === 'null' ? 'nothing' : `ok ${outcome.output.slice(0, 200)}`;
  if (outcome.status === 'error')
    return `error ${outcome.error.name}: ${outcome.error.message.slice(0, 200)}`;
  return `${outcome.status} ${outcome.detail}`;
}

function isContained({ ends }: HostileProgram, ending: string): boolean {
  const [word = ''] = ending.split(' ', 1);
  return ends.some((allowed) => allowed === word);
}
