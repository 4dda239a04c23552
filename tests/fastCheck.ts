import fc from 'fast-check';

/** Property tests draw from one seed, so that a run is the same everywhere. `FC_SEED=n FC_RUNS=n npm test` looks further. */
fc.configureGlobal({
  seed: Number(process.env['FC_SEED'] ?? 20_261_121),
  ...(process.env['FC_RUNS'] === undefined ? {} : { numRuns: Number(process.env['FC_RUNS']) }),
});
