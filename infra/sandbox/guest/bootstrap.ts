import { CHARGES } from '../fuel/charges.ts';
import { meter } from '../fuel/meter.ts';
import { realm } from './realm.ts';

/** What the clock inside says: 2024-01-01T00:00:00Z, always. */
export const NOW = Date.UTC(2024, 0, 1);

/**
 * The script that prepares a realm; its value is the realm's `ask`. The names it declares are script-scoped constants: no property of
 * the global object, no way to reach them from strings, and a program that spells one is refused.
 */
export function bootstrap(metered: boolean): string {
  const counting = metered
    ? `const $dse_meter = (${meter.toString()})(globalThis, ${JSON.stringify(CHARGES)});
$dse_realm.link($dse_meter);
const $dse_k = $dse_meter.charge, $dse_s = $dse_meter.spread, $dse_o = $dse_meter.keys;`
    : '';
  return `'use strict';
const $dse_realm = (${realm.toString()})(globalThis, ${NOW});
${counting}
const $dse_entry = $dse_realm.entry, $dse_t = $dse_realm.mark, $dse_cover = $dse_realm.cover;
$dse_realm.ask;`;
}
