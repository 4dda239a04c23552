import { z } from 'zod';
import type { Difference, Projection, Unprojectable } from '../../../projections/index.ts';
import { verifyLog } from '../../log/verify.ts';
import { command } from '../command.ts';
import type { Form, Setting, Speech } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

const Options = z.strictObject({ verify: z.boolean().default(false), asOf: z.string().optional() });

/** `dse replay`: folds the log again, builds the projection anew; `--verify` says whether everything comes out the same. */
export const replay = command({
  name: 'replay',
  needs: 'knowledge',
  options: Options,
  configure: (program, act) =>
    void program
      .command('replay')
      .description('fold the log again and show the state of every actor; the projection is built anew')
      .option(
        '--verify',
        'compare instead: states with the recorded ones, the projection with one built beside it',
      )
      .option('--as-of <position|time>', 'only up to then; nothing is built')
      .action(({ verify, asOf }: { verify?: boolean; asOf?: string }) =>
        act({ verify: verify ?? false, asOf }),
      ),
  async *run(setting, { verify, asOf }) {
    return verify ? yield* sayVerified(setting) : yield* sayStates(setting, asOf);
  },
});

async function* sayStates({ house, form }: Setting, asOf: string | undefined): Speech {
  const { refold } = await import('../refold.ts');
  const projection = await house.knowledge();
  const until = asOf === undefined ? null : (await projection.query('SELECT 1 AS one', { asOf })).asOf;
  const { actors, commits, differences } = await refold(await house.substrate(), until);
  for (const { position, detail } of differences)
    yield { err: `table commit, position ${position}: ${detail}` };
  const rows = [...actors.values()].map(({ actor, version, state, hash }) => ({
    actor,
    version,
    state,
    hash: form.json ? hash : hash.slice(0, 12),
  }));
  yield* sayRows(rows, ['actor', 'version', 'state', 'hash'], form, 'the log is empty');
  if (until === null) await projection.rebuild();
  yield {
    err: `replay: ${commits} commits of ${actors.size} actors${until === null ? '; the projection was built anew' : `, as of position ${until}`}`,
  };
  return differences.length === 0 ? EXIT.ok : EXIT.failed;
}

async function* sayVerified({ house, form }: Setting): Speech {
  const { refold } = await import('../refold.ts');
  const substrate = await house.substrate();
  // 1. The log: its chain, seals and checksums, which also cover what no state depends on.
  const { problems } = await verifyLog(substrate);
  const differences: Difference[] = problems.map(({ position, actor, version, problem }) => ({
    table: 'commit',
    position,
    detail: `commit ${version} of ${actor.kind}/${actor.id}: ${problem}`,
  }));
  const named = new Set(problems.map(({ position }) => position));
  // 2. States: every actor folded from its first commit, no snapshot used.
  const states = await refold(substrate, null);
  for (const { position, detail } of states.differences) {
    if (!named.has(position)) differences.push({ table: 'commit', position, detail });
  }
  // 3. Knowledge: everything projected again beside what is there.
  const projected = await verified(await house.projection());
  differences.push(...projected.differences);
  const identical = differences.length === 0;
  const counts = { commits: states.commits, actors: states.actors.size, states: states.compared };
  yield* sayVerdict(identical, { ...counts, ...projected.counts }, differences, form);
  return identical ? EXIT.ok : EXIT.failed;
}

type Projected = {
  readonly counts: Readonly<Record<string, number>>;
  readonly differences: readonly Difference[];
};

/** A log the projector cannot read is a difference, too: it names its place. */
async function verified(projection: Projection): Promise<Projected> {
  try {
    const verification = await projection.verify();
    if (verification.status === 'different') return { counts: {}, differences: verification.differences };
    const { tables, rows, views } = verification;
    return { counts: { tables, rows, views }, differences: [] };
  } catch (error) {
    if (!unprojectable(error)) throw error;
    return {
      counts: {},
      differences: [
        {
          table: error.log === 'events' ? 'commit' : 'run_batch',
          position: error.position,
          detail: error.message,
        },
      ],
    };
  }
}

function* sayVerdict(
  identical: boolean,
  counts: Readonly<Record<string, number>>,
  differences: readonly Difference[],
  form: Form,
) {
  if (form.json) {
    yield { out: JSON.stringify({ verdict: identical ? 'identical' : 'different', ...counts, differences }) };
    return;
  }
  for (const { table, position, detail } of differences)
    yield { out: `table ${table}${position === null ? '' : `, position ${position}`}: ${detail}` };
  const text = Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
  yield {
    out: identical
      ? `replay --verify: identical (${text})`
      : `replay --verify: DIFFERENT, ${differences.length} differences (${text})`,
  };
}

/** By name: the class would load the projector with every command. */
function unprojectable(error: unknown): error is Unprojectable {
  return error instanceof Error && error.name === 'Unprojectable';
}
