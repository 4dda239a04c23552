import type { Host } from './host.ts';
import { notRun } from './notRun.ts';
import type { NotRun } from './notRun.ts';
import type { Exceeded, QuotaBook } from './quota.ts';

/** Nothing runs; the first refusal of a minute is a fact of the capability. */
export async function refusedOver(
  host: Host,
  quotas: QuotaBook,
  capability: string,
  over: Exceeded,
): Promise<NotRun> {
  const { minute, untilMs, ...data } = over;
  const { quota, scope, most, used } = data;
  if (!quotas.isTold(capability, over)) {
    await host.send(
      { kind: 'capability', id: capability },
      { type: 'noteQuota', ...data },
      {
        id: `quota-${scope}-${quota}-${minute}`,
        correlation: `quota-${capability}`,
        causation: `quota-${minute}`,
      },
    );
    quotas.told(capability, over);
  }
  const what = quota === 'runs' ? 'runs' : 'ms of CPU time';
  const whose = scope === 'process' ? 'this process' : capability;
  const reason = `${whose} used ${used} of ${most} ${what} a minute: wait until ${new Date(untilMs).toISOString()}, or raise its quota`;
  return notRun('quota', reason, untilMs);
}
