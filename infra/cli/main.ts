import { enableCompileCache } from 'node:module';

// Before anything else is loaded: most of a short command's time is reading its own modules.
enableCompileCache();
const { start } = await import('./start.ts');
await start();
