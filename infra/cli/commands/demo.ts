import { z } from 'zod';
import type { Said } from '../command.ts';
import { command } from '../command.ts';
import { replay } from './replay.ts';

/** `dse demo`: the main job on the built-in examples. */
export const demo = command({
  name: 'demo',
  needs: 'workers',
  creates: true,
  opensDoor: true,
  alone: true,
  folderPerSeed: true,
  options: z.strictObject({ small: z.boolean().default(false) }),
  configure: (program, act) =>
    void program
      .command('demo')
      .description(
        'do the main job on built-in examples: propose, prove, store, run, notice drift, evolve; ends by itself with a report',
      )
      .option('--small', 'three capabilities in place of all')
      .action(({ small }: { small?: boolean }) => act({ small: small ?? false })),
  async *run(setting, { small }) {
    const { house } = setting;
    const { demo: perform } = await import('../../demo/demo.ts');
    const said: Said[] = [];
    let wake = (): void => {};
    const tell = (line: Said): void => {
      said.push(line);
      wake();
    };
    let over = false;
    const job = perform({
      dse: await house.dse(),
      small,
      out: (out) => tell({ out }),
      progress: (err) => tell({ err }),
    }).finally(() => {
      over = true;
      wake();
    });
    // Awaited below; here only so that a failure before that is not unhandled.
    job.catch(() => {});
    for (;;) {
      const more = new Promise<void>((resolve) => (wake = resolve));
      yield* said.splice(0);
      if (over) break;
      await more;
    }
    await job;
    yield* said.splice(0);
    yield { out: '' };
    return yield* replay.run(setting, { verify: true });
  },
});
