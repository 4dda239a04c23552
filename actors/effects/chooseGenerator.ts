import { chooseArm } from '../../machines/rules/bandit/chooseArm.ts';
import { PRIOR } from '../../machines/rules/bandit/posterior.ts';
import { rungOf } from '../../machines/rules/ladder.ts';
import { deriveSeed } from '../../machines/rules/random.ts';
import { MEMORY_GENERATOR, SEED_GENERATOR } from '../../machines/task/context.ts';
import type { TaskCommand } from '../../machines/task/commands.ts';
import type { TaskContext } from '../../machines/task/context.ts';
import type { ModelGenerator } from '../generators/model/modelGenerator.ts';
import { REPAIR_LIBRARY } from '../generators/index.ts';
import { capabilityOf, taskOf } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';
import type { EffectHandler } from '../worker.ts';
import { tiersOf } from './ladder.ts';
import { withOwnRewards } from './ownRewards.ts';
import { expertFor } from './expert.ts';
import { openSeeds } from './seeds.ts';
import { said, taskHistory } from './taskHistory.ts';

type Chosen = Extract<TaskCommand, { type: 'generatorChosen' | 'nothingToChoose' }>;

/** Outcomes of a model after which asking it again in the same task is no use. */
const HOPELESS: ReadonlySet<string> = new Set(['unknown_model', 'bad_key', 'bad_request', 'unrecorded']);

const nothingToChoose = (reason: string): Chosen => ({ type: 'nothingToChoose', reason });

/**
 * What is tried next (SPEC T1, T3, T4, B20, E8; DESIGN 9): seeds where there are any, then what is remembered of something like it, then a
 * Thompson draw over the generators that can still help. A candidate of a model that failed goes to the repair library first. What was read
 * and drawn stands in the fact.
 */
export function chooseGenerator(workshop: Workshop): EffectHandler {
  return async (lease): Promise<Chosen> => {
    const task = await taskOf(workshop, lease.actor.id);
    const request = task.request!;
    const { context, version } = await capabilityOf(workshop, request.capability);
    const declared = context.declared!;
    const seed = deriveSeed(request.seed, `choose ${task.tried.length}`);
    // An experiment is one attempt with the generator it was made for.
    if (task.experiment) {
      const last = said(await taskHistory(workshop, lease.actor.id), 'candidates.proposed').at(-1);
      return nothingToChoose(last?.note || `${task.experiment.generator} proposed nothing`);
    }
    const first = (generator: string, reason: string): Chosen => ({
      type: 'generatorChosen',
      generator,
      arms: [],
      seed,
      capability_version: version,
      reason,
    });
    if (!task.tried.includes(SEED_GENERATOR)) {
      const seeds = await openSeeds(workshop, context, request.kind, request.target);
      if (seeds.length > 0)
        return first(
          SEED_GENERATOR,
          `${seeds.length} seed${seeds.length === 1 ? '' : 's'} of the capability not tried yet`,
        );
    }
    const isCode = declared.kind === 'function' || declared.kind === 'test';
    if (isCode && request.mode === 'core' && !task.tried.includes(MEMORY_GENERATOR))
      return first(MEMORY_GENERATOR, 'what was stored for something like it, before anything new');
    const drawn = task.tried.filter((name) => name !== SEED_GENERATOR && name !== MEMORY_GENERATOR);
    if (drawn.length >= request.attempts)
      return nothingToChoose(`all ${request.attempts} attempts are used (${task.tried.join(', ')})`);
    if (!isCode)
      return nothingToChoose(
        `a ${declared.kind} is only replaced by another one declared in its capability file, and none is left`,
      );

    const { expert, left } =
      request.mode === 'core' && drawn.length === 0
        ? await expertFor(workshop, request.capability, { context, version }, askable(workshop, request.tier))
        : { expert: null, left: [] };
    if (expert !== null)
      return {
        ...first(
          expert.generator,
          `${expert.name}: ${expert.gain} × better in session ${expert.session}${expert.of === request.capability ? '' : ` of ${expert.of}, which is like it`}`.slice(
            0,
            300,
          ),
        ),
        ...(expert.temperature === null ? {} : { temperature: expert.temperature }),
      };
    const history = await taskHistory(workshop, lease.actor.id);
    const failedCalls = said(history, 'candidates.proposed').filter(
      ({ model }) => model !== undefined && HOPELESS.has(model.outcome),
    );
    const { searches, models, why } = openGenerators(workshop, task, {
      declared: context.posteriors,
      hopeless: failedCalls.map(({ generator }) => generator),
      editable: declared.language === 'javascript' || declared.language === 'typescript',
      hasCode: request.target !== null || declared.seeds.length > 0 || task.rejected !== null,
    });
    const last = said(history, 'candidate.judged').at(-1);
    if (
      last !== undefined &&
      workshop.modelGenerators.has(last.generator) &&
      searches.includes(REPAIR_LIBRARY)
    )
      return first(REPAIR_LIBRARY, `what mended a failure like that of ${last.artifact} before`);
    const names = [...searches, ...models];
    if (names.length === 0)
      return nothingToChoose(
        [why, ...failedCalls.map(({ generator, note }) => `${generator} is of no use now: ${note}`)].join(
          '; ',
        ),
      );
    const posteriors = await withOwnRewards(
      workshop,
      { context, version },
      {
        task: lease.actor.id,
        capability: request.capability,
        failed: drawn,
        since: said(history, 'generator.chosen')[0]?.capability_version ?? version,
      },
    );
    const choice = chooseArm(
      names.map((name) => ({ name, ...(posteriors[name] ?? PRIOR) })),
      seed,
    );
    return {
      type: 'generatorChosen',
      generator: choice.arm,
      arms: choice.arms.map(({ name, alpha, beta, propensity }) => ({
        generator: name,
        alpha,
        beta,
        propensity,
      })),
      seed,
      capability_version: version,
      reason: [`Thompson draw over ${names.length} generator${names.length === 1 ? '' : 's'}`, ...left]
        .join('; ')
        .slice(0, 300),
    };
  };
}

