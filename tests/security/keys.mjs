// Which keys count: keys inside a token, keys that no issuer should publish, algorithms that do not fit the key,
// answers that are not keys.
import assert from 'node:assert/strict';
import { X509Certificate, constants, createPublicKey } from 'node:crypto';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { selfSigned } from '../certificates.mjs';
import { atIdp, startGateway as startWith } from '../feature/world.mjs';
import { makeKeyPair } from '../keys.mjs';
import { cleanup, test, until } from '../support.mjs';
import { BearerPlace, CodePlace, application, confidential, idp } from './acceptors.mjs';
import { accessTokens, b64, by, hs, idTokens, none, strangers, text, without } from './forge.mjs';
import * as odd from './odd_keys.mjs';
import { bearer, isAlive, startGateway, startIdp } from './world.mjs';

const bearerPlace = new BearerPlace(confidential, '/check', accessTokens(idp));
const places = [bearerPlace, new BearerPlace(confidential, '/app/x', accessTokens(idp)), new CodePlace()];
const published = (key, more) => ({ use: 'sig', ...key.export({ format: 'jwk' }), ...more });

// Offers the token that `make` builds. It must be refused, and the log must give `reason`.
async function refused(place, what, make, reason) {
  const outcome = await place.offer(make);
  assert.ok(!outcome.taken && !outcome.cookie, `${what} at ${place.what}: ${outcome.status}`);
  assert.equal((await place.reasons([outcome.name])).get(outcome.name), reason, `${what} at ${place.what}`);
}

const accepts = async (place, what, make) => assert.ok((await place.offer(make)).taken, `${what} at ${place.what}: ${place.log().slice(-500)}`);

// A listener that nobody may connect to.
async function startLure(answer = '{"keys":[]}') {
  const lure = { connections: 0 };
  const server = createServer((request, response) => response.end(answer));
  server.on('connection', () => (lure.connections += 1));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => server.close());
  lure.url = `http://127.0.0.1:${server.address().port}/keys`;
  return lure;
}

test('JWT-06: keys and addresses inside a token vouch for nothing, and nobody is asked for them', async () => {
  const lure = await startLure();
  const own = selfSigned('login.microsoftonline.com');
  const certificate = new X509Certificate(own.pem);
  const certified = by(readFileSync(own.keyFile));
  const forged = by(strangers.rsa.privateKey);
  const jwk = { ...strangers.rsa.publicKey.export({ format: 'jwk' }), kid: 'x', alg: 'RS256' };
  const x5c = [certificate.raw.toString('base64')];
  const members = [[{ jwk }, forged], [{ jku: lure.url }, forged], [{ x5u: lure.url }, forged], [{ x5c }, certified], [{ x5c: ['AAAA'] }, forged], [{ x5t: b64(Buffer.alloc(20)), 'x5t#S256': b64(Buffer.alloc(32)) }, forged],
    [{ jwk, jku: lure.url, x5u: lure.url, x5c }, forged], [{ jwk: { kty: 'oct', k: 'AAAA' } }, forged]];
  for (const place of places)
    for (const [extra, signer] of members) {
      const what = Object.keys(extra).join();
      await refused(place, what, (f) => f.token(extra, {}, signer), 'jws_signature');
      await refused(place, `${what} under a kid of its own`, (f) => f.token({ ...extra, kid: 'x' }, {}, signer), 'jws_unknown_kid');
      await refused(place, `${what} without kid`, (f) => f.token(text({ ...without(f.header(), 'kid'), ...extra }), {}, signer), 'jws_signature');
      await accepts(place, `${what} in an honest token`, (f) => f.token(extra));
    }
  assert.equal(lure.connections, 0);
});

test('JWT-05: a thousand unknown kids cost one fetch, at any place; valid tokens go on meanwhile', async () => {
  const before = idp.counts.keys;
  const flood = Array.from({ length: 1000 }, (_, i) => bearer(confidential, '/check', bearerPlace.forge.token({ kid: `unknown-${i}` })));
  const valid = Array.from({ length: 20 }, () => bearer(confidential, '/check', bearerPlace.forge.token()));
  for (const answer of await Promise.all(valid)) assert.equal(answer.status, 204);
  // Beyond the workers' queue the answer is 503: nobody is admitted, and nothing is fetched.
  for (const answer of await Promise.all(flood)) assert.ok([401, 503].includes(answer.status), `${answer.status}`);
  for (let i = 0; i < 20; i += 1) await refused(places[2], 'unknown kid', (f) => f.token({ kid: `other-${i}` }), 'jws_unknown_kid');
  assert.ok(idp.counts.keys - before <= 1, `${idp.counts.keys - before} fetches`);
});

