import type { SnapshotFrom } from 'xstate';
import { fact } from '../../events/catalog.ts';
import type { Hardware, PressureInputs, PressureLevel } from '../../events/pressure.ts';
import { decided, refused } from '../decision.ts';
import type { Decide, Decision, DecisionMeta, EffectFailed, TellRefused } from '../decision.ts';
import { hardwareChange } from '../rules/hardware.ts';
import { detectLevel } from '../rules/pressure/detectLevel.ts';
import { levelNamed } from '../rules/pressure/levels.ts';
import type { pressureMachine } from './machine.ts';

export type PressureCommand =
  /** What the edge measured just now; a level that was named stays while it holds. */
  | { readonly type: 'detect'; readonly inputs: PressureInputs }
  /** Somebody names the level. `until`: an ISO time; null: until it is released. */
  | { readonly type: 'set'; readonly level: string; readonly until: string | null }
  /** A level that was named ends; what is measured decides again. */
  | { readonly type: 'release'; readonly inputs: PressureInputs }
  /** What the machine has. */
  | { readonly type: 'probe'; readonly hardware: Hardware }
  | EffectFailed
  | TellRefused;

type Snapshot = SnapshotFrom<typeof pressureMachine>;

/** What the house's pressure answers to a command. The same again is no fact: it is refused as a conflict. */
export const decidePressure: Decide<Snapshot, PressureCommand> = (snapshot, command, meta) => {
  const { held, hardware } = snapshot.context;
  const before = snapshot.value === 'unknown' ? null : snapshot.value;
  switch (command.type) {
    case 'detect': {
      if (held !== null && !isOver(held, meta))
        return refused(
          'conflict',
          `${before} pressure is set ${held.until === null ? 'until it is released' : `until ${held.until}`}: \`dse pressure release\` ends that`,
        );
      if (held !== null) return found(before, command.inputs);
      return changed(before, command.inputs);
    }
    case 'release':
      if (held === null)
        return refused('conflict', 'no pressure level is set: what is measured decides already');
      return found(before, command.inputs);
    case 'set':
      return set(before, command, snapshot, meta);
    case 'probe': {
      const change = hardwareChange(hardware, command.hardware);
      if (change === null) return refused('conflict', 'the machine has about what it had');
      return decided(fact('hardware.changed', { before: hardware, after: command.hardware, ...change }));
    }
    case 'effectFailed': {
      const { type: _, ...failure } = command;
      return decided(fact('effect.failed', failure));
    }
    case 'tellRefused':
      return refused('invalid', command.message);
  }
};

function isOver({ until }: { readonly until: string | null }, { at }: DecisionMeta): boolean {
  return until !== null && at >= until;
}

function found(before: PressureLevel | null, inputs: PressureInputs): Decision {
  return decided(fact('pressure.changed', { before, ...detectLevel(inputs), inputs, until: null }));
}

function changed(before: PressureLevel | null, inputs: PressureInputs): Decision {
  const { level } = detectLevel(inputs);
  return level === before ? refused('conflict', `the pressure is ${level} already`) : found(before, inputs);
}

function set(
  before: PressureLevel | null,
  { level: name, until }: Extract<PressureCommand, { type: 'set' }>,
  { context: { held } }: Snapshot,
  { at }: DecisionMeta,
): Decision {
  const named = levelNamed(name);
  if (named.level === null) return refused('invalid', named.problem);
  if (until !== null && until <= at)
    return refused('invalid', `${until} is over, it is ${at}: name a later time`);
  if (named.level === before && held?.until === until)
    return refused('conflict', `${before} pressure is set like this already`);
  return decided(
    fact('pressure.changed', { level: named.level, before, reason: 'set', inputs: null, until }),
  );
}
