import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Arena } from '../../infra/bench/hostile/arena.ts';
import { catalogueOf } from '../../infra/bench/hostile/catalogue.ts';
import { contenderOf } from '../../infra/bench/hostile/engines.ts';
import type { HostileProgram } from '../../infra/bench/hostile/program.ts';

type Expected = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
const expected = JSON.parse(readFileSync(new URL('expected.json', import.meta.url), 'utf8')) as Expected;

/** Lets every program of a catalogue loose on an engine; `expected.json` says which programs there have to be. */
export function hostileCatalogue(
  catalogue: string,
  part: (program: HostileProgram) => boolean = () => true,
  engine?: string,
): void {
  const programs = catalogueOf(catalogue, engine);

  test(`the catalogue "${catalogue}" holds exactly the programs that are expected`, () => {
    const found: Record<string, string[]> = {};
    for (const { class: name, name: program } of programs) (found[name] ??= []).push(program);
    expect(found).toEqual(expected[catalogue]);
  });

  describe(`a hostile program of "${catalogue}" is contained${engine === undefined ? '' : ` by ${engine}`}, its neighbours and the host are not harmed:`, () => {
    let arena: Arena;
    beforeAll(async () => {
      arena = await Arena.open(contenderOf(catalogue, engine));
    });
    afterAll(() => arena.close());

    test.each(programs.filter(part).map((program) => [program.class, program.name, program] as const))(
      '%s: %s',
      async (_class, _name, program) => {
        // Where a wall it needs cannot stand, it is not run: `dse bench hostile` counts it as open.
        expect(await arena.challenge(program)).toMatchObject({ failures: [] });
      },
    );
  });
}
