import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { command } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';

const Options = z.strictObject({
  capability: z.string(),
  input: z.string(),
  durable: z.boolean().default(false),
  unit: z.string().min(1).optional(),
});
type Flags = { readonly input: string; readonly durable?: boolean; readonly unit?: string };

/** `dse run CAPABILITY`: runs what is served, records the run, prints the output. */
export const run = command({
  name: 'run',
  needs: 'server',
  options: Options,
  configure: (program, act) =>
    void program
      .command('run <capability>')
      .description('run what is served for a capability on one input')
      .requiredOption('--input <json|@file>', 'the input as JSON, or a file that holds it')
      .option('--durable', 'answer when the run is in the log (default: a moment before)')
      .option(
        '--unit <text>',
        'who asks, a customer or a session: keeps its version while a rollout goes on (default: the input)',
      )
      .action((capability: string, { input, durable, unit }: Flags) =>
        act({ capability, input: inputOf(input), durable: durable ?? false, ...(unit ? { unit } : {}) }),
      ),
  async *run({ house, form }, { capability, input, durable, unit }) {
    const dse = await house.dse();
    const answer = await dse.run(capability, input, durable ? 'durable' : 'buffered', unit);
    if (answer.status === 'refused') {
      yield form.json ? { out: JSON.stringify(answer) } : { err: `dse: ${answer.reason}` };
      return EXIT.refused;
    }
    const { ran, quality, failed, latency_us, fuel, cost_micro } = answer.run;
    const about = { ran, quality, failed, latency_us, fuel, cost_micro };
    if (answer.status === 'failed') {
      yield form.json
        ? {
            out: JSON.stringify({ status: 'failed', outcome: answer.outcome, error: answer.error, ...about }),
          }
        : { err: `dse: ${ran} failed (${answer.outcome}): ${answer.error}` };
      return EXIT.failed;
    }
    if (form.json)
      yield { out: JSON.stringify({ status: 'ok', output: JSON.parse(answer.output), ...about }) };
    else {
      yield { out: answer.output };
      yield {
        err: `${ran}: ${latency_us} µs${fuel === null ? '' : `, fuel ${fuel}`}, quality ${quality ?? 'not judged'}${failed.length > 0 ? `, broke ${failed.join(', ')}` : ''}`,
      };
    }
    return EXIT.ok;
  },
});

function inputOf(text: string): string {
  let json = text;
  if (text.startsWith('@')) {
    try {
      json = readFileSync(text.slice(1), 'utf8').trim();
    } catch (error) {
      throw new CliProblem(
        EXIT.usage,
        `--input ${text}: the file cannot be read (${(error as Error).message})`,
      );
    }
  }
  try {
    JSON.parse(json);
  } catch (error) {
    throw new CliProblem(
      EXIT.usage,
      `--input is not JSON: ${(error as Error).message}; a text is written '"like this"'`,
    );
  }
  return json;
}
