import { assign, setup } from 'xstate';
import { PressureLevel } from '../../events/pressure.ts';
import type { Hardware, PressureReason } from '../../events/pressure.ts';
import type { FactEvent } from '../decision.ts';

export type PressureContext = {
  /** Why the level is what it is. */
  readonly reason: PressureReason | null;
  /** Somebody named the level: nothing that is measured changes it until then, or until it is released (null). */
  readonly held: { readonly until: string | null } | null;
  /** When the level was last decided: no clock that ran back undoes it. */
  readonly decided: string | null;
  readonly hardware: Hardware | null;
};

type PressureFact = FactEvent<'pressure.changed' | 'hardware.changed' | 'effect.failed'>;

const to = (level: PressureLevel) => ({
  guard: ({ event }: { event: PressureFact }) =>
    (event as FactEvent<'pressure.changed'>).data.level === level,
  target: level,
  actions: 'change' as const,
});
const changes = { 'pressure.changed': PressureLevel.options.map(to) };

/** The house's pressure (SPEC P34, C3, C4): its state is the level. */
export const pressureMachine = setup({
  types: {} as { context: PressureContext; events: PressureFact },
  actions: {
    noted: assign({}),
    change: assign(({ event }) => {
      const { data, at } = event as FactEvent<'pressure.changed'>;
      return { reason: data.reason, held: data.reason === 'set' ? { until: data.until } : null, decided: at };
    }),
    equip: assign({ hardware: ({ event }) => (event as FactEvent<'hardware.changed'>).data.after }),
  },
}).createMachine({
  id: 'pressure',
  initial: 'unknown',
  context: { reason: null, held: null, decided: null, hardware: null },
  on: { 'hardware.changed': { actions: 'equip' }, 'effect.failed': { actions: 'noted' } },
  states: {
    unknown: { on: changes },
    high: { on: changes },
    medium: { on: changes },
    low: { on: changes },
    training: { on: changes },
  },
});
