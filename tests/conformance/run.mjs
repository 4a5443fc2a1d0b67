// The directory's fidelity to Entra ID, over HTTP: every refusal, the recorded answers, and the rules of OpenID Connect.
// Arguments: the binary, and a word; only tests whose names contain it run.
import { main } from '../support.mjs';
import './captures.mjs';
import './op.mjs';
import './refusals.mjs';  // last, because its last test looks at what the others showed

await main();
