import { expect, it } from 'vitest';
import { seenByBreeders } from '../../../actors/evolving/seenByBreeders.ts';
import { literalsOf } from '../../../actors/proving/visible.ts';
import { CapabilitySpec } from '../../../events/capability.ts';
import { clampFile } from '../../clampCapability.ts';

it('takes what a golden set holds out from the examples that breeders draw literals from', () => {
  const spec = CapabilitySpec.parse({
    ...clampFile,
    examples: [
      { input: 3, output: 3 },
      { input: 777, output: 888 },
    ],
  });
  expect(literalsOf(spec)).toEqual(expect.arrayContaining([777, 888, 3]));
  const held = { id: '0'.repeat(16), input: ' 777', expected: '888', label: 'good' } as const;
  const literals = literalsOf(seenByBreeders(spec, [held]));
  expect(literals).toContain(3);
  expect(literals).not.toContain(777);
  expect(literals).not.toContain(888);
});
