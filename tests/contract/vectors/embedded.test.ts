import { EmbeddedVectors } from '../../../infra/vectors/embedded.ts';
import { vectorIndexContract } from './vectorIndexContract.ts';

vectorIndexContract('embedded', async (dims) => new EmbeddedVectors(dims));
