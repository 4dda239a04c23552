import { z } from 'zod';
import { command, group } from '../command.ts';
import { commitsOf } from '../../answers/commits.ts';
import { EXIT } from '../exitCodes.ts';
import { factText } from '../print/factText.ts';

/** `dse log seal`: appends the hash over everything since the last seal; keep the root elsewhere. */
export const logSeal = command({
  name: 'log seal',
  needs: 'server',
  options: z.strictObject({}),
  configure: (program, act) =>
    void group(program, 'log', '')
      .command('seal')
      .description('seal what was appended since the last seal')
      .action(() => act({})),
  async *run({ house, form }) {
    const dse = await house.dse();
    if (!(await dse.seal())) {
      yield { err: 'there is nothing to seal: nothing was appended since the last seal' };
      return EXIT.ok;
    }
    const history = await commitsOf(dse.substrate, { kind: 'log', id: 'main' });
    const seal = history
      .flatMap(({ commit }) => commit.events)
      .findLast(({ type }) => type === 'log.sealed')!;
    yield { out: form.json ? JSON.stringify(seal.data) : `sealed ${factText(seal)}` };
    if (!form.json)
      yield { out: `root ${String(seal.data['root'])}: keep it elsewhere, and compare it when in doubt` };
    return EXIT.ok;
  },
});
