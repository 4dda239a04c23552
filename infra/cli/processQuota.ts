import type { Quota } from '../../events/objectives.ts';
import { CliProblem, EXIT } from './exitCodes.ts';

/**
 * What all capabilities may use together in this process, per minute (SPEC G17): `DSE_QUOTA_RUNS` runs, `DSE_QUOTA_CPU_MS` ms of CPU time;
 * unset or empty: no bound. Throws a usage error for anything but a whole number from 1.
 */
export function processQuota(variables: Readonly<Record<string, string | undefined>>): Quota {
  const most = (name: string): number | null => {
    const text = variables[name] ?? '';
    if (text === '') return null;
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1)
      throw new CliProblem(EXIT.usage, `${name}=${text}: a whole number from 1 is meant`);
    return value;
  };
  return { runs_per_minute: most('DSE_QUOTA_RUNS'), cpu_ms_per_minute: most('DSE_QUOTA_CPU_MS') };
}
