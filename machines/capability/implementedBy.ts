import type { FactData } from '../../events/catalog.ts';

const kinds = {
  function: 'artifact',
  test: 'artifact',
  prompt: 'artifact',
  tool: 'tool',
  workflow: 'workflow',
} as const;

/** The kind of the actors that implement a capability. */
export function implementedBy(
  kind: FactData<'capability.declared'>['kind'],
): 'artifact' | 'tool' | 'workflow' {
  return kinds[kind];
}
