import { z } from 'zod';
import { whyOf, whyStep } from '../../answers/why.ts';
import { command } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { factText } from '../print/factText.ts';
import { painted } from '../print/say.ts';

const Options = z.strictObject({ id: z.string() });

/** `dse why ID`: the facts that caused what is, back to the request or the runs they began with. */
export const why = command({
  name: 'why',
  needs: 'log',
  options: Options,
  configure: (program, act) =>
    void program
      .command('why <id>')
      .description('explain how an artifact, a capability or a task came to be as it is')
      .action((id: string) => act({ id })),
  async *run({ house, form }, { id }) {
    const { chain, beginning, parents, splits } = await whyOf(await house.substrate(), id);
    for (const [step, placed] of chain.entries()) {
      if (form.json) {
        yield { out: JSON.stringify(whyStep(placed, step)) };
        continue;
      }
      const { position, commit } = placed;
      const actor = `${commit.actor.kind}/${commit.actor.id}`;
      for (const [index, fact] of commit.events.entries()) {
        const lead = index > 0 ? '            and ' : step === 0 ? '' : '  because ';
        yield {
          out: `${lead}${painted('cyan', fact.type, form)}  ${actor}  [${position}.${index}, ${commit.meta.at}]`,
        };
        yield { out: `            ${factText(fact)}` };
      }
    }
    if (!form.json) yield { out: `  begun by ${beginning}` };
    for (const { position, commit } of form.json ? [] : splits)
      for (const [index, fact] of commit.events.entries())
        yield {
          err: `Under its name came another tool [${position}.${index}, ${commit.meta.at}]: ${factText(fact)}`,
        };
    if (parents.length > 0 && !form.json)
      yield {
        err: `How its parent came to be: ${parents.map((parent) => `\`dse why ${parent}\``).join(', ')}`,
      };
    return EXIT.ok;
  },
});
