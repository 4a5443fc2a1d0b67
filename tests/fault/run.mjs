// The fault catalogue: things really break, and the promises of docs/faults.md must hold. One file for each subject.
// Arguments: the binary, and a word; only tests whose names contain it run.
import { main } from '../support.mjs';
import './clock.mjs';
import './dns.mjs';
import './herd.mjs';
import './power.mjs';
import './promises.mjs';
import './provider.mjs';
import './store.mjs';
import './upstream.mjs';
import './operation_reload.mjs';
import './operation_stop.mjs';
import './limits.mjs';

await main({ endEach: true });
