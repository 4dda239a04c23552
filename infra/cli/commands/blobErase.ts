import { z } from 'zod';
import { Sha256 } from '../../../events/commit.ts';
import type { Fact } from '../../../events/commit.ts';
import { command, group } from '../command.ts';
import { commitsAfter } from '../../answers/commits.ts';
import { CliProblem, EXIT, requireSent } from '../exitCodes.ts';

const Options = z.strictObject({ hash: z.string(), reason: z.string().min(1).max(300) });

/** Sentences for people: a hash in them is told, not referred to. */
const PROSE: ReadonlySet<string> = new Set(['note', 'reason', 'ways_out', 'error', 'message', 'detail']);

/** What of a fact is evidence, as text: neither inputs that runs had, nor what a model was asked and said to it, whose call is a run. */
function evidenceIn({ type, data }: Fact): string {
  if (type === 'runs.observed' || type === 'evolution.started') return '';
  const call = type === 'candidates.proposed' ? 'model' : null;
  return JSON.stringify(data, (key, value: unknown) => (PROSE.has(key) || key === call ? undefined : value));
}

/** `dse blob erase HASH`: deletes an input or output for good, and says so in the log. */
export const blobErase = command({
  name: 'blob erase',
  needs: 'server',
  options: Options,
  configure: (program, act) =>
    void group(program, 'blob', 'contents the log refers to by hash')
      .command('erase <hash>')
      .description('delete one content for good; that it was erased, and why, stays in the log')
      .requiredOption('--reason <text>', 'why, for the log')
      .action((hash: string, { reason }: { reason: string }) => {
        if (!Sha256.safeParse(hash).success)
          throw new CliProblem(EXIT.usage, `"${hash}" is no sha256 in lower-case hex`);
        act({ hash, reason });
      }),
  async *run({ house, form }, { hash, reason }) {
    const dse = await house.dse();
    if (!(await dse.substrate.blobs.has(hash)))
      throw new CliProblem(
        EXIT.failed,
        `there is no blob ${hash}: it was erased, or never stored apart (small values stand in their run batch)`,
      );
    // What commits name is evidence: sources, suites, proofs. Inputs and outputs stand in run batches alone.
    for await (const { position, commit } of commitsAfter(dse.substrate, 0)) {
      if (commit.events.some((fact) => evidenceIn(fact).includes(hash))) {
        throw new CliProblem(
          EXIT.refused,
          `blob ${hash} is evidence of ${commit.actor.kind}/${commit.actor.id} (position ${position}): only inputs and outputs are erased`,
        );
      }
    }
    // The fact comes first: after a crash in between, erasing again finishes it.
    requireSent(
      await dse.send({ kind: 'log', id: 'main' }, { type: 'recordErasure', hash, reason }),
      'blob erase',
    );
    await dse.substrate.blobs.erase(hash);
    yield { out: form.json ? JSON.stringify({ hash, erased: true, reason }) : `${hash} is erased` };
    return EXIT.ok;
  },
});
