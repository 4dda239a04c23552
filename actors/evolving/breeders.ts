import type { Workshop } from '../workshop.ts';
import type { Breeder, GenomeKind } from './breeder.ts';
import { guidedBreeder } from './code/guidedBreeder.ts';
import { promptBreeder } from './prompt/promptBreeder.ts';
import { workflowBreeder } from './workflow/workflowBreeder.ts';

const breeders: Readonly<Record<GenomeKind, (workshop: Workshop) => Breeder>> = {
  code: ({ sandbox }) => guidedBreeder(sandbox),
  prompt: promptBreeder,
  workflow: workflowBreeder,
};

/** How genomes of this kind are bred in this house. */
export function breederOf(kind: GenomeKind, workshop: Workshop): Breeder {
  return breeders[kind](workshop);
}
