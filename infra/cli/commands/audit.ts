import { z } from 'zod';
import { ActorRef } from '../../../events/commit.ts';
import { command, group } from '../command.ts';
import { commitsOf } from '../../answers/commits.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { factText } from '../print/factText.ts';
import { painted } from '../print/say.ts';

const Options = z.strictObject({ actor: z.string() });

/** `dse audit KIND/ID`: an actor's whole history, with evidence, cost, and who said it. */
export const auditActor = command({
  name: 'audit',
  needs: 'log',
  options: Options,
  configure: (program, act) =>
    void group(program, 'audit', "check and explain the log: an actor's history, or `verify`, or `views`")
      .argument('[kind/id]', 'an actor, such as artifact/email-validator-1a2b3c4d5e')
      .action((actor?: string) => {
        if (actor === undefined)
          throw new CliProblem(
            EXIT.usage,
            'name an actor such as capability/email-validator, or `verify`, or `views`',
          );
        act({ actor });
      }),
  async *run({ house, form }, { actor: name }) {
    const [kind, id] = name.split('/');
    const actor = ActorRef.safeParse({ kind, id });
    if (!actor.success) {
      throw new CliProblem(
        EXIT.usage,
        `"${name}" names no actor: write KIND/ID, KIND one of ${ActorRef.shape.kind.options.join(', ')}`,
      );
    }
    const history = await commitsOf(await house.substrate(), actor.data);
    if (history.length === 0)
      throw new CliProblem(
        EXIT.failed,
        `${name} has no history in ${house.log}: \`dse events\` shows who has`,
      );
    for (const { position, commit } of history) {
      const { at, correlation, causation, command: said, producer, policy } = commit.meta;
      const cost = costOf(commit.events);
      if (form.json) {
        yield {
          out: JSON.stringify({
            position,
            version: commit.version,
            at,
            facts: commit.events,
            effects: commit.effects,
            cost_micro: cost,
            by: producer,
            command: said,
            correlation,
            causation,
            policy,
            state: commit.state,
            prev: commit.prev,
            id: commit.id,
          }),
        };
        continue;
      }
      yield {
        out: `${painted('bold', `version ${commit.version}`, form)}  position ${position}  ${at}  by ${producer.writer}, machine ${producer.machine} ${producer.version}, policy ${policy}`,
      };
      for (const fact of commit.events)
        yield { out: `  ${painted('cyan', fact.type, form)}  ${factText(fact)}` };
      if (commit.effects.length > 0)
        yield {
          out: `  asked for  ${commit.effects.map(({ name: effect, input }) => `${effect}${toldTo(input)}`).join(', ')}`,
        };
      // Which model, and whether it was simulated, stands in the fact above.
      const priced = commit.events.some(({ data }) => 'model' in data)
        ? 'priced compute and what the model was paid'
        : 'priced compute';
      if (cost > 0) yield { out: `  cost  $${(cost / 1e6).toFixed(6)} ${priced}` };
      yield { out: `  caused by  ${causation}, for ${correlation}` };
    }
    return EXIT.ok;
  },
});

/** Micro-dollars of a commit's facts, wherever in them they stand. */
function costOf(facts: readonly { readonly data: Readonly<Record<string, unknown>> }[]): number {
  return facts.reduce((sum, { data }) => {
    const proof = data['proof'] as { readonly cost_micro?: number } | undefined;
    return sum + Number(data['cost_micro'] ?? 0) + (proof?.cost_micro ?? 0);
  }, 0);
}

function toldTo(input: Readonly<Record<string, unknown>>): string {
  const to = input['to'] as { readonly kind: string; readonly id: string } | undefined;
  const told = input['command'] as { readonly type: string } | undefined;
  return to && told ? ` ${told.type} to ${to.kind}/${to.id}` : '';
}
