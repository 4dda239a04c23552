import { resolve } from 'node:path';
import { z } from 'zod';
import type { PolicyFile } from '../../../events/policy.ts';
import type { ChoiceLog } from '../../policies/readChoiceLog.ts';
import type { LoggedChoices } from '../../policies/loggedChoices.ts';
import type { PolicyReport, ToldEstimate } from '../../policies/policyReport.ts';
import { command } from '../command.ts';
import type { Form, Said } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import type { House } from '../house.ts';
import { sayRows } from '../print/say.ts';

const Options = z.strictObject({ file: z.string(), choices: z.string().optional() });

type Read = LoggedChoices & { readonly columns: readonly string[] };

/** `dse evaluate-policy FILE`: what another way of choosing would have come to, from choices that were logged (issue 7). Nothing is written. */
export const evaluatePolicy = command({
  name: 'evaluate-policy',
  needs: 'knowledge',
  creates: true,
  options: Options,
  configure: (program, act) =>
    void program
      .command('evaluate-policy <file>')
      .description('what another way of choosing would have come to, from logged choices')
      .option('--choices <file>', 'judge it on choices of this file, one JSON object a line')
      .action((file: string, { choices }: { choices?: string }) =>
        act({ file: resolve(file), ...(choices === undefined ? {} : { choices: resolve(choices) }) }),
      ),
  async *run({ house, form }, { file, choices: log }) {
    const [{ readPolicyFile }, { problemText }, { judgePolicy }, { policyReport }] = await Promise.all([
      import('../../config/policyFile.ts'),
      import('../../config/strictFile.ts'),
      import('../../../machines/rules/offPolicy/judgePolicy.ts'),
      import('../../policies/policyReport.ts'),
    ]);
    const reading = await readPolicyFile(file);
    if (!reading.ok) throw wrong(reading.problems.map(problemText));
    const { policy } = reading;
    const read = await choicesFor(house, policy, log);
    const unknown = read.choices.length === 0 ? [] : reading.unknownColumns(read.columns);
    if (unknown.length > 0) throw wrong(unknown.map(problemText));
    const { choices, places, waiting } = read;
    const context = policy.context ?? (policy.choices === 'log' ? read.columns : ['capability']);
    const written = {
      ...policy,
      when: policy.when.map(({ where, chances }) => ({
        chances,
        where: Object.fromEntries(Object.entries(where).map(([column, value]) => [column, String(value)])),
      })),
    };
    const without = choices.findIndex(({ propensity }) => propensity === null);
    const report = policyReport(policy, judgePolicy(choices, written, context), { places, without });
    yield* told(report, { form, waiting, of: policy.choices });
    return 'refused' in report ? EXIT.refused : EXIT.ok;
  },
});

function wrong(problems: readonly string[]): CliProblem {
  return new CliProblem(
    EXIT.usage,
    `the policy cannot be judged:\n${problems.map((one) => `  ${one}`).join('\n')}`,
  );
}

async function choicesFor(house: House, policy: PolicyFile, log: string | undefined): Promise<Read> {
  if ((policy.choices === 'log') !== (log !== undefined))
    throw new CliProblem(
      EXIT.usage,
      log === undefined
        ? 'the policy is about a log of your own (`choices: log`): name it with --choices FILE'
        : `--choices goes with \`choices: log\`; this policy is about ${policy.choices}`,
    );
  if (log !== undefined) {
    const { readChoiceLog } = await import('../../policies/readChoiceLog.ts');
    const read: ChoiceLog = await readChoiceLog(log);
    if (!read.ok) throw wrong(read.problems);
    const columns = [...new Set(read.choices.flatMap((choice) => Object.keys(choice.columns)))];
    return { ...read, waiting: 0, columns };
  }
  const { CHOICE_COLUMNS, loggedChoices } = await import('../../policies/loggedChoices.ts');
  const knowledge = await house.knowledge();
  const logged = await loggedChoices((sql, options) => knowledge.query(sql, options), policy);
  return { ...logged, columns: CHOICE_COLUMNS };
}

function* told(
  report: PolicyReport,
  {
    form,
    waiting,
    of,
  }: { readonly form: Form; readonly waiting: number; readonly of: PolicyFile['choices'] },
): Generator<Said> {
  if (form.json) {
    yield { out: JSON.stringify({ ...report, waiting }) };
    return;
  }
  if ('refused' in report) {
    yield { err: `${report.policy} cannot be judged: ${report.message}` };
    return;
  }
  const { logged, ips, self_normalised, doubly_robust } = report;
  const left = waiting === 0 ? '' : `; ${waiting} wait for what comes of them`;
  const from = of === 'log' ? '' : ` of ${of}`;
  yield {
    out: `${report.policy}, on ${report.choices} choices${from} in ${report.contexts} context${report.contexts === 1 ? '' : 's'}${left}`,
  };
  const rows = Object.entries({ logged, ips, self_normalised, doubly_robust }).map(([estimate, one]) => ({
    estimate,
    value: shown(one.value),
    interval: intervalText(one),
  }));
  yield* sayRows(rows, ['estimate', 'value', 'interval'], form, '');
  yield {
    out: `worth ${report.effective_sample_size.toFixed(1)} choices of its own; overlap ${shown(report.overlap)}`,
  };
}

const shown = (value: number): string => value.toFixed(4);

function intervalText({ low, high }: ToldEstimate): string {
  return low === null || high === null ? 'none: of one choice' : `${shown(low)} to ${shown(high)}`;
}
