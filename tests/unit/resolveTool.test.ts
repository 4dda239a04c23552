import { expect, it } from 'vitest';
import { resolveTool } from '../../infra/cli/tools/resolveTool.ts';
import type { ToolRow } from '../../infra/cli/tools/toolRow.ts';

const row = (tool_version: string, rest: Partial<ToolRow> = {}): ToolRow => ({
  tool: 'rate',
  tool_version,
  artifact: `rate-${tool_version}`,
  state: 'stored',
  served_artifact: 'rate-1.0.0',
  quality: 0.9,
  demotion: 0,
  priority: 0,
  immutable: false,
  ...rest,
});
const meant = (rows: readonly ToolRow[], range: string | null) => {
  const resolved = resolveTool('rate', range, rows);
  return resolved && [resolved.artifact, resolved.because];
};

it('a bare name means what its capability is answered by, also a descendant without a version', () => {
  expect(meant([row('1.0.0'), row('1.1.0')], null)).toEqual(['rate-1.0.0', 'promoted']);
  const bred = [row('1.0.0', { state: 'variant (succeeded by rate-bred)', served_artifact: 'rate-bred' })];
  expect(resolveTool('rate', null, bred)).toEqual({ artifact: 'rate-bred', row: null, because: 'promoted' });
});

it('a bare name of an immutable tool means its latest version', () => {
  const rows = ['1.0.0', '1.1.0'].map((version) =>
    row(version, { immutable: true, served_artifact: 'rate-bred' }),
  );
  expect(meant(rows, null)).toEqual(['rate-1.1.0', 'immutable']);
});

it('a range means a version that can be called, a whole name also one that cannot any more', () => {
  const rows = [row('1.0.0'), row('1.1.0', { quality: 0.8 }), row('1.2.0', { state: 'retired' })];
  expect(meant(rows, '^1')).toEqual(['rate-1.1.0', 'named']);
  expect(meant(rows, 'latest')).toEqual(['rate-1.1.0', 'named']);
  expect(meant(rows, 'best')).toEqual(['rate-1.0.0', 'named']);
  expect(meant(rows, '1.2.0')).toEqual(['rate-1.2.0', 'named']);
});

it('what is not there means nothing', () => {
  expect(meant([row('1.0.0')], '2')).toBeNull();
  expect(resolveTool('other', null, [row('1.0.0')])).toBeNull();
  expect(meant([row('1.0.0', { served_artifact: null })], null)).toBeNull();
});
