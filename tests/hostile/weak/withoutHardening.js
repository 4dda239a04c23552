/** Preloaded into a child: the realm of a program is left as the engine makes it. */
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, next) {
    if (!url.endsWith('/guest/harden.ts')) return next(url, context);
    const source = 'export function harden() { return () => undefined }';
    return { format: 'module', source, shortCircuit: true };
  },
});
