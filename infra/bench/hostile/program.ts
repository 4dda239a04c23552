import { z } from 'zod';

/** How a call may end and the program still be contained. `nothing`: it returned null, so it got nothing. */
const Ending = z.enum(['nothing', 'error', 'timeout', 'memory', 'fuel', 'output', 'crash', 'unloadable']);
export type Ending = z.infer<typeof Ending>;

/** A wall without which the program is known to get through: stated instead of run where that wall cannot stand. */
const Need = z.enum(['bubblewrap', 'another user']);
export type Need = z.infer<typeof Need>;

const Program = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  /** What being contained means for this one. */
  contained: z.string(),
  /** The endings that are contained; its entry is `f`, and an `f` that returns anything but null has got what it wanted. */
  ends: z.array(Ending).default(['nothing', 'error']),
  /** `never`: its process survives it. `may`: killing the process is one of the ways to contain it. */
  kill: z.enum(['never', 'may']).default('never'),
  /** It is called so many times, with `{ turn: 0 … }`; the last answer counts. */
  calls: z.int().min(1).default(1),
  needs: z.array(Need).default([]),
  /** What differs on another engine for the same language, by its name, and why. */
  elsewhere: z
    .record(
      z.string(),
      z.strictObject({
        why: z.string(),
        ends: z.array(Ending).optional(),
        kill: z.enum(['never', 'may']).optional(),
      }),
    )
    .default({}),
  source: z.string(),
});

/** One file of the catalogue: the programs of one class. */
export const ProgramFile = z.strictObject({ class: z.string(), programs: z.array(Program).min(1) });

/** A program that does what generated code must not be able to do. */
export type HostileProgram = z.infer<typeof Program> & { readonly class: string };
