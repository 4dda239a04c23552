import { chargedBuiltins } from '../fuel/builtins.ts';
import { CHARGE_ROWS, KEY_COPY } from '../fuel/charges.ts';
import { counter } from '../fuel/counter.ts';
import { harden } from './harden.ts';
import { harness } from './harness.ts';

/** What the clock inside says: 2024-01-01T00:00:00Z, always. */
export const NOW = Date.UTC(2024, 0, 1);

/**
 * The script that prepares a realm; its value is the harness's `ask`. The names it declares are script-scoped constants: no property of the
 * global object, not to be reached from strings, and a program that spells one is refused.
 */
export function bootstrap(metered: boolean, deepest = 0): string {
  const metering = metered
    ? `const $dse_count = (${counter.toString()})(${KEY_COPY});
const $dse_install = (${chargedBuiltins.toString()})(globalThis, $dse_count, ${JSON.stringify(CHARGE_ROWS)});
const $dse_k = $dse_count.charge, $dse_s = $dse_count.spread, $dse_o = $dse_count.keys;
const $dse_meter = { install: $dse_install, begin: $dse_count.begin, used: $dse_count.used, stopped: $dse_count.stopped };`
    : 'const $dse_meter = null;';
  return `'use strict';
${metering}
const $dse_harness = (${harness.toString()})((${harden.toString()})(globalThis, ${NOW}), $dse_meter, ${deepest});
const $dse_entry = $dse_harness.entry, $dse_t = $dse_harness.mark, $dse_cover = $dse_harness.cover;
$dse_harness.ask;`;
}
