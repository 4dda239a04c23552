import { globSync, readFileSync } from 'node:fs';
import { Fact } from '../../events/commit.ts';

const folder = new URL('events/', import.meta.url);

/** One stored example of each (type, version), keyed `<type>@<version>`. Only added, never edited once released. */
export function goldenFacts(): ReadonlyMap<string, Fact> {
  return new Map(
    globSync('*.json', { cwd: folder })
      .sort()
      .map((file) => [file.replace(/\.json$/, ''), Fact.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))] as const),
  );
}

/** Keys that have no golden file: every version of every type there ever was needs one. */
export function withoutGolden(current: ReadonlyMap<string, number>, have: ReadonlySet<string>): string[] {
  return [...current].flatMap(([type, version]) =>
    Array.from({ length: version }, (_, index) => `${type}@${index + 1}`).filter((key) => !have.has(key)),
  );
}
