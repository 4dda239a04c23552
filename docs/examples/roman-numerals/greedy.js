const SIGNS = [
  ['M', 1000],
  ['CM', 900],
  ['D', 500],
  ['CD', 400],
  ['C', 100],
  ['XC', 90],
  ['L', 50],
  ['XL', 40],
  ['X', 10],
  ['IX', 9],
  ['V', 5],
  ['IV', 4],
  ['I', 1],
];

function toRoman(number) {
  let rest = number;
  let text = '';
  for (const [sign, worth] of SIGNS) {
    while (rest > worth) {
      text += sign;
      rest -= worth;
    }
  }
  return text;
}
