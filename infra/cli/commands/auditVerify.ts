import { z } from 'zod';
import { verifyLog } from '../../log/verify.ts';
import { command, group } from '../command.ts';
import { EXIT } from '../exitCodes.ts';

/** What no check of this log alone can find; said every time, so that nobody takes more from it than there is. */
const BLIND = [
  'a whole log that was written anew with all its hashes: seals are not signed, so keep a copy of the last root elsewhere and compare',
  'commits after the last seal that were cut off at the end of the log',
  'blobs: each is checked against its hash when it is read',
  'run batches: `dse replay --verify` compares them with what was projected',
] as const;

/** `dse audit verify`: the log's chain, seals, checksums and gaps; and what that cannot show. */
export const auditVerify = command({
  name: 'audit verify',
  needs: 'log',
  options: z.strictObject({}),
  configure: (program, act) =>
    void group(program, 'audit', '')
      .command('verify')
      .description('check chain, seals, checksums and gaps of the log')
      .action(() => act({})),
  async *run({ house, form }) {
    const check = await verifyLog(await house.substrate());
    const whole = check.problems.length === 0;
    if (form.json) {
      yield { out: JSON.stringify({ ...check, whole, cannot_show: BLIND }) };
      return whole ? EXIT.ok : EXIT.failed;
    }
    for (const { position, actor, version, problem } of check.problems) {
      yield {
        out: `table commits, position ${position}: commit ${version} of ${actor.kind}/${actor.id}: ${problem}`,
      };
    }
    const counts = `${check.commits} commits of ${check.actors} actors, ${check.seals} seals`;
    yield {
      out: whole
        ? `audit verify: whole; ${counts}`
        : `audit verify: ${check.problems.length} problems in ${counts}`,
    };
    yield { out: 'It cannot show:' };
    for (const blind of BLIND) yield { out: `  - ${blind}` };
    return whole ? EXIT.ok : EXIT.failed;
  },
});
