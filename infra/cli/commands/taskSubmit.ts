import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { z } from 'zod';
import { Id } from '../../../events/commit.ts';
import { Score01 } from '../../../events/proof.ts';
import { outcomeOf } from '../../answers/taskOutcome.ts';
import { command, group, share, wholeNumber } from '../command.ts';
import { declaredFrom } from '../declaredFrom.ts';
import { CliProblem, EXIT, requireSent } from '../exitCodes.ts';
import { stateOf, waitUntil } from '../waiting.ts';
import { sayOutcome } from './taskOutcome.ts';

const Options = z.strictObject({
  file: z.string().optional(),
  capability: z.string().optional(),
  id: Id.optional(),
  description: z.string().max(4000).default(''),
  deadline: z.int().min(1).optional(),
  quality: Score01.optional(),
  urgent: z.boolean().default(false),
  wait: z.boolean().default(true),
});
type Flags = {
  readonly capability?: string;
  readonly id?: string;
  readonly description?: string;
  readonly deadline?: number;
  readonly quality?: number;
  readonly urgent?: boolean;
  readonly wait?: boolean;
};

/** `dse task submit`: asks for an implementation, and by default waits for the answer. */
export const taskSubmit = command({
  name: 'task submit',
  needs: 'workers',
  creates: true,
  opensDoor: true,
  options: Options,
  configure: (program, act) =>
    void group(program, 'task', 'ask for work on code')
      .command('submit [file-or-words]')
      .description(
        'submit a task: declares the capability file when one is given; with --capability, the argument is the request in words',
      )
      .option('--capability <id>', 'a capability that is declared already')
      .option('--id <id>', 'names the task, so that submitting it twice is submitting it once')
      .option('--description <text>', 'what it is for, in words; words of hurry set a deadline')
      .option(
        '--deadline <ms>',
        'when the task is over, whatever has been reached',
        wholeNumber('--deadline'),
      )
      .option(
        '--quality <share>',
        'what is needed at least; refused where it is out of reach now',
        share('--quality'),
      )
      .option('--urgent', 'high pressure for this task, and 15 s, unless --deadline says otherwise')
      .option('--wait', 'wait for the outcome (this is the default)')
      .option('--no-wait', 'only submit; a worker (`dse work`) does the rest')
      .action(
        (
          argument: string | undefined,
          { capability, id, description, deadline, quality, urgent, wait }: Flags,
        ) => {
          if (argument === undefined && capability === undefined)
            throw new CliProblem(
              EXIT.usage,
              'name a capability FILE, or --capability ID and what is wanted in words',
            );
          if (capability !== undefined && argument !== undefined && description !== undefined)
            throw new CliProblem(
              EXIT.usage,
              'the words stand twice: as the argument and in --description; give one of them',
            );
          if (deadline === 0) throw new CliProblem(EXIT.usage, '--deadline 0: milliseconds from 1 are meant');
          const file = capability === undefined ? argument : undefined;
          if (id !== undefined && !Id.safeParse(id).success)
            throw new CliProblem(EXIT.usage, `--id ${id}: ids match [a-z0-9][a-z0-9_-]{0,63}`);
          act({
            file: file === undefined ? undefined : resolve(file),
            capability,
            id,
            description: description ?? (capability === undefined ? '' : (argument ?? '')),
            deadline,
            quality,
            urgent: urgent ?? false,
            wait: wait ?? true,
          });
        },
      ),
  async *run({ house, form, signal }, { file, capability, id, description, wait, ...said }) {
    const dse = await house.dse();
    const name = file === undefined ? capability! : await declaredFrom(dse, file);
    if (file !== undefined) {
      yield { err: `${name} is declared; its suite proves itself` };
      const proved = await waitUntil(
        dse,
        { kind: 'capability', id: name },
        (state) => state !== 'proving',
        signal,
      );
      if (!proved) return EXIT.unavailable;
      yield {
        err: `${name}: suite ${proved.state === 'ready' ? 'proved: it can fail wrong answers' : proved.state}`,
      };
    }
    const task = id ?? `t-${randomUUID().slice(0, 13)}`;
    const known = await stateOf(dse, { kind: 'task', id: task });
    if (known === 'absent') {
      const { deadline, quality = null, urgent } = said;
      const options = { quality, urgent, ...(deadline === undefined ? {} : { deadline_ms: deadline }) };
      requireSent(await dse.submit(name, task, description, options), `task/${task}`);
    } else yield { err: `task/${task} was submitted before: this is its outcome` };
    if (!wait) {
      yield {
        out: form.json
          ? JSON.stringify({ task, capability: name })
          : `task/${task} for ${name} is submitted: \`dse task show ${task}\``,
      };
      return EXIT.ok;
    }
    yield { err: `task/${task} for ${name}: waiting for the outcome (Ctrl-C leaves it to the next worker)` };
    const ended = await waitUntil(
      dse,
      { kind: 'task', id: task },
      (state) => ['answered', 'unanswered', 'rejected'].includes(state),
      signal,
    );
    if (!ended) return EXIT.unavailable;
    if (file !== undefined) {
      const { storeLadder } = await import('../../storeLadder.ts');
      const failed = await storeLadder(dse, name, signal);
      for (const tool of failed)
        yield { err: `${name}: ${tool} is no tool of its ladder yet: its proof failed, or its suite grew` };
    }
    return yield* sayOutcome(await outcomeOf(dse.substrate, task), form, 'steps');
  },
});
