/** Right answers for the faulty and drifting examples in `docs/examples`, written by hand. No product code sees them. */
export const REFERENCES: Readonly<Record<string, string>> = {
  'email-validator': `const ALLOWED = 'abcdefghijklmnopqrstuvwxyz0123456789.-_+@';
function isEmail(text) {
  const lower = text.toLowerCase();
  const at = lower.indexOf('@');
  if (at < 1 || lower.lastIndexOf('@') !== at) return false;
  for (const letter of lower) if (!ALLOWED.includes(letter)) return false;
  const domain = lower.slice(at + 1);
  const dot = domain.lastIndexOf('.');
  return dot > 0 && dot < domain.length - 1;
}`,
  'list-sort': `function sortNumbers(list) { return [...list].sort((a, b) => a - b); }`,
  'normalise-text': `function normalise(text) { return text.trim().split(/\\s+/).join(' ').toLowerCase(); }`,
  'word-frequency': `function wordFrequency(text) {
  const counts = Object.create(null);
  for (const word of text.split(' ')) {
    if (word === '') continue;
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return counts;
}`,
  median: `function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}`,
  'dedupe-list': `function dedupe(list) {
  const seen = new Set();
  for (const item of list) if (!seen.has(item)) seen.add(item);
  return [...seen];
}`,
  'price-total': `function priceTotal(basket) {
  let total = 0;
  for (const line of basket.lines) total += Number(line.price.replaceAll(',', '')) * line.quantity;
  return Math.round(total * 100) / 100;
}`,
  'sensor-mean': `function meanReading(readings) {
  let sum = 0;
  for (const reading of readings) {
    if (!Number.isFinite(reading)) throw new TypeError('a reading is not a number');
    sum += reading;
  }
  if (readings.length === 0) throw new RangeError('there are no readings');
  return Math.round((sum / readings.length) * 100) / 100;
}`,
  'roman-numerals': `const SIGNS = Object.entries({
  M: 1000, CM: 900, D: 500, CD: 400, C: 100, XC: 90, L: 50, XL: 40, X: 10, IX: 9, V: 5, IV: 4, I: 1,
});
function toRoman(number) {
  let rest = number;
  let text = '';
  for (const [sign, worth] of SIGNS) {
    while (rest >= worth) {
      text += sign;
      rest -= worth;
    }
  }
  return text;
}`,
};
