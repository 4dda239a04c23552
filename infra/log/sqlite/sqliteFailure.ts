import { LogFailure } from '../failure.ts';
import type { FailureKind } from '../failure.ts';

const kinds: Readonly<Record<number, FailureKind>> = {
  5: 'busy',
  6: 'busy',
  11: 'damaged',
  13: 'full',
  26: 'damaged',
};

const texts: Readonly<Partial<Record<FailureKind, (file: string, detail: string) => string>>> = {
  full: (file, detail) =>
    `log ${file} cannot grow: ${detail}. Nothing was written; free space on its disk and try again`,
  damaged: (file, detail) =>
    `log ${file} is damaged: ${detail}. Nothing was written; keep the folder as evidence and go on with a backup or a copy made by \`dse log copy\``,
  busy: (file, detail) =>
    `log ${file} is held by another writer: ${detail}. Nothing was written; look for a process that hangs on this folder, then try again`,
};

/** What SQLite threw, in the words of this log. Anything that did not come from SQLite passes unchanged. */
export function logFailure(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error;
  const code = error.errcode;
  const kind = kinds[code & 0xff] ?? 'other';
  const text =
    texts[kind] ??
    ((where, detail) =>
      `log ${where} failed: ${detail} (SQLite code ${code}); check the folder's rights and disk`);
  return new LogFailure(kind, text(file, error.message));
}
