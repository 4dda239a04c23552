import { readFile, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';

/** A source beside the capability file. `outside`: the path leaves its folder, by `..`, absolutely or by a link. */
export type SourceFile =
  | { readonly ok: true; readonly source: string }
  | { readonly ok: false; readonly why: 'outside' | 'unreadable' };

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Reads `file`, named relative to the folder of `capabilityPath`, which it cannot leave. */
export async function readSourceFile(capabilityPath: string, file: string): Promise<SourceFile> {
  const folder = dirname(resolve(capabilityPath));
  if (isAbsolute(file) || !isInside(folder, resolve(folder, file))) return { ok: false, why: 'outside' };
  try {
    const real = await realpath(resolve(folder, file));
    if (!isInside(await realpath(folder), real)) return { ok: false, why: 'outside' };
    return { ok: true, source: await readFile(real, 'utf8') };
  } catch {
    return { ok: false, why: 'unreadable' };
  }
}
