// The attack catalogue, carried out over HTTP: what is sent, and what must not happen. node run.mjs BINARY [WORD]
import { main } from '../support.mjs';
import './edge.mjs';
import './flows.mjs';
import './keys.mjs';
import './matrix.mjs';
import './supply.mjs';
import './token_kinds.mjs';
import './tokens.mjs';

await main();
