import type { PackageCode } from '../../../actors/ports.ts';
import { instrument } from '../fuel/instrument.ts';
import { type Inspection, inspect } from './inspect.ts';
import { parseAs } from './parser.ts';

/** What a program may `require`, as a script of its own that runs before it, and what all of it spells. */
export type Packages = Inspection & { readonly code: string };

const NONE: Packages = { code: '', words: new Set(), computedCalls: false };

/**
 * Each package is a function that is called when it is first required, in the program's own realm and counted like the program: its
 * work is charged to whoever asks for it. It sees `module`, `exports` and, as `global`, the realm it is in; it can require nothing.
 */
export function packagesFor(packages: readonly PackageCode[], metered: boolean): Packages {
  if (packages.length === 0) return NONE;
  const words = new Set<string>();
  let computedCalls = false;
  const made = packages.map(({ name, source }) => {
    const wrapped = `(function (module, exports, global) {${source}\n})`;
    const read = inspect(parseAs(wrapped, 'script'), wrapped);
    for (const word of read.words) words.add(word);
    computedCalls ||= read.computedCalls;
    const given = `$dse_provide(${JSON.stringify(name)}, ${wrapped});`;
    return metered ? instrument(given, parseAs(given, 'script'), { fuel: true, trace: false }).code : given;
  });
  return { code: `${PROVIDER}\n${made.join('\n')}\n0;`, words, computedCalls };
}

/** `require` is a property of the global object, so that a program may have a function of that name. */
const PROVIDER = `const $dse_provide = ((makers, modules, define) => {
  define(globalThis, 'require', { configurable: true, writable: true, enumerable: false, value: (name) => {
    const known = modules[name];
    if (known !== undefined) return known.exports;
    const make = makers[name];
    if (make === undefined) throw new Error('the module "' + name + '" cannot be imported: it is not in scope.packages');
    const module = (modules[name] = { exports: {} });
    make(module, module.exports, globalThis);
    return module.exports;
  } });
  return (name, make) => { makers[name] = make; };
})({ __proto__: null }, { __proto__: null }, Object.defineProperty);`;
