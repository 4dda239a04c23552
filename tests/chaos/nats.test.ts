import { natsChaos } from './natsChaos.ts';

natsChaos({
  workload: { proofs: 4, repairs: 1 },
  kills: { count: 3, runs: 1 },
  restarts: { count: 1, runs: 1 },
  cuts: { count: 1, runs: 1 },
});
