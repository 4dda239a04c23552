import type { CapabilityFile } from '../../events/capability.ts';
import type { Report } from './capabilityFile.ts';

/** Code is right or wrong; only a model is right most of the time. */
export function checkAccuracy({ kind, objectives }: CapabilityFile, report: Report): void {
  if (kind === 'prompt' || objectives.accuracy_min === undefined) return;
  report(
    ['objectives', 'accuracy_min'],
    `a ${kind} is right about every example`,
    'Remove it; `quality_min` is the floor of its runs.',
  );
}
