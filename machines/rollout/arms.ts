import type { RolloutPlan } from '../../events/rolloutFacts.ts';
import type { CheckedArm } from './commands.ts';

const SERVES: readonly string[] = ['stored', 'drifting', 'evolving'];

/** Why these arms cannot be compared; null: they can. */
export function arms(plan: RolloutPlan, checked: readonly CheckedArm[]): string | null {
  const { capability, incumbent } = plan;
  const names = [incumbent, ...plan.challengers.map(({ artifact }) => artifact)];
  if (new Set(names).size < names.length)
    return `an arm is named twice: ${names.join(', ')}; name each challenger once, and not what is served`;
  const sources = new Map<string, string>();
  for (const name of names) {
    const arm = checked.find(({ artifact }) => artifact === name);
    if (!arm || arm.source === null || arm.capability === null)
      return `${name} is not there: \`dse artifact list --capability ${capability}\``;
    if (arm.capability !== capability)
      return `${name} is an implementation of ${arm.capability}, not of ${capability}`;
    if (arm.quarantined && name !== incumbent) return `${name} is quarantined: it is not called any more`;
    if (name === incumbent ? !SERVES.includes(arm.state) : arm.state !== 'stored')
      return `${name} is ${arm.state}: only what is stored can be rolled out`;
    const twin = sources.get(arm.source);
    if (twin !== undefined)
      return `${name} has the same source as ${twin}: an A/A pair has nothing to show, name another challenger`;
    sources.set(arm.source, name);
  }
  return null;
}
