import { z } from 'zod';
import { Id } from '../../../events/commit.ts';
import { command, group } from '../command.ts';
import { sayGolden } from './goldenBuild.ts';

const Options = z.strictObject({ capability: Id });

/** `dse golden show`: the golden set that was built last. */
export const goldenShow = command<z.infer<typeof Options>>({
  name: 'golden show',
  needs: 'log',
  options: Options,
  configure: (program, act) =>
    void group(program, 'golden', 'golden sets: what populations are judged on')
      .command('show <capability>')
      .description('the golden set of a capability that was built last')
      .action((capability: string) => act({ capability })),
  async *run({ house, form }, { capability }) {
    const { lastGolden } = await import('../../evolving/golden/build.ts');
    return yield* sayGolden(await lastGolden({ substrate: await house.substrate() }, capability), form);
  },
});
