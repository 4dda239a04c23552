import { copyFileSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { sqliteSubstrate } from '../../../infra/log/sqlite/substrate.ts';
import { append, artifact, commitOf, effectOf, grow, growTo } from './commits.ts';
import { tamper, temporaryFolders } from './sqliteSubject.ts';

describe('a SQLite log in trouble', () => {
  const temporary = temporaryFolders();
  const alpha = artifact('alpha');

  test('a full disk refuses the append with the reason, and leaves the log as it was', async () => {
    const folder = temporary();
    const log = await sqliteSubstrate({ folder, pagesMax: 60 });
    const head = await growTo(log.events, alpha, 3);
    const before = await log.events.readAll(0, 100);
    const big = commitOf(alpha, 4, { text: 'x'.repeat(400_000), effects: [effectOf('probe')] });
    const reason = new RegExp(`log ${folder}/log\\.db cannot grow.*Nothing was written; free space`);
    expect(await append(log.events, big, head)).toEqual({
      status: 'refused',
      reason: expect.stringMatching(reason),
    });
    expect(await log.events.readAll(0, 100)).toEqual(before);
    expect(await log.effects.pending()).toEqual([]);
    await expect(log.blobs.put('y'.repeat(400_000), 'keep')).rejects.toThrow(/log\.db cannot grow/);
    await log.close();

    const roomy = await sqliteSubstrate({ folder });
    expect(await append(roomy.events, big, head)).toMatchObject({ status: 'appended', duplicate: false });
    await roomy.close();
  });

  test('what fits is written although its neighbour in the group does not', async () => {
    const log = await sqliteSubstrate({ folder: temporary(), pagesMax: 60 });
    const small = (id: string) => append(log.events, commitOf(artifact(id), 1), null);
    const big = append(log.events, commitOf(alpha, 1, { text: 'x'.repeat(400_000) }), null);
    const outcomes = await Promise.all([small('before'), big, small('after')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['appended', 'refused', 'appended']);
    await log.close();
  });

  test('a folder written by a newer DSE is refused, and stays as it was', async () => {
    const folder = temporary();
    await (await sqliteSubstrate({ folder })).close();
    const db = new DatabaseSync(join(folder, 'log.db'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    await expect(sqliteSubstrate({ folder })).rejects.toThrow(
      /log\.db has format 99, this build reads up to 1.*update DSE/,
    );
    const after = new DatabaseSync(join(folder, 'log.db'));
    expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 });
    after.close();
  });

  test('a database of somebody else is refused', async () => {
    const folder = temporary();
    const db = new DatabaseSync(join(folder, 'log.db'));
    db.exec('CREATE TABLE bookmarks (url TEXT)');
    db.close();
    await expect(sqliteSubstrate({ folder })).rejects.toThrow(
      /is a SQLite database but no log of DSE.*another folder/,
    );
  });

  test('a file that is no database is refused', async () => {
    const folder = temporary();
    writeFileSync(join(folder, 'log.db'), 'not a database, but long enough to look like one? '.repeat(50));
    await expect(sqliteSubstrate({ folder })).rejects.toThrow(/log\.db is damaged: file is not a database/);
  });

  test('a damaged page is an error that names the file, not a wrong answer', async () => {
    const folder = temporary();
    const file = join(folder, 'log.db');
    const log = await sqliteSubstrate({ folder });
    for (let index = 0; index < 200; index += 1) {
      await grow(log.events, commitOf(artifact(`actor-${index}`), 1, { text: 'x'.repeat(900) }), null);
    }
    await log.close();
    const handle = openSync(file, 'r+');
    for (let page = 20; page < statSync(file).size / 4096; page += 1)
      writeSync(handle, Buffer.alloc(4096, 0xff), 0, 4096, page * 4096);
    const damaged = await sqliteSubstrate({ folder });
    await expect(damaged.events.readAll(0, 1_000)).rejects.toThrow(/log\.db is damaged: .*backup/);
    await damaged.close();
  });

  test('a folder that cannot be made is an error that names it', async () => {
    const file = join(temporary(), 'taken');
    writeFileSync(file, '');
    await expect(sqliteSubstrate({ folder: join(file, 'log') })).rejects.toThrow(
      /taken\/log cannot be made.*name a folder/,
    );
  });

  test('a writer waits while another process holds the lock, then writes', async () => {
    const folder = temporary();
    const log = await sqliteSubstrate({ folder });
    const other = new DatabaseSync(join(folder, 'log.db'));
    other.exec('BEGIN IMMEDIATE');
    let done = false;
    const writing = append(log.events, commitOf(alpha, 1), null).finally(() => {
      done = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(done).toBe(false);
    expect(await log.events.head(alpha)).toBeNull();
    other.exec('COMMIT');
    other.close();
    expect(await writing).toMatchObject({ status: 'appended' });
    await log.close();
  });

  test('after closing, writes are refused with what to do', async () => {
    const folder = temporary();
    const log = await sqliteSubstrate({ folder });
    await log.close();
    await expect(append(log.events, commitOf(alpha, 1), null)).rejects.toThrow(
      /log\.db is closed: open it again/,
    );
    await expect(log.events.head(alpha)).rejects.toThrow(/log\.db is closed: open it again/);
  });

  test('erasing a blob overwrites its bytes in the file', async () => {
    const folder = temporary();
    const file = join(folder, 'log.db');
    const log = await sqliteSubstrate({ folder });
    const secret = 'a person who wants to be forgotten';
    const hash = await log.blobs.put(secret.repeat(100), 'value');
    await log.blobs.erase(hash);
    await log.close();
    expect(readFileSync(file).includes(secret)).toBe(false);
  });

  test('fsync durability is named in the ack', async () => {
    const log = await sqliteSubstrate({ folder: temporary(), durability: 'fsync' });
    expect(await append(log.events, commitOf(alpha, 1), null)).toMatchObject({ durability: 'fsync' });
    await log.close();
  });

  test('a copied folder is the same log', async () => {
    const [folder, copy] = [temporary(), temporary()];
    const log = await sqliteSubstrate({ folder });
    const head = await growTo(log.events, alpha, 3);
    await log.close();
    copyFileSync(join(folder, 'log.db'), join(copy, 'log.db'));
    const copied = await sqliteSubstrate({ folder: copy });
    expect(await copied.events.head(alpha)).toEqual(head);
    await copied.close();
  });

  test('rows changed behind its back are told', async () => {
    const folder = temporary();
    const log = await sqliteSubstrate({ folder });
    await growTo(log.events, alpha, 3);
    expect(await log.changedRows()).toEqual([]);
    tamper(folder, "UPDATE commits SET body = replace(body, 'policy-1', 'policy-2') WHERE position = 3");
    expect(await log.changedRows()).toEqual([3]);
    await log.close();
  });
});
