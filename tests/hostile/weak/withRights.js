/** Preloaded into a child: it keeps every right it was started with, and its user. */
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, next) {
    if (!url.endsWith('/worker/rights.ts')) return next(url, context);
    const source = 'export function dropRights() { return [] }';
    return { format: 'module', source, shortCircuit: true };
  },
});
