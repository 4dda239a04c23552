import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** How to speak to the process that holds a data folder (DESIGN 10). */
export const Door = z.strictObject({
  /** `127.0.0.1:<port>` */
  address: z.string().regex(/^127\.0\.0\.1:\d+$/),
  pid: z.int().min(1),
  /** Whoever can read the file may speak. */
  token: z.string().regex(/^[0-9a-f]{64}$/),
  version: z.string(),
});
export type Door = z.infer<typeof Door>;

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
    return Door.parse(JSON.parse(readFileSync(doorPath(folder), 'utf8')));
  } catch {
    return null;
  }
}

/** Removes the door of this process; another one's stays. */
export function removeDoor(folder: string, token: string): void {
  if (readDoor(folder)?.token === token) rmSync(doorPath(folder), { force: true });
}
