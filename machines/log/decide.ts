import type { SnapshotFrom } from 'xstate';
import { fact } from '../../events/catalog.ts';
import type { FactData } from '../../events/catalog.ts';
import { decided, refused } from '../decision.ts';
import type { Decide, EffectFailed, TellRefused } from '../decision.ts';
import type { logMachine } from './machine.ts';

export type LogCommand =
  | ({ readonly type: 'seal' } & FactData<'log.sealed'>)
  | ({ readonly type: 'recordErasure' } & FactData<'blob.erased'>)
  | ({ readonly type: 'recordLoss' } & FactData<'runs.lost'>)
  | EffectFailed
  | TellRefused;

/** What the log's actor answers to a command. Seals follow each other without gap or overlap. */
export const decideLog: Decide<SnapshotFrom<typeof logMachine>, LogCommand> = (snapshot, command) => {
  switch (command.type) {
    case 'seal': {
      const next = snapshot.context.sealed + 1;
      if (command.from !== next)
        return refused('conflict', `the log is sealed up to ${next - 1}, the next seal starts at ${next}`);
      if (command.to < command.from) return refused('invalid', 'there is nothing to seal');
      const { type: _, ...data } = command;
      return decided(fact('log.sealed', data));
    }
    case 'recordErasure':
      return decided(fact('blob.erased', { hash: command.hash, reason: command.reason }));
    case 'recordLoss':
      return decided(
        fact('runs.lost', {
          writer: command.writer,
          capability: command.capability,
          at_most: command.at_most,
        }),
      );
    case 'effectFailed': {
      const { type: _, ...failure } = command;
      return decided(fact('effect.failed', failure));
    }
    case 'tellRefused':
      return refused('invalid', command.message);
  }
};
