// The whole server over HTTP: what it promises, shown by its effects - rows, cookies, bytes at the upstream, questions at
// the provider. One file a subject; the second argument chooses tests by a word of their name.
import { main } from '../support.mjs';
import './flows.mjs';
import './command_line.mjs';
import './first_start.mjs';
import './sessions.mjs';
import './overage.mjs';

await main();
