// The directory's fidelity to Entra ID, over HTTP: every refusal, the recorded answers, the rules of OpenID Connect, and
// what is left after kill -9.
// Arguments: the binary, and a word; only tests whose names contain it run.
import { main } from '../support.mjs';
import './captures.mjs';
import './crash.mjs';
import './op.mjs';
import './op_logout.mjs';
import './op_negative.mjs';
import './races.mjs';
import './refusals.mjs';  // last, because its last test looks at what the others showed

await main();
