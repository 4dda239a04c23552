import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How to speak to the process that holds a data folder (DESIGN 10). */
export type Door = {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  readonly pid: number;
  /** 64 hex digits; whoever can read the file may speak. */
  readonly token: string;
  readonly version: string;
};

const doorPath = (folder: string): string => join(folder, 'door.json');

/** Writes the door whole or not at all, readable by the owner alone. */
export function writeDoor(folder: string, door: Door): void {
  const path = doorPath(folder);
  const draft = `${path}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify(door, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, path);
}

/** The door that is written down; null when there is none, or what is there is no door. Whether it answers is another question. */
export function readDoor(folder: string): Door | null {
  try {
    const read: unknown = JSON.parse(readFileSync(doorPath(folder), 'utf8'));
    return isDoor(read) ? read : null;
  } catch {
    return null;
  }
}

/** Removes the door of this process; another one's stays. */
export function removeDoor(folder: string, token: string): void {
  if (readDoor(folder)?.token === token) rmSync(doorPath(folder), { force: true });
}

/** By hand: every command line reads this file, and a schema library takes longer to load than all else one needs that only knocks. */
function isDoor(read: unknown): read is Door {
  const { address, pid, token, version } = (read ?? {}) as Readonly<Record<string, unknown>>;
  return (
    /^127\.0\.0\.1:\d+$/.test(String(address)) &&
    Number.isSafeInteger(pid) &&
    Number(pid) > 0 &&
    /^[0-9a-f]{64}$/.test(String(token)) &&
    typeof version === 'string'
  );
}
