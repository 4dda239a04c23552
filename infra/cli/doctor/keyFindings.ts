import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readKeys } from '../../http/keys.ts';
import { bad, ok, warn } from './finding.ts';
import type { Finding } from './finding.ts';

/** Whom `dse serve` would answer on this folder. */
export async function keyFindings(folder: string): Promise<readonly Finding[]> {
  const file = join(folder, 'keys.yaml');
  if (!existsSync(file)) return [ok('keys', 'none: `dse serve` answers this machine only')];
  try {
    const callers = [...(await readKeys(file, null)).values()];
    const names = callers.map(({ name, scopes }) => `${name} (${scopes.join(', ')})`).join('; ');
    // Hashes of keys tell nobody a key, but names and scopes are nobody's business either.
    if ((statSync(file).mode & 0o077) !== 0)
      return [warn('keys', `${names}; others can read ${file}: chmod 600 it`)];
    return [ok('keys', names === '' ? `${file} has none: nobody is answered` : names)];
  } catch (error) {
    return [bad('keys', error instanceof Error ? error.message : String(error))];
  }
}
