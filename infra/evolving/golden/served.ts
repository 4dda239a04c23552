import { blobText, capabilityOf, lifecycleOf, specOf, suiteOfHash } from '../../../actors/workshop.ts';
import type { Workshop } from '../../../actors/workshop.ts';
import type { Program } from '../../../actors/ports.ts';
import { bundled } from '../../../actors/proving/bundled.ts';
import { scopeOf } from '../../../actors/proving/scope.ts';
import type { CapabilitySpec } from '../../../events/capability.ts';
import type { Suite } from '../../../events/suite.ts';
import { implementedBy } from '../../../machines/capability/implementedBy.ts';
import { NotKnown } from '../../answers/notKnown.ts';

/** A capability with its contract, its frozen suite and what serves it. */
export type Served = {
  readonly capability: string;
  readonly spec: CapabilitySpec;
  readonly suite: Suite;
  /** Null: nothing serves it yet. */
  readonly artifact: {
    readonly id: string;
    readonly kind: 'artifact' | 'tool' | 'workflow';
    readonly program: Program;
  } | null;
};

/** With `artifact`, that one in place of what serves. @throws NotKnown */
export async function servedBy(workshop: Workshop, capability: string, artifactId?: string): Promise<Served> {
  const { declared, suite, served } = (await capabilityOf(workshop, capability)).context;
  if (declared === null || suite === null)
    throw new NotKnown(
      `there is no capability "${capability}": submit its file with \`dse task submit FILE\``,
    );
  const spec = await specOf(workshop, declared.spec);
  const known = { capability, spec, suite: await suiteOfHash(workshop, suite.hash) };
  const id = artifactId ?? served;
  if (id === null) return { ...known, artifact: null };
  const kind = implementedBy(declared.kind);
  const { artifact } = (await lifecycleOf(workshop, { kind, id })).context;
  if (artifact === null) throw new NotKnown(`there is no ${kind} "${id}" of ${capability}`);
  const scope = scopeOf(spec);
  const program: Program = {
    language: artifact.language,
    source: await blobText(workshop, artifact.source, `the source of ${id}`),
    entry: spec.entry,
    spread: spec.spread,
    ...(scope === null ? {} : { scope }),
    ...bundled(spec),
  };
  return { ...known, artifact: { id, kind, program } };
}
