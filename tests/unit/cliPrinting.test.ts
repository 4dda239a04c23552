import { describe, expect, it } from 'vitest';
import { factText } from '../../infra/cli/print/factText.ts';
import { sayRows } from '../../infra/cli/print/say.ts';
import { cellText, tableText } from '../../infra/cli/print/table.ts';
import { treeLines } from '../../infra/cli/print/tree.ts';
import { goldenFacts } from '../golden/facts.ts';

const plain = { json: false, colour: false, width: null };

describe('tables for people', () => {
  it('put columns under their names, numbers to the right, and nothing is cut', () => {
    const text = tableText(
      ['name', 'runs'],
      [
        ['a-long-name', 5],
        ['b', 1200],
      ],
      plain,
    );
    expect(text.split('\n')).toEqual(['name         runs', 'a-long-name     5', 'b            1200']);
  });

  it('are cut to the terminal, with a mark', () => {
    const text = tableText(['name'], [['x'.repeat(60)]], { ...plain, width: 20 });
    expect(text.split('\n')[1]).toMatch(/^x{10,19}…$/);
  });

  it('have colours only where they are wanted', () => {
    const coloured = tableText(['name'], [['x']], { ...plain, colour: true });
    expect(coloured).toContain('\u001B[1mname');
    expect(tableText(['name'], [['x']], plain)).not.toContain('\u001B');
  });

  it('show nothing as -, and four digits of a fraction', () => {
    expect([null, undefined, 2 / 3, 7, 'a', ['b']].map(cellText)).toEqual([
      '-',
      '-',
      '0.6667',
      '7',
      'a',
      '["b"]',
    ]);
  });
});

describe('rows for programs', () => {
  it('are one JSON object a line, all fields', () => {
    const said = [
      ...sayRows(
        [
          { a: 1, b: null },
          { a: 2, b: 'x' },
        ],
        ['a'],
        { ...plain, json: true },
        'none',
      ),
    ];
    expect(said).toEqual([{ out: '{"a":1,"b":null}' }, { out: '{"a":2,"b":"x"}' }]);
  });

  it('of nothing are nothing, and people are told', () => {
    expect([...sayRows([], ['a'], { ...plain, json: true }, 'none')]).toEqual([]);
    expect([...sayRows([], ['a'], plain, 'none')]).toEqual([{ err: 'none' }]);
  });
});

it('a tree draws who hangs below whom', () => {
  const leaf = (text: string) => ({ text, children: [] });
  const tree = { text: 'root', children: [{ text: 'a', children: [leaf('a1'), leaf('a2')] }, leaf('b')] };
  expect(treeLines(tree)).toEqual(['root', '├─ a', '│  ├─ a1', '│  └─ a2', '└─ b']);
});

it.each([...goldenFacts()])('%s has a line of its own, without holes', (_, fact) => {
  const text = factText(fact);
  expect(text.length).toBeGreaterThan(0);
  expect(text).not.toMatch(/undefined|NaN|\[object/);
  expect(text).not.toBe(JSON.stringify(fact.data));
});
