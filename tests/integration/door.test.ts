import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDoor, removeDoor, writeDoor } from '../../infra/door/doorFile.ts';
import type { Door } from '../../infra/door/doorFile.ts';
import { BrokenDoor, StaleDoor, throughDoor } from '../../infra/door/doorClient.ts';
import { openDoor } from '../../infra/door/doorServer.ts';
import type { OpenDoor } from '../../infra/door/doorServer.ts';
import { holderOf, takeHold } from '../../infra/door/hold.ts';

const COMMAND = {
  command: 'echo',
  options: { text: 'hi' },
  form: { json: false, colour: false, width: null },
};
let folder: string;
let open: OpenDoor | null;
let served: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dse-door-'));
  open = null;
  served = 0;
});
afterEach(async () => {
  await open?.close();
  rmSync(folder, { recursive: true });
});

async function opened(): Promise<Door> {
  open = await openDoor(folder, '1.0.0', async function* ({ options }) {
    served += 1;
    yield { out: JSON.stringify(options) };
    yield { err: 'done' };
    yield { exit: 3 };
  });
  return readDoor(folder)!;
}

function status(door: Door, headers: Record<string, string>, path = '/command'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = request(`http://${door.address}${path}`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sending.on('error', reject);
    sending.end(JSON.stringify(COMMAND));
  });
}

const all = async (door: Door) => {
  const lines = [];
  for await (const line of throughDoor(door, COMMAND, new AbortController().signal)) lines.push(line);
  return lines;
};

describe('the door', () => {
  it('does a command for who has the token, line by line, the exit code last', async () => {
    expect(await all(await opened())).toEqual([{ out: '{"text":"hi"}' }, { err: 'done' }, { exit: 3 }]);
  });

  it('is written for its owner alone, and gone when it closes', async () => {
    await opened();
    expect(statSync(join(folder, 'door.json')).mode & 0o777).toBe(0o600);
    await open?.close();
    expect(readDoor(folder)).toBeNull();
  });

  it('does nothing for who lacks the token, comes from a page, or calls it by another name', async () => {
    const door = await opened();
    const authorization = `Bearer ${door.token}`;
    expect(await status(door, {})).toBe(401);
    expect(await status(door, { authorization: `Bearer ${'0'.repeat(64)}` })).toBe(401);
    expect(await status(door, { authorization, host: 'evil.example' })).toBe(403);
    expect(await status(door, { authorization, origin: 'http://127.0.0.1' })).toBe(403);
    expect(await status(door, { authorization }, '/other')).toBe(404);
    expect(served).toBe(0);
    expect(await status(door, { authorization })).toBe(200);
    expect(served).toBe(1);
  });

  it('that nobody stands behind is stale, and so is one whose port another has', async () => {
    const door = await opened();
    await expect(all({ ...door, token: '0'.repeat(64) })).rejects.toThrow(StaleDoor);
    await open?.close();
    await expect(all(door)).rejects.toThrow(StaleDoor);
  });

  it('that breaks off before the exit code is no success', async () => {
    open = await openDoor(folder, '1.0.0', async function* () {
      yield { out: 'half' };
    });
    await expect(all(readDoor(folder)!)).rejects.toThrow(BrokenDoor);
  });

  it('of another process stays when this one tidies up', () => {
    writeDoor(folder, { address: '127.0.0.1:1', pid: 1, token: 'a'.repeat(64), version: '1' });
    removeDoor(folder, 'b'.repeat(64));
    expect(readDoor(folder)?.pid).toBe(1);
  });
});

describe('the hold on a folder', () => {
  it('is one process at a time, and says who', () => {
    const first = takeHold(folder, 'dse work');
    expect(first.status).toBe('held');
    expect(takeHold(folder, 'dse query')).toMatchObject({
      status: 'taken',
      by: { pid: process.pid, command: 'dse work' },
    });
    if (first.status === 'held') first.hold.release();
    expect(holderOf(folder)).toBeNull();
    const second = takeHold(folder, 'dse query');
    expect(second.status).toBe('held');
    if (second.status === 'held') second.hold.release();
  });

  it('of a killed process is free at once, whatever it left behind', () => {
    const hold = new URL('../../infra/door/hold.ts', import.meta.url).href;
    const code = `const { takeHold } = await import(${JSON.stringify(hold)}); console.log(takeHold(${JSON.stringify(folder)}, 'dse work').status); process.kill(process.pid, 'SIGKILL');`;
    const died = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    expect(died).toMatchObject({ signal: 'SIGKILL', stdout: 'held\n' });
    expect(holderOf(folder)?.pid).toBe(died.pid);
    const next = takeHold(folder, 'dse query');
    expect(next.status).toBe('held');
    if (next.status === 'held') next.hold.release();
  });
});
