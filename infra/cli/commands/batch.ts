import { z } from 'zod';
import type { FactData } from '../../../events/catalog.ts';
import type { Night } from '../../optimizing/batch.ts';
import { nightOf, runBatch } from '../../optimizing/batch.ts';
import { momentIn, parseSchedule } from '../../dayWindow.ts';
import type { OptimizationSettings } from '../../config/settings/optimization.ts';
import { command, wholeNumber } from '../command.ts';
import type { Form, Said, Setting } from '../command.ts';
import { Progress } from '../progress.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

const Options = z.strictObject({
  dryRun: z.boolean().default(false),
  budget: z.number().min(0).nullable().default(null),
  limit: z.int().min(0).nullable().default(null),
  now: z.boolean().default(false),
});
type Options = z.infer<typeof Options>;

/** Offline, nobody waits: the pressure of a batch is said, not detected (SPEC C3: an explicit context comes first). */
const PRESSURE = 'low';

const usd = (micro: number): string => `$${(micro / 1e6).toFixed(6)}`;
const COLUMNS = [
  'target',
  'capability',
  'usage',
  'quality',
  'value_usd',
  'tier',
  'bound_usd',
  'expected_usd',
  'roi_estimated',
  'plan',
];

/** `dse batch`: improves what is worth most while nobody waits, within the night's budget (SPEC P60-P63, A6). */
export const batch = command<Options>({
  name: 'batch',
  // What it stands on follows from its options: a dry run must not even work on what waits.
  needs: 'knowledge',
  untilStopped: true,
  options: Options,
  configure: (program, act) =>
    void program
      .command('batch')
      .description('improve what is worth most, in order of value, within the budget of this night')
      .option('--dry-run', 'say what would be done and what it may cost; nothing is written or spent')
      .option('--budget <usd>', 'dollars this batch may spend; default: what the night has left', dollars)
      .option('--limit <n>', 'at most so many sessions', wholeNumber('--limit'))
      .option('--now', 'though the window of the night is closed')
      .action((flags: Partial<Options>) => act(Options.parse(flags))),
  async *run(setting, options) {
    const { house, form, signal } = setting;
    // Before anything is opened: what waits would be worked on else.
    if (!options.dryRun) requireOpen((await house.settings()).optimization, options.now, Date.now());
    await house.prepare(options.dryRun ? 'server' : 'workers');
    const dse = await house.dse();
    const request = { budgetUsd: options.budget, limit: options.limit, pressure: PRESSURE } as const;
    if (options.dryRun) {
      yield* sayPlan(await nightOf(dse, request), form);
      return EXIT.ok;
    }
    const progress = new Progress();
    const work = runBatch(dse, request, {
      signal,
      anyTime: options.now,
      onPlan: ({ plan, budgetMicro, day }) =>
        progress.say(
          `${plan.turns.length} of ${plan.fact.considered} candidates get their turn; up to ${usd(budgetMicro)} of ${day.id} may be spent`,
        ),
      onOutcome: ({ target, outcome, cost_micro, reason }) =>
        progress.say(`${target}: ${outcome}, ${usd(cost_micro)}; ${reason}`),
    });
    yield* progress.until(work);
    const ended = await work;
    yield* sayEnd(ended, setting);
    return EXIT.ok;
  },
});

/** @throws CliProblem outside the window of the night, with when it opens. */
function requireOpen(optimization: OptimizationSettings, anyTime: boolean, now: number): void {
  const { enabled, offline_batch: settings } = optimization;
  if (anyTime) return;
  if (!enabled || !settings.enabled) {
    const field = enabled ? 'optimization.offline_batch.enabled' : 'optimization.enabled';
    throw new CliProblem(EXIT.conflict, `batches are switched off by ${field}: switch it on, or say --now`);
  }
  const { open, opensAt } = momentIn(parseSchedule(settings.schedule)!, settings.time_zone, now);
  if (open) return;
  throw new CliProblem(
    EXIT.conflict,
    `the window ${settings.schedule} (${settings.time_zone}) is closed, it opens at ${new Date(opensAt).toISOString()}: wait until then, or say --now`,
  );
}

function* sayPlan({ plan, budgetMicro, day }: Night, form: Form): Generator<Said> {
  const chosen = new Map(plan.chosen.map((one) => [one.target, one]));
  const reasons = new Map(plan.skipped.map(({ target, reason }) => [target, reason]));
  const rows = plan.turns.map((one) => ({
    target: one.target,
    capability: one.capability,
    usage: one.usage,
    quality: one.quality,
    cost_per_run_usd: one.cost,
    value_usd: one.value,
    high_priority: one.highPriority,
    tier: one.tier,
    bound_usd: one.boundMicro / 1e6,
    expected_usd: one.expectedMicro / 1e6,
    roi_estimated: chosen.get(one.target)?.roiEstimated ?? null,
    plan: reasons.get(one.target) ?? 'session',
  }));
  const left = plan.skipped.filter(({ target }) => !plan.turns.some((one) => one.target === target));
  if (form.json) {
    yield {
      out: JSON.stringify({
        dry_run: true,
        night: day.day,
        budget: day.id,
        position: plan.fact.position,
        budget_micro: budgetMicro,
        expected_micro: plan.expectedMicro,
        sessions: plan.chosen.length,
        order: rows,
        left_alone: left,
      }),
    };
    return;
  }
  yield* sayRows(rows, COLUMNS, form, 'nothing is worth a session: see the reasons');
  for (const { target, reason } of left) yield { err: `left alone: ${target}: ${reason}` };
  yield {
    out: `${plan.chosen.length} sessions, ${usd(plan.expectedMicro)} expected, never above ${usd(budgetMicro)} of ${day.id}; nothing was written or spent`,
  };
}

function* sayEnd(ended: FactData<'batch.ended'>, { form }: Setting): Generator<Said> {
  if (form.json) {
    yield { out: JSON.stringify(ended) };
    return;
  }
  const roi = ended.roi_estimated === null ? 'none, for nothing was spent' : ended.roi_estimated.toFixed(2);
  yield {
    out: `${ended.improved} of ${ended.sessions} sessions improved something, ${usd(ended.spent_micro)} spent (priced compute and models); ROI estimated: ${roi}; ${ended.reason}`,
  };
}

function dollars(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new CliProblem(EXIT.usage, `--budget ${text}: dollars from 0 are meant, such as 5 or 0.50`);
  return value;
}
