// The attack catalogue over HTTP: attacks, and the effects that they must not have. node run.mjs BINARY [WORD]
import './acceptors.mjs';  // several files use its gateways, so they last to the end
import { main } from '../support.mjs';

// The files run one after the other, and each one's gateways end with it.
const suites = [
  'binary', 'canaries', 'directory', 'edge', 'flows', 'http', 'http_bytes', 'keys', 'matrix', 'outgoing', 'published', 'redirects', 'rp_provider',
  'rp_responses', 'said', 'sessions', 'supply', 'tls', 'token_kinds', 'tokens',
];

await main({ files: suites.map((suite) => () => import(`./${suite}.mjs`)) });
