// Key pairs for the tests.
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';

// Makes a key pair as generateKeyPairSync() does. Node.js 20 can wait for itself forever: exporting a key as JWK locks it,
// and if the garbage collector then frees the job that made the key, that locks it again. So we read each key from its
// encoding, after which it shares nothing with that job.
export function makeKeyPair(type, options = {}) {
  const encoded = generateKeyPairSync(type, { ...options, publicKeyEncoding: { type: 'spki', format: 'der' }, privateKeyEncoding: { type: 'pkcs8', format: 'der' } });
  return { publicKey: createPublicKey({ key: encoded.publicKey, type: 'spki', format: 'der' }),
    privateKey: createPrivateKey({ key: encoded.privateKey, type: 'pkcs8', format: 'der' }) };
}

// RSA keys for servers that need one only to have it: they are made when first asked for, and come round again, because a
// suite starts over a hundred such servers and a new key takes longer than all else of a start. Two that are asked for
// one after the other are different.
const SHARED = 6;
const shared = [];
let asked = 0;

export function sharedRsaKey() {
  const place = asked++ % SHARED;
  return (shared[place] ??= makeKeyPair('rsa', { modulusLength: 2048 }));
}
