import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { benches } from '../../infra/bench/benches.ts';
import { commandsOf } from '../../infra/cli/commands/index.ts';
import { EXIT } from '../../infra/cli/exitCodes.ts';
import { createProgram } from '../../infra/cli/program.ts';

const reference = readFileSync(new URL('../../docs/reference/cli.md', import.meta.url), 'utf8');
const allCommands = await commandsOf(undefined);
const program = createProgram(allCommands, async () => {});

/** Commands that do something, as they are typed. */
function typedNames(command: Command, before: string): string[] {
  return command.commands.flatMap((child) => {
    const name = `${before}${child.name()}`;
    const takes = child.registeredArguments.length > 0 || child.options.some(({ hidden }) => !hidden);
    const doesItself = child.commands.length === 0 || takes;
    return [...(doesItself ? [name] : []), ...typedNames(child, `${name} `)];
  });
}

it('the reference has one section for each command of the program, and no other', () => {
  const documented = [...reference.matchAll(/^### `dse ([a-z]+(?:[ -][a-z]+)*)/gm)].map(
    (match) => match[1] ?? '',
  );
  const named = typedNames(program, '').sort();
  expect(documented.toSorted()).toEqual(named);
  expect(allCommands.map(({ name }) => name).sort()).toEqual(named);
});

it('the reference names every option of every command', () => {
  const options = (command: Command): string[] => [
    ...command.options.filter(({ hidden }) => !hidden).map(({ long }) => long ?? ''),
    ...command.commands.flatMap(options),
  ];
  expect(options(program).filter((option) => !reference.includes(option))).toEqual([]);
});

it('the reference gives each exit code its line', () => {
  for (const code of Object.values(EXIT)) expect(reference).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
});

it('the reference gives each bench its line, with every one of its settings', () => {
  const lines = new Map(
    [...reference.matchAll(/^\| `([a-z]+)` \|.*$/gm)].map(([line, name]) => [name, line]),
  );
  for (const [name, { settings }] of Object.entries(benches))
    expect(settings.filter((setting) => !lines.get(name)?.includes(`--${setting}`))).toEqual([]);
});
