import { memorySubstrate } from '../../../infra/log/memory/substrate.ts';
import { substrateContract } from './substrateContract.ts';

substrateContract('memory', { open: async () => memorySubstrate() });
