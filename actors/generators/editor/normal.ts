import { generate } from 'astring';
import type { Program } from 'acorn';

/** The program printed one way: two sources with equal normal text differ in layout only. */
export const normalText = (program: Program): string => generate(program, { indent: '', lineEnd: '\n' });
