import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { capabilityOf, lifecycleOf } from '../../../actors/workshop.ts';
import { Id } from '../../../events/commit.ts';
import { Challenger, Focus } from '../../../events/rolloutFacts.ts';
import { RolloutRules } from '../../../events/rolloutRules.ts';
import type { RolloutStage } from '../../../events/rolloutRules.ts';
import { implementedBy } from '../../../machines/capability/implementedBy.ts';
import { NotKnown } from '../../answers/notKnown.ts';
import { issueProblem } from '../../config/issueProblem.ts';
import { shareOfPercent } from '../../config/percent.ts';
import { rolloutOf } from '../../answers/rollout.ts';
import { settled } from '../../settled.ts';
import { command, group, wholeNumber } from '../command.ts';
import { CliProblem, EXIT, requireSent } from '../exitCodes.ts';
import { sayRollout } from '../print/sayRollout.ts';

const Options = z.strictObject({
  capability: Id,
  challengers: z.array(Challenger).min(1).max(3),
  /** What is other than in the capability's file. */
  rules: z.record(z.string(), z.unknown()),
});

type Flags = {
  readonly challenger: string;
  readonly bandit?: true;
  readonly stages?: string;
  readonly minRuns?: number;
  readonly limitRuns?: number;
  readonly claim?: string;
};

/** `dse rollout start CAPABILITY`: tries stored artifacts in the place of what is served (SPEC G6, G7, E19). */
export const rolloutStart = command({
  name: 'rollout start',
  needs: 'actors',
  options: Options,
  configure: (program, act) =>
    void group(program, 'rollout', 'shift requests to something else on evidence')
      .command('start <capability>')
      .description('try up to three stored artifacts in the place of what is served')
      .requiredOption(
        '--challenger <ids>',
        'up to three, each with a focus if you like: a-2:speed,a-3:accuracy',
      )
      .option('--bandit', 'Thompson sampling in place of growing shares')
      .option(
        '--stages <list>',
        'such as shadow,5%,25%,100%, or shares such as 0.25; default: as the capability file says',
      )
      .option('--min-runs <n>', 'runs of each challenger before a stage ends', wholeNumber('--min-runs'))
      .option('--limit-runs <n>', 'answered runs after which it ends undecided', wholeNumber('--limit-runs'))
      .option('--claim <claim>', 'what has to be shown of quality: better or not_worse')
      .action((capability: string, flags: Flags) => {
        if (!Id.safeParse(capability).success)
          throw new CliProblem(EXIT.usage, `${capability}: ids match [a-z0-9][a-z0-9_-]{0,63}`);
        act({ capability, challengers: challengersOf(flags.challenger), rules: rulesOf(flags) });
      }),
  async *run({ house, form }, { capability, challengers, rules: given }) {
    const dse = await house.dse();
    const before = await capabilityOf(dse.workshop, capability);
    if (before.context.declared === null)
      throw new CliProblem(
        EXIT.failed,
        `there is no capability "${capability}": \`dse query "select distinct capability from artifacts"\` names them`,
      );
    const wanted = { ...before.context.declared.rollout, ...given };
    const { success, data, error } = RolloutRules.safeParse(wanted);
    if (!success) {
      const { place, message, remedy } = issueProblem(RolloutRules, error.issues[0]!, wanted)[0]!;
      throw new CliProblem(EXIT.usage, `--${String(place[0]).replace('_', '-')}: ${message}. ${remedy}`);
    }
    // Before anything is written: what nobody knows needs no rollout to be refused by.
    const kind = implementedBy(before.context.declared.kind);
    for (const { artifact } of challengers)
      if ((await lifecycleOf(dse.workshop, { kind, id: artifact })).context.artifact === null)
        throw new NotKnown(
          `--challenger ${artifact}: there is no ${kind} "${artifact}": \`dse artifact list --all\` names what there is`,
        );
    const asked = randomUUID();
    requireSent(
      await dse.send(
        { kind: 'capability', id: capability },
        { type: 'openRollout', challengers, rules: data },
        asked,
      ),
      `capability/${capability}`,
    );
    await settled(dse, asked);
    const { context } = await capabilityOf(dse.workshop, capability);
    const rollout = `${capability.slice(0, 56)}-ro${context.rollouts!.n}`;
    const answer = await rolloutOf(dse.substrate, rollout);
    if (answer.outcome === 'refused') throw new CliProblem(EXIT.conflict, `${rollout}: ${answer.reason}`);
    yield* sayRollout(answer, form);
    return EXIT.ok;
  },
});

function challengersOf(text: string): Challenger[] {
  const named = text.split(',').map((one) => {
    const [artifact = '', focus, ...more] = one.split(':');
    const known = Focus.safeParse(focus).data;
    if (!Id.safeParse(artifact).success || more.length > 0 || (focus !== undefined && !known))
      throw new CliProblem(
        EXIT.usage,
        `--challenger ${one}: an ID is meant, or ID:FOCUS with ${Focus.options.join(', ')}`,
      );
    return { artifact, ...(known ? { focus: known } : {}) };
  });
  if (named.length > 3)
    throw new CliProblem(
      EXIT.usage,
      `--challenger ${text}: ${named.length} are named, at most three are tried`,
    );
  return named;
}

function rulesOf({ bandit, stages, minRuns, limitRuns, claim }: Flags): Record<string, unknown> {
  return {
    ...(bandit ? { mode: 'bandit' } : {}),
    ...(stages === undefined ? {} : { stages: stages.split(',').map(stageOf) }),
    ...(minRuns === undefined ? {} : { min_runs: minRuns }),
    ...(limitRuns === undefined ? {} : { limit_runs: limitRuns }),
    ...(claim === undefined ? {} : { claim }),
  };
}

/** `25%`, or the share `0.25`. A bare `5` or `1` is refused: the one is written in percent, the other could mean both. */
function stageOf(text: string): RolloutStage {
  const stage = text.trim();
  if (stage === 'shadow') return stage;
  const bare = /^\d+(\.\d+)?$|^\.\d+$/.test(stage) ? Number(stage) : null;
  if (bare !== null && bare >= 1 && bare <= 100)
    throw new CliProblem(
      EXIT.usage,
      `--stages ${text}: percent or share? Write ${bare}% or ${bare === 1 ? '100%' : bare / 100}`,
    );
  const share = bare ?? shareOfPercent(stage) ?? Number.NaN;
  if (!(share > 0 && share <= 1))
    throw new CliProblem(
      EXIT.usage,
      `--stages ${text}: \`shadow\`, a percentage up to 100% or a share below 1 is meant, such as shadow,5%,0.25,100%`,
    );
  return share;
}
