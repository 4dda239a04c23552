import type { Database } from './database.ts';

/** How often other processes' commits are looked for, in ms. */
const POLL_MS = 250;

/** Tells listeners that commits were appended: at once for this process, by a look at the file for others. */
export type Wakes = {
  readonly on: (wake: () => void) => () => void;
  readonly appended: (position: number) => void;
  readonly position: () => number;
  readonly stop: () => void;
};

export function logWakes(reader: Database): Wakes {
  const changes = reader.prepare<{ data_version: number }>('PRAGMA data_version');
  const last = reader.prepare<{ position: number | null }>('SELECT max(position) AS position FROM commits');
  const listeners = new Set<() => void>();
  const position = () => last.get()?.position ?? 0;
  let seenChange = -1;
  let seen = 0;
  let waking = false;
  let poll: NodeJS.Timeout | undefined;

  // One wake for all commits that are answered in the same turn.
  const wakeAll = () => {
    if (waking || listeners.size === 0) return;
    waking = true;
    queueMicrotask(() => {
      waking = false;
      for (const wake of listeners) queueMicrotask(wake);
    });
  };
  const lookForOthers = () => {
    const change = changes.get()?.data_version ?? 0;
    if (change === seenChange) return;
    seenChange = change;
    const now = position();
    if (now > seen) wakeAll();
    seen = Math.max(seen, now);
  };
  const look = () => {
    try {
      lookForOthers();
    } catch {
      // A locked or damaged file shows at the next read, where somebody is there to hear it.
    }
  };
  const stop = () => {
    clearInterval(poll);
    poll = undefined;
  };

  return {
    on: (wake) => {
      const listener = () => wake();
      if (listeners.size === 0) {
        seen = position();
        poll = setInterval(look, POLL_MS).unref();
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    appended: (at) => {
      seen = Math.max(seen, at);
      wakeAll();
    },
    position,
    stop,
  };
}
