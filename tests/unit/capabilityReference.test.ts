import { beforeAll, describe, expect, it } from 'vitest';
import { CapabilityFile } from '../../events/capability.ts';
import { ToolType, toolSupport } from '../../events/toolTypes.ts';
import { referenceFiles } from '../../infra/docs/referenceFiles.ts';

let text = '';
beforeAll(async () => {
  text = (await referenceFiles()).get('docs/reference/capability-file.md') ?? '';
});

describe('the capability file reference', () => {
  it('says what every field of the file means', () => {
    for (const field of Object.keys(CapabilityFile.shape)) {
      expect(text).toMatch(new RegExp(`^\\| \`${field}\` \\| \\S.* \\| \\S.* \\|$`, 'm'));
    }
  });

  it('says bounds and defaults', () => {
    expect(text).toContain('| `examples` | list (1 to 500) of [Example](#example) |');
    expect(text).toContain('| `description` | string, 1 to 1000 characters |');
    expect(text).toContain('| `tolerance` | number, > 0 |');
    expect(text).toContain('| `memory_mb` | integer, ≥ 8, ≤ 1024, default `64` |');
    expect(text).toContain(
      '| `kind` | `function` · `test` · `tool` · `workflow` · `prompt`, default `"function"` |',
    );
  });

  it('says of seeds, controls and the oracle that code stands in a file or in place', () => {
    for (const part of ['SeedFile', 'ControlFile', 'OracleFile']) {
      const section = text.split(`\n### ${part}\n`)[1]?.split('\n#')[0] ?? '';
      expect(section, part).toContain('The code itself; either this or `file`.');
      expect(section, part).toContain('| `file` |');
    }
  });

  it('says of every kind of tool how it is declared, or that it is not supported', () => {
    const { kind, language } = CapabilityFile.shape;
    for (const type of ToolType.options) {
      const how = toolSupport[type];
      const row = `| \`${type}\` | ${how === null ? 'not supported' : ''}`;
      expect(text).toContain(row);
      if (how === null) continue;
      expect('kind' in how ? kind.parse(how.kind) : language.parse(how.language)).toBeTruthy();
    }
    expect(ToolType.options).toHaveLength(14);
    expect(text).toContain('| `PYTHON_FUNCTION` | `language: python` |');
  });

  it('has the phases of traffic files', () => {
    expect(text).toContain('| `phases` | list (1 to 20) of [TrafficPhase](#trafficphase) |');
    expect(text).toContain('| `runs` | integer, ≥ 1, ≤ 100000 |');
  });
});
