import { natsChaos } from './natsChaos.ts';

natsChaos({
  workload: { proofs: 16, repairs: 3 },
  kills: { count: 20, runs: 4 },
  restarts: { count: 5, runs: 1 },
  cuts: { count: 5, runs: 1 },
});
