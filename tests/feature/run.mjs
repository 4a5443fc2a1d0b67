// The whole server over HTTP: what it promises, shown by its effects - rows, cookies, bytes at the upstream, questions at
// the provider. One file a subject. Arguments: the binary, and a word that the names of the tests to run hold.
import { main } from '../support.mjs';
import './flows.mjs';
import './command_line.mjs';
import './directory_commands.mjs';
import './first_start.mjs';
import './sessions.mjs';
import './overage.mjs';
import './provider.mjs';
import './check.mjs';
import './proxy.mjs';
import './security_api.mjs';
import './operation.mjs';
import './logs.mjs';  // last: it looks at what the others left behind

await main();
