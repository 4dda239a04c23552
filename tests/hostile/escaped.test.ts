import { hostileCatalogue } from './catalogue.ts';

hostileCatalogue('escaped');
