import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { expect, it, vi } from 'vitest';
import { commandNamed, commandsOf, firstWords } from '../../infra/cli/commands/index.ts';
import { createProgram, firstWord } from '../../infra/cli/program.ts';

const whole = await commandsOf(undefined);
const program = (commands: typeof whole): Command => createProgram(commands, async () => {});

/** The help of every command below, by its name, as the program it stands in gives it. */
function helps(command: Command, before = ''): readonly (readonly [string, string])[] {
  return command.commands.flatMap((child) => {
    const name = `${before}${child.name()}`;
    return [[name, child.helpInformation()] as const, ...helps(child, `${name} `)];
  });
}

it.each(firstWords)('`%s` alone loads all the commands that begin with it, and no others', async (word) => {
  const names = (await commandsOf(word)).map(({ name }) => name);
  expect(names).not.toEqual([]);
  expect(names).toEqual(whole.map(({ name }) => name).filter((name) => name.split(' ')[0] === word));
});

it('every command of the program begins with a word of the table', () => {
  expect([...new Set(whole.map(({ name }) => name.split(' ')[0]))]).toEqual([...firstWords]);
});

it('a command has the same help whether it is loaded alone or with all others', async () => {
  const alone = await Promise.all(firstWords.map(async (word) => helps(program(await commandsOf(word)))));
  expect(alone.flat()).toEqual(helps(program(whole)));
});

it('a word that names nothing loads everything, so that help and usage errors know all commands', async () => {
  for (const word of ['help', 'constructor', 'rolback']) expect(await commandsOf(word)).toEqual(whole);
});

it('a command at the door is found by its whole name', async () => {
  for (const command of whole) expect(await commandNamed(command.name)).toBe(command);
  expect(await commandNamed('task')).toBeUndefined();
  expect(await commandNamed('nonsense')).toBeUndefined();
});

it.each([
  [['rollback', 'x', '--reason', 'status'], 'rollback'],
  [['--folder', 'query', '--json', 'rollback', 'x'], 'rollback'],
  [['--seed=7', 'demo', '--small'], 'demo'],
  [['task', 'submit', 'file.yaml'], 'task'],
  [[], undefined],
  [['--help'], undefined],
])('the first word of %j is %s', (words, word) => {
  expect(firstWord(words)).toBe(word);
});

it('a line that asks for the version needs no command', () => {
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    expect(() => firstWord(['rollback', '--version'])).toThrow(CommanderError);
  } finally {
    said.mockRestore();
  }
});
