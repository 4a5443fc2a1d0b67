// The bench's identity provider. It prints where it listens. Each input line makes it write COUNT signed tokens to
// FILE, one per line.
// In:  tokens COUNT FILE
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CLIENT, Idp, SECRET, TENANT } from '../tests/evil_idp/idp.mjs';

const idp = await new Idp().start();
console.log(JSON.stringify({ origin: idp.origin, issuer: idp.issuer, tenant: TENANT, client: CLIENT, secret: SECRET }));

// Makes a token about as large as Entra's: 1.55 kB with the signature.
const filler = { aio: 'A'.repeat(80), rh: '0.A'.padEnd(40, 'B'), uti: 'C'.repeat(22), wids: ['b79fbf4d-3ef9-4689-8143-76b194e85509'] };

for await (const line of createInterface({ input: process.stdin })) {
  const [word, count, file] = line.split(' ');
  if (word !== 'tokens') continue;
  const out = createWriteStream(file);
  for (let i = 0; i < Number(count); i += 1) {
    const token = idp.sign(idp.claims({ ...filler, azp: CLIENT, azpacr: '1', scp: 'access', jti: `${process.hrtime.bigint()}-${i}` }));
    if (!out.write(`${token}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  console.log(`wrote ${count}`);
}
await idp.stop();