test('JWT-04: a kid of another issuer finds nothing, nor does its key under a kid of ours', async () => {
  const other = await startIdp();
  for (const place of places) {
    const [key] = other.keys;
    await refused(place, 'its kid and key', (f) => f.token({ kid: key.kid }, {}, by(key.privateKey)), 'jws_unknown_kid');
    await refused(place, 'our kid, its key', (f) => f.token({}, {}, by(key.privateKey)), 'jws_signature');
    await accepts(place, 'the honest one', (f) => f.token());
  }
  assert.deepEqual(Object.keys(other.counts), [], 'the other issuer was asked');
});

// A provider with keys of every kind, and a gateway that accepts PS256 and ES256 from it.
async function startElliptic() {
  const provider = await startIdp();
  const add = (kid, privateKey, jwk) => provider.keys.push({ kid, privateKey, jwk: { use: 'sig', kid, ...jwk } });
  const pair = (kid, type, options) => {
    const { privateKey, publicKey } = makeKeyPair(type, options);
    add(kid, privateKey, published(publicKey));
  };
  pair('p256', 'ec', { namedCurve: 'P-256' });
  pair('p384', 'ec', { namedCurve: 'P-384' });
  pair('ed25519', 'ed25519');
  pair('rsa', 'rsa', { modulusLength: 2048 });
  const mask = odd.otherMaskHash();
  add('mask', mask.privateKey, mask.jwk);
  const gateway = await startWith({ authentication: (origin) => `${atIdp(provider)(origin)}    preferredJwsAlgorithm: ES256\n  tokenValidationAlgorithm: PS256\n` });
  const key = (kid) => provider.keys.find((one) => one.kid === kid);
  const at = (kid, alg) => [new BearerPlace(gateway, '/check', accessTokens(provider, key(kid), alg)), new CodePlace(gateway, provider, (more) => idTokens(provider, more, key(kid), alg))];
  return { provider, key, at, mask };
}

let elliptic;
const ellipticWorld = () => (elliptic ??= startElliptic());
const p1363 = (key, hash = 'sha256') => by(key, hash, { dsaEncoding: 'ieee-p1363' });
const pss = (key, saltLength, hash = 'sha256') => by(key, hash, { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });

test('JWT-03: key, curve and algorithm must fit each other, whatever the header says', async () => {
  const { key, at, provider } = await ellipticWorld();
  const honestRsa = provider.keys[0];  // its JWK says RS256
  for (const place of at('p256', 'ES256')) {
    await accepts(place, 'ES256 by its key', (f) => f.token({}, {}, p1363(f.privateKey)));
    await refused(place, 'ES256 by P-384', (f) => f.token({ kid: 'p384' }, {}, p1363(key('p384').privateKey)), 'jws_key_algorithm');
    await refused(place, 'ES384, right in itself, not allowed', (f) => f.token({ alg: 'ES384', kid: 'p384' }, {}, p1363(key('p384').privateKey, 'sha384')), 'jws_algorithm_not_allowed');
    await refused(place, 'EdDSA, right in itself, not allowed', (f) => f.token({ alg: 'EdDSA', kid: 'ed25519' }, {}, by(key('ed25519').privateKey, null)), 'jws_algorithm_not_allowed');
    await refused(place, 'ES256 by an RSA key', (f) => f.token({ kid: 'rsa' }, {}, by(key('rsa').privateKey)), 'jws_key_algorithm');
    await refused(place, 'PS256 by a key for RS256', (f) => f.token({ alg: 'PS256', kid: honestRsa.kid }, {}, pss(honestRsa.privateKey, 32)), 'jws_key_algorithm');
    await refused(place, 'RS256 by a key for RS256, not allowed', (f) => f.token({ alg: 'RS256', kid: honestRsa.kid }, {}, by(honestRsa.privateKey)), 'jws_algorithm_not_allowed');
    await refused(place, 'ES256 by P-384, hashed for it', (f) => f.token({}, {}, p1363(key('p384').privateKey, 'sha384')), 'jws_signature');
    await refused(place, 'ES256, another hash', (f) => f.token({}, {}, p1363(f.privateKey, 'sha384')), 'jws_signature');
  }
});

