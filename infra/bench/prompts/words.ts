/** Words of praise and blame as any reader of English knows them; none was taken from the reviews. */
const PLAIN = {
  good: 'good great excellent love best nice perfect happy awesome amazing wonderful fantastic like recommend pleased fine enjoy impressed comfortable favorite',
  bad: 'bad poor terrible worst hate awful horrible disappointed useless broken waste junk problem cheap crap fail wrong annoying disappointing garbage',
} as const;

const FURTHER = {
  good: 'beautiful brilliant charming clear clever convenient cool crisp cute decent delightful durable easy easily effective elegant enjoyable excited exceptional fast flawless friendly fun glad gorgeous handy helpful ideal impressive incredible interesting joy light lovely loves neat outstanding pleasant pleasantly pleasure prompt quick quickly reliable satisfied satisfying sharp sleek smart smooth smoothly solid stylish super superb sturdy thank thanks thrilled top works worth worthwhile well bargain comfortably compliments',
  bad: 'annoy annoyance ashamed avoid awkward beware blurry bother bothersome breaks broke bulky cannot complain complaint complaints confusing crack cracked crappy damage damaged dead defect defective difficult disappoint disappointment dirty dislike drops dropped embarrassing error errors fails failed failure fault faulty flaw flawed flimsy fragile frustrated frustrating hard hated horribly impossible inferior irritating lacks lousy mediocre mess mistake mistaken muffled nasty noise noisy painful pathetic poorly problems refund regret return returned returning rip ripoff rude sad scratched shame slow stopped stupid sucks terribly trash trouble ugly unacceptable uncomfortable unhappy unreliable unsatisfactory unusable unfortunately upset weak weird worse worthless',
} as const;

const list = (words: string): readonly string[] => words.split(' ');

function lexicon(...parts: readonly { readonly good: string; readonly bad: string }[]) {
  return new Map(
    parts.flatMap(({ good, bad }) => [
      ...list(good).map((word) => [word, 1] as const),
      ...list(bad).map((word) => [word, -1] as const),
    ]),
  );
}

/** By word: 1 praises, -1 blames. `plain` is what the smallest model knows. */
export const LEXICONS: Readonly<Record<'plain' | 'full', ReadonlyMap<string, number>>> = {
  plain: lexicon(PLAIN),
  full: lexicon(PLAIN, FURTHER),
};

export const NEGATIONS: ReadonlySet<string> = new Set(
  list(
    "not no never none nothing without hardly barely neither nor don't doesn't didn't won't can't couldn't wouldn't isn't wasn't aren't",
  ),
);

/** After one of these the writer says what counts. */
export const TURNS: ReadonlySet<string> = new Set(list('but however although though yet'));

/** What a writer tells others to do or not to do. */
export const CUES: ReadonlyMap<string, number> = new Map([
  ...list('recommend recommended buy again must deal').map((word) => [word, 1] as const),
  ...list('avoid away stay beware waste refund return returned back money instead').map(
    (word) => [word, -1] as const,
  ),
]);

export function wordsIn(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z']+/g) ?? [];
}
