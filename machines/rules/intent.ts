/** How long a producer is willing to wait. `interactive`: somebody sits there; `background`: whenever it is done. */
export type WaitMode = 'interactive' | 'standard' | 'background';

export type Intent = {
  readonly mode: WaitMode;
  /** What is to come of it: code that always answers the same, or a text of which many are right (SPEC B17). */
  readonly wants: 'code' | 'creative';
  /** The words it was read from, as they stand in the request. */
  readonly signals: readonly string[];
};

/** Most that a CORE task of each mode may take, ms (SPEC T6, T28, F); null: no bound of its own. */
export const DEADLINES_MS: Readonly<Record<WaitMode, number | null>> = {
  interactive: 15_000,
  standard: 300_000,
  background: null,
};

const INTERACTIVE =
  /\b(quick(?:ly)?|fast|asap|as soon as possible|right (?:now|away)|immediate(?:ly)?|now|urgent(?:ly)?|hurry)\b/giu;
const BACKGROUND =
  /\b(over ?night|in the background|when(?:ever)? (?:idle|there is time|you have time)|no (?:hurry|rush)|take your time|later|eventually)\b/giu;
const CREATIVE =
  /\b(write|compose|draft|invent|tell)\b(?:(?!\b(?:function|program|code|script|method|class|parser)\b)[^.])*\b(poem|story|haiku|song|joke|slogan|essay|tagline|limerick)s?\b/giu;
/** A word that says something about the code, not about the wait. */
const ABOUT_CODE =
  /\b(?:fast(?:er|est)?|quick) (?:algorithm|implementation|sort|sorting|path|exponentiation|fourier|inverse|select)|quick ?sort|urgent (?:messages?|tickets?|orders?)/giu;

/**
 * The sentinel's rules (SPEC T2): words of the request that say how long its producer waits. Where both kinds of words stand, patience is
 * believed only if nothing urges: an answer that comes early harms nobody.
 */
export function intentOf(text: string): Intent {
  const about = text.replaceAll(ABOUT_CODE, ' ');
  const found = (pattern: RegExp, where: string) => [...where.matchAll(pattern)].map(([word]) => word);
  // "No hurry" urges nobody.
  const patient = found(BACKGROUND, about);
  const urging = found(INTERACTIVE, about.replaceAll(BACKGROUND, ' '));
  const creative = found(CREATIVE, text);
  const mode = urging.length > 0 ? 'interactive' : patient.length > 0 ? 'background' : 'standard';
  const heard = mode === 'interactive' ? urging : patient;
  return {
    mode,
    wants: creative.length > 0 ? 'creative' : 'code',
    signals: [...new Set([...heard, ...creative].map((word) => word.slice(0, 80)))].slice(0, 8),
  };
}
