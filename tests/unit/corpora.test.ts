import { describe, expect, it } from 'vitest';
import { foldCommit } from '../../actors/resident.ts';
import { decodeCommit } from '../../events/codec.ts';
import type { Commit } from '../../events/commit.ts';
import { factTypes } from '../../events/schema.ts';
import type { Folded } from '../../machines/fold.ts';
import { behaviours } from '../../machines/registry.ts';
import { corpora, machineVersions } from '../golden/corpora.ts';
import type { Corpus } from '../golden/corpora.ts';

const all = corpora();
const commitsOf = ({ lines, file }: Corpus): readonly Commit[] =>
  lines.map(({ body }, index) => decodeCommit(body, `line ${index + 1} of ${file}`));

describe('the corpora', () => {
  it('hold one for every machine in its version; `npx node tests/golden/corpora.ts` adds what is missing', () => {
    const have = all.map(({ file }) => file);
    for (const [machine, version] of machineVersions())
      expect(have).toContain(`${machine}@${version}.ndjson`);
  });

  it('say every fact that a machine folds', () => {
    const said = new Set(all.flatMap(commitsOf).flatMap(({ events }) => events.map(({ type }) => type)));
    // Appended by a host that meets an older log; there is none yet.
    expect(factTypes.filter((type) => !said.has(type))).toEqual(['machine.upgraded']);
  });

  for (const corpus of all) {
    it(`${corpus.file} folds to the states, lifecycle values and effects it recorded`, () => {
      const snapshots = new Map<string, Folded['snapshot']>();
      for (const [index, commit] of commitsOf(corpus).entries()) {
        const behaviour = behaviours[commit.actor.kind];
        const { interpreter } = behaviour;
        const name = `${commit.actor.kind}/${commit.actor.id}`;
        const before = snapshots.get(name) ?? interpreter.initial();
        // The state hash is compared here when the version is the machine's own.
        snapshots.set(name, foldCommit(behaviour, before, commit));
        const { snapshot, effects, ended } = interpreter.fold(before, commit.events, commit.meta.at);
        expect(snapshot.value).toEqual(corpus.lines[index]!.value);
        expect(effects.map(({ name: effect, child }) => [effect, child])).toEqual(
          commit.effects.map(({ name: effect, child }) => [effect, child]),
        );
        expect(ended).toEqual(commit.ended);
      }
    });
  }

  it('would notice a state that is another', () => {
    const [first] = commitsOf(all[0]!);
    const behaviour = behaviours[first!.actor.kind];
    const forged = { ...first!, state: '0'.repeat(64) };
    expect(() => foldCommit(behaviour, behaviour.interpreter.initial(), forged)).toThrow(
      'give another state',
    );
  });
});
