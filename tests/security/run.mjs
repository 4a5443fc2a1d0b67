// The attack catalogue, carried out over HTTP: what is sent, and what must not happen. node run.mjs BINARY [WORD]
import { main } from '../support.mjs';

// One after the other: each starts its gateways, and all at once would keep each other waiting.
const suites = [
  'binary', 'canaries', 'directory', 'edge', 'flows', 'http', 'http_bytes', 'keys', 'matrix', 'outgoing', 'published', 'redirects', 'rp_provider',
  'rp_responses', 'said', 'sessions', 'supply', 'tls', 'token_kinds', 'tokens',
];
for (const suite of suites) await import(`./${suite}.mjs`);

await main();