type Known = {
  /** The capability's arms. */
  readonly declared: Readonly<Record<string, unknown>>;
  readonly hopeless: readonly string[];
  /** The genetic editor reads its language. */
  readonly editable: boolean;
  /** There is code to start from. */
  readonly hasCode: boolean;
};

/** The models a task may ask: on tier `local` only those that cost nothing. */
function askable({ modelGenerators }: Workshop, tier: 'local' | undefined): readonly ModelGenerator[] {
  return [...modelGenerators.values()].filter(
    ({ model }) => tier !== 'local' || model.costOf(1e6, 1e6) === 0,
  );
}

/** The generators that can still propose something: each search once, models while the ladder goes on; `why` none can. */
function openGenerators(
  workshop: Workshop,
  { tried, request }: TaskContext,
  { declared, hopeless, editable, hasCode }: Known,
): { searches: readonly string[]; models: readonly string[]; why: string } {
  const all = askable(workshop, request?.tier);
  const calls = tried.filter((name) => workshop.modelGenerators.has(name)).length;
  const rung = rungOf(calls, tiersOf(all));
  const models = all
    .filter(({ name, tier }) => tier === rung?.tier && !hopeless.includes(name))
    .map(({ name }) => name);
  const own = Object.keys(declared).filter((name) => !workshop.modelGenerators.has(name));
  const searches = editable && hasCode ? own.filter((name) => !tried.includes(name)) : [];
  const left = workshop.modelGenerators.size - all.length;
  const dear = left === 0 ? '' : '; the pressure lets no model be asked that costs something';
  const why = !hasCode
    ? 'there is no code to start from: nothing stored is like it, the genetic editor needs a parent, and the capability has no seed'
    : editable
      ? `every generator was tried (${tried.join(', ')})`
      : 'no generator of this build writes its language: add another seed to the capability file, or configure a model';
  return { searches, models, why: `${why}${dear}` };
}
