import type { Workshop } from '../workshop.ts';
import type { Breeder, GenomeKind } from './breeder.ts';
import { guidedBreeder } from './code/guidedBreeder.ts';
import { promptBreeder } from './prompt/promptBreeder.ts';

/** How genomes of this kind are bred in this house. */
export function breederOf(kind: GenomeKind, workshop: Workshop): Breeder {
  if (kind === 'code') return guidedBreeder(workshop.sandbox);
  if (kind === 'prompt') return promptBreeder(workshop);
  throw new Error(`nothing breeds genomes of the kind "${kind}" here`);
}