test('JWT-02: no form of an elliptic or RSA key of the set is the secret of an HMAC', async () => {
  const { key, at } = await ellipticWorld();
  for (const kid of ['p256', 'rsa'])
    for (const place of at(kid, kid === 'rsa' ? 'PS256' : 'ES256')) {
      const { privateKey, jwk } = key(kid);
      const published = createPublicKey(privateKey);
      const forms = { PEM: published.export({ type: 'spki', format: 'pem' }), DER: published.export({ type: 'spki', format: 'der' }), JWK: text(jwk), kid, nothing: '',
        ...(jwk.x ? { x: Buffer.from(jwk.x, 'base64url'), point: Buffer.concat([Buffer.from([4]), Buffer.from(jwk.x, 'base64url'), Buffer.from(jwk.y, 'base64url')]) } : { n: Buffer.from(jwk.n, 'base64url') }) };
      for (const [form, secret] of Object.entries(forms)) {
        await refused(place, `HS256, ${form}`, (f) => f.token({ alg: 'HS256' }, {}, hs(secret)), 'jws_algorithm');
        await refused(place, `an HMAC with ${form} under ${kid}'s own algorithm`, (f) => f.token({}, {}, hs(secret)), 'jws_signature');
      }
    }
});

test('JWT-18: an ECDSA signature has one form, and no zero in it', async () => {
  const { key, at } = await ellipticWorld();
  const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
  const zero = Buffer.alloc(32);
  const one = Buffer.concat([Buffer.alloc(31), Buffer.from([1])]);
  const halves = { 'r = s = 0': [zero, zero], 'r = 0': [zero, one], 's = 0': [one, zero], 'r = s = n': [order, order], 'r = n': [order, one], 's = n': [one, order], 'r = s = 1': [one, one], 'all ones': [Buffer.alloc(32, 255), Buffer.alloc(32, 255)] };
  for (const place of at('p256', 'ES256')) {
    await accepts(place, 'the plain form', (f) => f.token({}, {}, p1363(f.privateKey)));
    for (const [what, parts] of Object.entries(halves)) await refused(place, what, (f) => f.token({}, {}, () => Buffer.concat(parts)), 'jws_signature');
    const changes = { DER: (f) => by(f.privateKey), '63 bytes': (f) => (input) => p1363(f.privateKey)(input).subarray(0, 63), '65 bytes': (f) => (input) => Buffer.concat([p1363(f.privateKey)(input), Buffer.alloc(1)]),
      'a zero before it': (f) => (input) => Buffer.concat([Buffer.alloc(1), p1363(f.privateKey)(input)]), 'r and s swapped': (f) => (input) => Buffer.concat([p1363(f.privateKey)(input).subarray(32), p1363(f.privateKey)(input).subarray(0, 32)]),
      'the length of P-384': (f) => (input) => Buffer.concat([Buffer.alloc(16), p1363(f.privateKey)(input).subarray(0, 32), Buffer.alloc(16), p1363(f.privateKey)(input).subarray(32)]), 'of P-384': () => p1363(key('p384').privateKey, 'sha384') };
    for (const [what, signer] of Object.entries(changes)) await refused(place, what, (f) => f.token({}, {}, signer(f)), 'jws_signature');
    await refused(place, 'none', (f) => f.token({}, {}, none), 'jws_empty_signature');
  }
});

