import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { decodeCommit } from '../../events/codec.ts';
import { memorySubstrate } from '../../infra/log/memory/substrate.ts';
import { behaviours } from '../../machines/registry.ts';
import { handClock, hostOn, must } from '../hosting.ts';
import { stories } from './stories.ts';

const folder = new URL('corpora/', import.meta.url);

/** One commit of a corpus: its text as it was stored, and the lifecycle value it led to. */
export type CorpusLine = { readonly value: unknown; readonly body: string };
export type Corpus = { readonly file: string; readonly machine: string; readonly version: number; readonly lines: readonly CorpusLine[] };

/** The checked-in corpora, `<machine>@<version>.ndjson`. They are only added, never edited (DESIGN 5). */
export function corpora(): readonly Corpus[] {
  return globSync('*.ndjson', { cwd: folder })
    .sort()
    .map((file) => {
      const [, machine, version] = /^(.+)@(\d+)\.ndjson$/.exec(file)!;
      const lines = readFileSync(new URL(file, folder), 'utf8').trimEnd().split('\n');
      return { file, machine: machine!, version: Number(version), lines: lines.map((line) => JSON.parse(line) as CorpusLine) };
    });
}

/** The versions machines are at now: each needs a corpus. */
export function machineVersions(): ReadonlyMap<string, number> {
  return new Map(Object.values(behaviours).map(({ machine, version }) => [machine, version]));
}

/** Tells a machine's story to a host on an empty log, with a fixed clock and writer. */
async function told(machine: string): Promise<readonly CorpusLine[]> {
  const substrate = memorySubstrate();
  const clock = handClock();
  const host = hostOn(substrate, { clock: clock.read, writer: 'corpus' });
  const lines: CorpusLine[] = [];
  for (const [index, [actor, command, from]] of stories[machine]!().entries()) {
    clock.now += 1000;
    await must(host, actor, command as never, `${machine}-${index}`, from ?? null);
    const { snapshot } = await host.look(actor);
    const [stored] = await substrate.events.readAll(index, 1);
    lines.push({ value: snapshot.value, body: stored!.body });
  }
  return lines;
}

/** Writes the corpora that are missing for the machines' current versions; gives the names. Run it after raising a version. */
async function addCorpora(): Promise<readonly string[]> {
  const added: string[] = [];
  for (const [machine, version] of machineVersions()) {
    const file = `${machine}@${version}.ndjson`;
    const place = new URL(file, folder);
    if (existsSync(place)) continue;
    const lines = await told(machine);
    for (const { body } of lines) decodeCommit(body, file);
    writeFileSync(place, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    added.push(file);
  }
  return added;
}

if (import.meta.main) {
  const added = await addCorpora();
  console.log(added.length === 0 ? 'every machine has a corpus of its version' : `added ${added.join(', ')}`);
}
