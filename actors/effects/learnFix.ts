import { stripTypeScriptTypes } from 'node:module';
import { SEED_GENERATOR } from '../../machines/task/context.ts';
import { learnFix as fixFrom } from '../generators/index.ts';
import { blobText, lifecycleOf, taskOf } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';
import type { EffectHandler } from '../worker.ts';

/** What an accepted descendant changed, kept for the repair library of every capability (B21). */
export function learnFix(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const child = String(lease.effect.input['child']);
    const { request } = await taskOf(workshop, lease.actor.id);
    const { context } = await lifecycleOf(workshop, { kind: request!.kind, id: child });
    const artifact = context.artifact!;
    const [parentId] = artifact.parents;
    if (artifact.generator === SEED_GENERATOR || !parentId) return null;
    const parent = (await lifecycleOf(workshop, { kind: request!.kind, id: parentId })).context.artifact!;
    const plain = (source: string): string =>
      artifact.language === 'typescript' ? stripTypeScriptTypes(source) : source;
    const before = plain(await blobText(workshop, parent.source, 'the parent'));
    const after = plain(await blobText(workshop, artifact.source, 'the child'));
    const fix = fixFrom(before, after, artifact.operators);
    if (!fix) return null;
    await workshop.host.send(
      { kind: 'capability', id: artifact.capability },
      {
        type: 'learnFix',
        task: lease.actor.id,
        parent: parent.source,
        child: artifact.source,
        operators: artifact.operators,
        fix: JSON.stringify(fix),
      },
      { id: lease.key, correlation: lease.correlation, causation: lease.key, from: lease.actor },
    );
    return null;
  };
}
