import { parse } from 'acorn';
import { simple } from 'acorn-walk';
import { MD5_SOURCE } from './md5.ts';

/** Where the sandbox enters: `dseCheck(k)` answers for assertion k, `dseCheck(-1)` counts them, `dseCall(args)` calls the entry. */
export const CHECK_ENTRY = 'dseCheck';
export const CALL_ENTRY = 'dseCall';

/** What `dseCheck` returns: assertions met, whether number k held (null: not reached), outputs and errors seen, arguments seen. */
export type CheckAnswer = readonly [number, boolean | null, readonly string[], readonly string[]];

/** `console.assert(e, …)` → `dseAssert(() => (e))`, so that one assertion runs alone and a throw in it fails only it. */
const instrument = (test: string): string => {
  const spans: { from: number; to: number; text: string }[] = [];
  simple(parse(test, { ecmaVersion: 'latest' }), {
    CallExpression: ({ callee, arguments: [first, ...rest], end }) => {
      if (
        callee.type !== 'MemberExpression' ||
        test.slice(callee.start, callee.end) !== 'console.assert' ||
        first === undefined
      )
        return;
      spans.push({ from: callee.start, to: first.start, text: 'dseAssert(() => (' });
      spans.push({ from: rest.at(-1)?.end ?? first.end, to: end, text: '))' });
    },
  });
  return spans
    .toSorted((a, b) => b.from - a.from)
    .reduce((text, { from, to, text: put }) => text.slice(0, from) + put + text.slice(to), test);
};

/** The one module that programs of the set ask for. */
const REQUIRE = `function require(name) { if (name === 'js-md5') return dseMd5; throw new Error('no module ' + name); }
${MD5_SOURCE}
`;

/** A program for the sandbox: the candidate first (trace offsets stay its own), then the suite as a function. */
export const harnessed = (candidate: string, test: string, entry: string): string => `${candidate}
;${candidate.includes('require(') ? REQUIRE : ''}function dseShow(value) {
  return value === undefined ? 'undefined' : typeof value === 'number' && !Number.isFinite(value) ? String(value) : JSON.stringify(value);
}
function dseCheck(wanted) {
  let met = 0, held = null;
  const outputs = [], inputs = [];
  const dseAssert = (assertion) => {
    met += 1;
    if (met - 1 !== wanted) return;
    try { held = Boolean(assertion()); } catch (error) { held = false; outputs.push(String(error)); }
  };
  const quiet = { log() {}, assert: (value) => dseAssert(() => value) };
  const original = ${entry};
  const recorded = (...args) => {
    if (wanted < 0) return undefined;
    inputs.push(JSON.stringify(args));
    const output = original(...args);
    outputs.push(dseShow(output));
    return output;
  };
  try {
    (function (${entry}, console) {
${instrument(test)}
    })(recorded, quiet);
  } catch (error) { outputs.push(String(error)); }
  return [met, held, outputs, inputs];
}
function dseCall(args) { return dseShow(${entry}(...args)); }
`;
