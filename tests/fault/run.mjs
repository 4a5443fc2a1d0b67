// The fault catalogue: things break for real, and what was promised holds. One file a subject.
// Arguments: the binary, and a word that the names of the tests to run hold.
import { main } from '../support.mjs';
import './clock.mjs';
import './dns.mjs';
import './herd.mjs';
import './power.mjs';
import './provider.mjs';
import './store.mjs';
import './upstream.mjs';
import './operation_reload.mjs';
import './operation_stop.mjs';
import './limits.mjs';

await main();
