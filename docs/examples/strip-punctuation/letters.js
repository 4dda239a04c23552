const MARKS = '.,;:!?()\'"';

function stripPunctuation(text) {
  let kept = '';
  for (const letter of text) {
    if (!MARKS.includes(letter)) kept += letter;
  }
  return kept;
}
