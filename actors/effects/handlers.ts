import type { Workshop } from '../workshop.ts';
import type { EffectHandler } from '../worker.ts';
import { checkArms } from './checkArms.ts';
import { chooseGenerator } from './chooseGenerator.ts';
import { breed } from './population/breed.ts';
import { checkControls } from './population/checkControls.ts';
import { compareFinalists } from './population/compareFinalists.ts';
import { evaluateCandidate } from './population/evaluateCandidate.ts';
import { prepareMended } from './population/prepareMended.ts';
import { generateWinner } from './population/generateWinner.ts';
import { prepareEvidence } from './evidence.ts';
import { generateCandidate } from './generateCandidate.ts';
import { learnFix } from './learnFix.ts';
import { propose } from './propose.ts';
import { proveArtifact } from './prove.ts';
import { proveParent } from './proveParent.ts';
import { proveTarget } from './proveTarget.ts';
import { proveCapabilitySuite } from './proveSuite.ts';
import { tell } from './tell.ts';

/** The work behind every source that a machine invokes. */
export function handlers(workshop: Workshop): Readonly<Record<string, EffectHandler>> {
  return {
    tell: tell(workshop.host),
    prove: proveArtifact(workshop),
    proveSuite: proveCapabilitySuite(workshop),
    prepareEvidence: prepareEvidence(workshop),
    proveParent: proveParent(workshop),
    proveTarget: proveTarget(workshop),
    checkArms: checkArms(workshop),
    chooseGenerator: chooseGenerator(workshop),
    propose: propose(workshop),
    generateCandidate: generateCandidate(workshop),
    learnFix: learnFix(workshop),
    checkControls: checkControls(workshop),
    breed: breed(workshop),
    evaluateCandidate: evaluateCandidate(workshop),
    compareFinalists: compareFinalists(workshop),
    prepareMended: prepareMended(workshop),
    generateWinner: generateWinner(workshop),
  };
}
