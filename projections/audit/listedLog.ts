import type { LogSource } from '../projector.ts';
import type { StoredFixture } from './storedFixture.ts';

/** A finished log out of lists, to be read only. */
export function listedLog({ commits, batches }: StoredFixture): LogSource {
  return {
    events: {
      readAll: async (after, limit) => commits.filter(({ position }) => position > after).slice(0, limit),
      position: async () => commits.at(-1)?.position ?? 0,
      onAppended: () => () => undefined,
    },
    runs: {
      read: async (after, limit) => batches.filter(({ position }) => position > after).slice(0, limit),
      position: async () => batches.at(-1)?.position ?? 0,
    },
  };
}
