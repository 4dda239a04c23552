import type { pressureFacts } from '../../events/pressure.ts';
import { json } from './place.ts';
import type { Places } from './place.ts';

/** Places of the facts about the house's pressure and the machine under it (`facts/pressure.sql`). */
export const pressurePlaces: Places<typeof pressureFacts> = {
  'pressure.changed': {
    table: 'pressure_changed',
    row: ({ level, before, reason, inputs, until }) => [level, before, reason, json(inputs), until],
  },
  'hardware.changed': {
    table: 'hardware_changed',
    row: ({ before, after, ratio, grew }) => [
      after.gpu_mb,
      after.memory_mb,
      after.cores,
      json(before),
      ratio,
      grew,
    ],
  },
};
