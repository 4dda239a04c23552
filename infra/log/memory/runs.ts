import type { RunLog, StoredRunBatch } from '../../../events/substrate/runs.ts';

export function memoryRuns(): RunLog {
  const all: StoredRunBatch[] = [];
  const byId = new Map<string, StoredRunBatch>();
  const lasts = new Map<string, number>();

  return {
    append: async (batch) => {
      const known = byId.get(batch.id);
      if (known) return { status: 'duplicate', position: known.position };
      const { id, capability, after } = batch;
      const stored = { position: all.length + 1, id, capability, after, body: JSON.stringify(batch) };
      all.push(stored);
      byId.set(id, stored);
      lasts.set(batch.writer, Math.max(batch.n, lasts.get(batch.writer) ?? 0));
      return { status: 'appended', position: stored.position };
    },
    read: async (after, limit, capability) => {
      const later = all.slice(after);
      const own = capability === undefined ? later : later.filter((batch) => batch.capability === capability);
      return own.slice(0, limit);
    },
    find: async (id) => byId.get(id) ?? null,
    position: async () => all.length,
    lastOf: async (writer) => lasts.get(writer) ?? 0,
  };
}
