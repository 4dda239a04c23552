import { registerHooks } from 'node:module';
import { writeFileSync } from 'node:fs';

// Preloaded into a command line: writes the address of each module it reads, Node's own included, into the file LOADED names.
const loaded: string[] = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
process.on('exit', () => writeFileSync(process.env['LOADED']!, JSON.stringify(loaded)));
