import type { Language, Program, Sandbox } from '../../../actors/ports.ts';

/** The programs the contract needs, each with the entry `f`, in the language of the engine. */
export type ContractPrograms = {
  /** Gives its input back. */
  readonly echo: string;
  /** Twice its input, a number. */
  readonly double: string;
  /** Fails with the error class and message that stand in its input: `{ name, message }`; name is `ValueError` or the like. */
  readonly fails: string;
  /** Never ends. */
  readonly endless: string;
  /** Never ends while loading. */
  readonly endlessLoading: string;
  /** Keeps ever more memory. */
  readonly grows: string;
  /** Holds as many bytes as its input says before it returns null. */
  readonly holds: string;
  /** A text of as many letters as its input says. */
  readonly long: string;
  /** As many lists in one another as its input says. */
  readonly deep: string;
  /** Three random numbers. */
  readonly random: string;
  /** What time it is, as a number. */
  readonly clock: string;
  /** Leaves something behind wherever it can: globals, prototypes, modules. Returns null. */
  readonly leaves: string;
  /** Looks for what `leaves` left behind; null when there is nothing. */
  readonly looks: string;
  /** On `true` leaves work behind that would change what it says; else says what it found: null when nothing ran late. */
  readonly late: string;
  /** Ends its process on `true`, by work nothing inside can interrupt, or otherwise; else 0. */
  readonly kills: string;
  /** Does as many steps as its input says, and returns the number. */
  readonly steps: string;
};

/** A kind of engine the contract runs on. */
export type SandboxSubject = {
  readonly language: Language;
  readonly programs: ContractPrograms;
  /** Error class that `fails` is asked for. */
  readonly failure: string;
  /** Values a program may return or fail with that JSON has no word for: source of `f`, and what must come of it: JSON text or `Class: start of message`. */
  readonly odd: Readonly<Record<string, readonly [source: string, comes: string]>>;
  /** One child and little grace, so that everybody is a neighbour and killing is quick. */
  open(options?: { readonly quarantine?: boolean }): Promise<Sandbox>;
};

export function programOf(subject: SandboxSubject, source: string): Program {
  return { language: subject.language, source, entry: 'f' };
}
