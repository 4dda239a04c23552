import type { Workshop } from '../workshop.ts';
import type { Breeder, GenomeKind } from './breeder.ts';
import { guidedBreeder } from './code/guidedBreeder.ts';

/** How genomes of this kind are bred in this house. */
export function breederOf(kind: GenomeKind, workshop: Workshop): Breeder {
  if (kind === 'code') return guidedBreeder(workshop.sandbox);
  throw new Error(`nothing breeds genomes of the kind "${kind}" here`);
}