test('JWT-20: a PSS signature has the salt, the hash and the mask of its algorithm', async () => {
  const { at, mask } = await ellipticWorld();
  for (const place of at('rsa', 'PS256')) {
    await accepts(place, 'the plain form', (f) => f.token({}, {}, pss(f.privateKey, 32)));
    for (const salt of [0, 20, 31, 33, 64, 222]) await refused(place, `salt of ${salt}`, (f) => f.token({}, {}, pss(f.privateKey, salt)), 'jws_signature');
    for (const hash of ['sha1', 'sha384', 'sha512']) await refused(place, hash, (f) => f.token({}, {}, pss(f.privateKey, 32, hash)), 'jws_signature');
    await refused(place, 'PKCS #1 v1.5', (f) => f.token({}, {}, by(f.privateKey)), 'jws_signature');
  }
  for (const place of at('mask', 'PS256')) {
    await accepts(place, 'the plain form', (f) => f.token({}, {}, pss(f.privateKey, 32)));
    await refused(place, 'MGF1 of SHA-1', (f) => f.token({}, {}, mask.sign), 'jws_signature');
  }
});

// kid -> the published key, how to sign with it, and the reason for which it is skipped.
function badKeys() {
  const plain = () => strangers.rsa.publicKey.export({ format: 'jwk' });
  const point = strangers.ec.publicKey.export({ format: 'jwk' });
  const x = Buffer.from(point.x, 'base64url');
  x[31] ^= 1;
  const entry = (jwk, reason, signer = by(strangers.rsa.privateKey)) => ({ jwk, reason, sign: signer });
  return {
    rsa512: { ...odd.weakRsa(512), reason: 'rsa_modulus_size' }, rsa1024: { ...odd.weakRsa(1024), reason: 'rsa_modulus_size' }, huge: { ...odd.hugeModulus(16392), reason: 'rsa_modulus_size' }, e1: { ...odd.exponentOne(), reason: 'rsa_exponent' },
    even: { ...odd.evenModulus(), reason: 'rsa_modulus_even' }, roca: { ...odd.roca(), reason: 'rsa_weak_roca' },
    enc: entry({ ...plain(), use: 'enc' }, 'jwk_use'), wrap: entry({ ...plain(), key_ops: ['encrypt'] }, 'jwk_key_ops'), signs: entry({ ...plain(), key_ops: ['sign'] }, 'jwk_key_ops'), ec_alg: entry({ ...plain(), alg: 'ES256' }, 'jwk_alg'), oaep: entry({ ...plain(), alg: 'RSA-OAEP' }, 'jwk_alg'),
    as_ec: entry({ ...plain(), kty: 'EC' }, 'jwk_member'), as_rsa: entry({ ...point, kty: 'RSA' }, 'jwk_member'), off: entry({ ...point, x: x.toString('base64url') }, 'key_encoding'), no_x: entry(without(point, 'x'), 'jwk_member'), no_y: entry(without(point, 'y'), 'jwk_member'),
    no_n: entry(without(plain(), 'n'), 'jwk_member'), no_e: entry(without(plain(), 'e'), 'jwk_member'), private: entry({ ...strangers.rsa.privateKey.export({ format: 'jwk' }) }, 'jwk_private'), oct: entry({ kty: 'oct', k: b64('a secret that is no secret') }, 'jwk_symmetric'),
    unknown: entry({ kty: 'PQC' }, 'jwk_kty'), k256: entry({ ...point, crv: 'secp256k1' }, 'jwk_crv'), number: entry({ ...plain(), n: 7 }, 'jwk_member'),
  };
}

test('JWT-19, JWT-21, JWT-22: keys that are weak, odd or for something else are left out by name, and the rest serves', async () => {
  const provider = await startIdp();
  const bad = badKeys();
  const three = odd.weakRsa(2048, { publicExponent: 3 });
  provider.keys.push({ kid: 'three', jwk: { ...three.jwk, kid: 'three' } }, ...Object.entries(bad).map(([kid, { jwk }]) => ({ kid, jwk: { ...jwk, kid } })), { jwk: 'no object' });
  const gateway = await startGateway(provider, application);
  const there = [new BearerPlace(gateway, '/check', accessTokens(provider)), new CodePlace(gateway, provider)];
  for (const place of there) {
    await accepts(place, 'the honest key', (f) => f.token());
    await accepts(place, 'e = 3', (f) => f.token({ kid: 'three' }, {}, three.sign));
    await refused(place, 'e = 3, the cube root of a padding', (f) => f.token({ kid: 'three' }, {}, odd.cubeRootForgery(three.jwk)), 'jws_signature');
    for (const [kid, { sign: signer }] of Object.entries(bad)) await refused(place, kid, (f) => f.token({ kid }, {}, signer ?? by(strangers.rsa.privateKey)), 'jws_unknown_kid');
  }
  const line = gateway.log().split('\n').find((one) => one.includes('"skipped":"'));
  assert.equal(JSON.parse(line).level, 'warning');
  const skipped = new Map(JSON.parse(line).skipped.split(', ').map((one) => one.split(' ')));
  for (const [kid, { reason }] of Object.entries(bad)) assert.equal(skipped.get(kid), reason, kid);
  assert.ok(!skipped.has('three') && !skipped.has(provider.keys[0].kid));
});

