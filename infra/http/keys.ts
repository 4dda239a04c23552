import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { z } from 'zod';
import { problemText, readStrictFile } from '../config/strictFile.ts';
import { Scope } from './scope.ts';
import type { Caller } from './scope.ts';

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** A key as it is kept: its hash, never itself. */
const Key = z.strictObject({
  name: z.string().regex(NAME, 'small letters, digits, - and _'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'the sha256 of the key, 64 hex digits'),
  scopes: z.array(Scope).min(1),
  /** Null: what the server says. */
  rate_per_minute: z.int().min(1).nullable().default(null),
});
type Key = z.infer<typeof Key>;

const KeysFile = z.strictObject({ keys: z.array(Key).max(1000) });

/** The file of keys cannot be used. */
export class BadKeys extends Error {
  override readonly name = 'BadKeys';
}

const hashed = (key: string): string => createHash('sha256').update(key).digest('hex');

/** The callers of a file of keys, by the hash of their key. @throws BadKeys with line, column and what to do. */
export async function readKeys(
  file: string,
  ratePerMinute: number | null,
): Promise<ReadonlyMap<string, Caller>> {
  const read = await readStrictFile(file, KeysFile);
  if (!read.ok) throw new BadKeys(read.problems.map(problemText).join('\n'));
  const { keys } = read.value;
  return new Map(
    keys.map(({ name, sha256, scopes, rate_per_minute }) => [
      sha256,
      { name, scopes, ratePerMinute: rate_per_minute ?? ratePerMinute },
    ]),
  );
}

/** Whose key it is. Looked up by its hash, so nothing of a key shows in the time it takes. */
export function callerOf(callers: ReadonlyMap<string, Caller>, key: string): Caller | null {
  return callers.get(hashed(key)) ?? null;
}

/**
 * Makes a key, adds its hash to the file (readable by its owner alone) and gives the key: nobody can read it again.
 * @throws BadKeys when the name is none, or the file cannot be read or written or has the name already.
 */
export async function addKey(
  file: string,
  { name, scopes, ratePerMinute }: { name: string; scopes: readonly Scope[]; ratePerMinute: number | null },
): Promise<string> {
  if (!NAME.test(name))
    throw new BadKeys(`"${name}" is no name of a key: small letters, digits, - and _, at most 64 of them`);
  const old = existsSync(file) ? await readStrictFile(file, KeysFile) : null;
  if (old !== null && !old.ok) throw new BadKeys(old.problems.map(problemText).join('\n'));
  const before = old?.value.keys ?? [];
  if (before.some((key) => key.name === name))
    throw new BadKeys(`${file} has a key "${name}" already: take its lines out first, or use another name`);
  const key = `dse_${randomBytes(32).toString('base64url')}`;
  const added: Key = { name, sha256: hashed(key), scopes: [...scopes], rate_per_minute: ratePerMinute };
  const draft = `${file}.${process.pid}`;
  const comment =
    before.length > 0 ? commentOf(file) : '# Who may ask, and for what. `dse keys add NAME` adds a line.\n';
  try {
    writeFileSync(draft, comment + stringify({ keys: [...before, added] }), { mode: 0o600 });
    renameSync(draft, file);
  } catch (error) {
    throw new BadKeys(`${file} cannot be written (${String(error)}): name a file in a folder that is there`);
  }
  return key;
}

/** The lines somebody wrote above the keys. */
function commentOf(file: string): string {
  return /^(?:#.*\n|\n)*/.exec(readFileSync(file, 'utf8'))?.[0] ?? '';
}
