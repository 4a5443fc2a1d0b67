// The attack catalogue, carried out over HTTP: what is sent, and what must not happen. node run.mjs BINARY [WORD]
import { main } from '../support.mjs';
import './edge.mjs';
import './flows.mjs';
import './jwt.mjs';
import './tokens.mjs';

await main();