test('JWT-22: an answer that is no set of keys leaves the last good one in force', async () => {
  const lure = await startLure();
  const raw = (status, headers, body) => (request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
  const jsonType = { 'content-type': 'application/json' };
  const provider = await startIdp();
  const [key] = provider.keys;
  const evil = published(strangers.rsa.publicKey, { kid: 'evil', alg: 'RS256' });
  const set = (...keys) => JSON.stringify({ keys });
  const answers = {
    '50 MB': raw(200, jsonType, `{"keys":[],"x":"${'x'.repeat(50 << 20)}"}`), html: raw(200, { 'content-type': 'text/html' }, '<html>'), 'html with keys in it': raw(200, jsonType, `<html>${set(evil)}`), 'a redirect to http elsewhere': raw(302, { location: lure.url }, ''),
    'a redirect with keys': raw(307, { ...jsonType, location: lure.url }, set(evil)), 'a gzip bomb': raw(200, { ...jsonType, 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(100 << 20, 0x20))), 'compressed keys': raw(200, { ...jsonType, 'content-encoding': 'gzip' }, gzipSync(set(evil))),
    cut: raw(200, jsonType, set(evil).slice(0, -5)), 'no keys member': raw(200, jsonType, '{}'), 'keys is an object': raw(200, jsonType, '{"keys":{}}'), '500 with keys': raw(500, jsonType, set(evil)), 'one kid for two keys': raw(200, jsonType, set(key.jwk, evil, { ...evil, kid: key.kid })),
  };
  for (const [what, answer] of Object.entries(answers)) {
    delete provider.switches.keys;
    const gateway = await startGateway(provider, application);
    const place = new BearerPlace(gateway, '/check', accessTokens(provider));
    await accepts(place, `before ${what}`, (f) => f.token());
    const asked = provider.counts.keys;
    provider.switches.keys = answer;
    const outcome = await place.offer((f) => f.token({ kid: 'evil' }, {}, by(strangers.rsa.privateKey)));
    assert.ok([401, 503].includes(outcome.status), `${what}: ${outcome.status}`);
    assert.equal(provider.counts.keys, asked + 1, what);
    await accepts(place, `after ${what}`, (f) => f.token());
    assert.ok(isAlive(gateway));
    await gateway.process.stop();
  }
  assert.equal(lure.connections, 0);
});

test('JWT-22: of ten thousand keys the first hundred count', async () => {
  const provider = await startIdp();
  const late = strangers.rsa.publicKey.export({ format: 'jwk' });
  for (let i = 0; i < 10_000; i += 1) provider.keys.push({ kid: `k${i}`, jwk: { ...late, kid: `k${i}` } });
  // Most keys are incomplete, because ten thousand complete ones exceed the limit of the answer's size.
  provider.switches.keys = (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: [provider.keys[0].jwk, ...Array.from({ length: 10_000 }, (_, i) => (i < 99 || i === 9_999 ? provider.keys[i + 1].jwk : { kty: 'x' }))] }));
  };
  const gateway = await startGateway(provider, application);
  const place = new BearerPlace(gateway, '/check', accessTokens(provider));
  await accepts(place, 'the first key', (f) => f.token());
  await accepts(place, 'the hundredth key', (f) => f.token({ kid: 'k98' }, {}, by(strangers.rsa.privateKey)));
  await refused(place, 'the last key', (f) => f.token({ kid: 'k9999' }, {}, by(strangers.rsa.privateKey)), 'jws_unknown_kid');
  await until('the log', () => /jwk_set_size/.test(gateway.log()));
});
