// The attack catalogue, carried out over HTTP: what is sent, and what must not happen. node run.mjs BINARY [WORD]
import { main } from '../support.mjs';
import './binary.mjs';
import './canaries.mjs';
import './directory.mjs';
import './edge.mjs';
import './flows.mjs';
import './http.mjs';
import './http_bytes.mjs';
import './keys.mjs';
import './matrix.mjs';
import './outgoing.mjs';
import './published.mjs';
import './redirects.mjs';
import './rp_provider.mjs';
import './rp_responses.mjs';
import './said.mjs';
import './sessions.mjs';
import './supply.mjs';
import './tls.mjs';
import './token_kinds.mjs';
import './tokens.mjs';

await main();
