import type { PromptGenome } from '../../events/promptGenome.ts';

/** How often an answer that does not fit is asked for again (SPEC E15). */
export const PROMPT_REPAIRS = 1;
const CONSENSUS = 3;

/** Answers that are asked for, of which what most say is taken (SPEC E1). */
export function voicesOf({ use_consensus }: Pick<PromptGenome, 'use_consensus'>): number {
  return use_consensus ? CONSENSUS : 1;
}
