/** Words of English that tell no text from another. */
const STOP_WORDS = new Set(
  'a an and are as at be by for from has have if in into is it its of on or that the their them then there these this to was were which will with'.split(
    ' ',
  ),
);

/**
 * The words of a text, lower case and without accents. Identifiers count as the words they are made of:
 * `parseHTMLPage` and `parse_html_page` are both parse, html, page.
 */
export function wordsOf(text: string): string[] {
  const spelled = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/(?<=\p{Ll}|\p{N})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, ' ')
    .toLowerCase();
  return (spelled.match(/\p{L}+|\p{N}+/gu) ?? []).filter((word) => !STOP_WORDS.has(word));
}

const VOWEL = /[aeiouy]/;

/** A word without the commonest English endings: `lists`, `listed` and `listing` are one stem. */
export function stemOf(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  const singular = singularOf(word);
  for (const ending of ['ing', 'ed']) {
    const base = singular.slice(0, -ending.length);
    if (singular.endsWith(ending) && base.length > 2 && VOWEL.test(base))
      return withoutLastE(undoubled(base));
  }
  return singular.length > 4 ? withoutLastE(singular) : singular;
}

function singularOf(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh|z)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') && !/(?:ss|us|is)$/.test(word) ? word.slice(0, -1) : word;
}

/** `mapp` of `mapping` is `map`; `call`, `pass` and `buzz` stay. */
function undoubled(base: string): string {
  return /([^lsz])\1$/.test(base) ? base.slice(0, -1) : base;
}

function withoutLastE(base: string): string {
  return base.endsWith('e') ? base.slice(0, -1) : base;
}
