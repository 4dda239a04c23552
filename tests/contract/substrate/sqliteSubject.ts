import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll } from 'vitest';
import { openLog } from '../../../infra/log/open.ts';
import type { Subject } from './subject.ts';

export const folderOf = (url: string): string => url.slice('sqlite:'.length);

/** Folders for one test file, removed after it. */
export function temporaryFolders(): () => string {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'dse-log-'));
    folders.push(folder);
    return folder;
  };
}

/** Does SQL on a log behind its back, as a careless person or a bad disk would. */
export function tamper(folder: string, sql: string, ...cells: (string | number)[]): void {
  const db = new DatabaseSync(join(folder, 'log.db'), { timeout: 1_000 });
  db.prepare(sql).run(...cells);
  db.close();
}

export function sqliteSubject(folder: () => string): Subject {
  return {
    open: () => openLog(`sqlite:${folder()}`),
    secondDoor: (substrate) => openLog(substrate.url),
    damageBlob: async (substrate, hash) =>
      tamper(folderOf(substrate.url), "UPDATE blobs SET content = 'forged' WHERE hash = ?", hash),
  };
}
