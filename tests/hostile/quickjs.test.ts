import { hostileCatalogue } from './catalogue.ts';

/** Classes in which few programs end by being killed, which takes seconds each; `dse bench hostile` runs all of them. */
const QUICK = /escape|forge|poison/;

hostileCatalogue('javascript', ({ class: name }) => QUICK.test(name), 'quickjs');
