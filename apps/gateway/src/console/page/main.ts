import { ConsolePage } from './console-page';

new ConsolePage();
