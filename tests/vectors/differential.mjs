// Gives 20,000 changed tokens to npm jose and to `sallyport jwt verify --batch`. jose must accept every token that we
// accept; if we are stricter, a rule must say why.
// node differential.mjs BINARY
// Each run uses a new seed and prints it; DIFFERENTIAL_SEED repeats one. The keys and the changes are then the same,
// but ECDSA and PSS signatures are random themselves, so a failing token is printed whole. DIFFERENTIAL_CASES changes
// the number of tokens.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { checkPrimeSync, createECDH, createPrivateKey, createPublicKey, randomInt } from 'node:crypto';
import { compactVerify, createLocalJWKSet } from 'jose';
import { rsaOf, toBytes, toNumber } from '../security/odd_keys.mjs';
import { main, test } from '../support.mjs';
import { CHANGES, b64, signed } from './changes.mjs';
import { Dice } from './dice.mjs';

const BINARY = process.argv[2];
const CASES = Number(process.env.DIFFERENTIAL_CASES ?? 20_000);
const SEED = Number(process.env.DIFFERENTIAL_SEED ?? randomInt(2 ** 31));
const dice = new Dice(SEED);
console.log(`seed ${SEED}`);

// Cases that we refuse and jose does not: our reason, and the rule behind it.
const STRICTER = {
  base64url: 'RFC 7515 2: base64url without padding, white space, other characters or bits left over; jose decodes them',
  jws_crit: 'RFC 7515 4.1.11, RFC 7797: we understand no extension, so crit and b64 are refused whatever they say; jose implements b64',
  jws_encrypted: 'RFC 7516 4.1: enc and zip are of encryption, and make a signed token ambiguous',
  jws_header: 'RFC 7515 4, 4.1.4, 4.1.9, 4.1.10: a member twice, another type than text for kid, typ or cty, a BOM, deep nesting',
  jws_signature: 'RFC 8017 8.1.2, 8.2.2: an RSA signature is as long as its key; OpenSSL, and so jose, takes PSS without its leading zero byte',
  jws_size: 'RFC 8725 3.15: 64 kB for a token, 8 kB for its header',
};
// The reasons that the rule above explains in some cases only. Without this check it would also excuse a signature that
// we wrongly call false.
const ONLY_IF = {
  jws_signature: ({ token, jwks }) => {
    const [header, , signature] = token.split('.').map((part) => Buffer.from(part, 'base64url'));
    const isRsa = /^[RP]S/.test(JSON.parse(header).alg);
    return isRsa && jwks.every(({ kty, n }) => kty !== 'RSA' || Buffer.from(n, 'base64url').length !== signature.length);
  },
};
const isExplained = (c) => c.reason in STRICTER && (ONLY_IF[c.reason]?.(c) ?? true);

function prime() {
  for (;;) {
    const candidate = toNumber(dice.bytes(128)) | (3n << 1022n) | 1n;
    if (checkPrimeSync(candidate)) return candidate;
  }
}

// RFC 8410 7: the private key of Ed25519 is 32 random bytes.
const ed25519 = () => createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), dice.bytes(32)]), format: 'der', type: 'pkcs8' });

function ec(crv, curve, size) {
  const ecdh = createECDH(curve);
  const d = toBytes(toNumber(dice.bytes(size - 1)) + 1n, size);
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  const half = (from) => b64(point.subarray(from, from + size));
  return createPrivateKey({ key: { kty: 'EC', crv, d: b64(d), x: half(1), y: half(1 + size) }, format: 'jwk' });
}

function makeKeys() {
  const rsa = [1, 2].map(() => rsaOf(prime(), prime()).privateKey);
  const made = { RS256: rsa[0], RS384: rsa[0], RS512: rsa[1], PS256: rsa[1], PS384: rsa[0], PS512: rsa[1], ES256: ec('P-256', 'prime256v1', 32), ES384: ec('P-384', 'secp384r1', 48), ES512: ec('P-521', 'secp521r1', 66), EdDSA: ed25519() };
  const spare = { RS256: rsa[1], ES256: ec('P-256', 'prime256v1', 32), EdDSA: ed25519() };
  const key = (alg, privateKey, kid) => ({ alg, privateKey, jwk: { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, alg, use: 'sig' } });
  return [...Object.entries(made).map(([alg, one]) => key(alg, one, alg)), ...Object.entries(spare).map(([alg, one]) => key(alg, one, `${alg}-2`))];
}

function plainCase(keys) {
  const key = dice.one(keys);
  const header = { alg: key.alg, ...(dice.chance(80) ? { kid: key.jwk.kid } : {}), ...(dice.chance(50) ? { typ: 'JWT' } : {}) };
  const payload = JSON.stringify({ iss: 'https://issuer.example', sub: b64(dice.bytes(8)), aud: dice.one(['a', ['a', 'b']]), exp: 2 ** 31 + dice.below(1000), name: dice.one(['Alice', '\u00c4rger', '\u{1f600}']) });
  const set = dice.one([[key], keys, [...dice.some(keys), key]]);
  const c = { key, keys, header, payload, jwks: [...new Set(set)].map((one) => one.jwk), alg: dice.one([[key.alg], keys.slice(0, 10).map((one) => one.alg)]) };
  return { ...c, token: signed(c, header) };
}

function makeCases() {
  const keys = makeKeys();
  const names = Object.keys(CHANGES);
  let other = plainCase(keys);
  return Array.from({ length: CASES }, () => {
    const c = plainCase(keys);
    const change = dice.one(names);
    const { token, jwks = c.jwks, alg = c.alg } = CHANGES[change](dice, c, other);
    other = c;
    return { change, token, jwks, alg: alg.length ? alg : [c.key.alg] };
  });
}

// Verifies with jose. If several keys fit, tries each, as jose's documentation says.
async function joseTakes({ token, jwks, alg }) {
  try {
    await compactVerify(token, createLocalJWKSet({ keys: JSON.parse(JSON.stringify(jwks)) }), { algorithms: alg });
    return true;
  } catch (error) {
    if (error?.code !== 'ERR_JWKS_MULTIPLE_MATCHING_KEYS') return false;
    for await (const key of error) {
      try {
        await compactVerify(token, key, { algorithms: alg });
        return true;
      } catch {}
    }
    return false;
  }
}

const lineOf = (c, id) => JSON.stringify({ id, jwks: { keys: c.jwks }, alg: c.alg, token: c.token });

function ourVerdicts(cases) {
  return new Promise((resolve, reject) => {
    const child = spawn(BINARY, ['jwt', 'verify', '--batch'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const parts = [];
    child.stdout.on('data', (part) => parts.push(part));
    child.on('error', reject);
    child.on('close', (code) => {
      const verdicts = Buffer.concat(parts).toString().split('\n').filter(Boolean).map((line) => JSON.parse(line));
      if (code !== 0 || verdicts.length !== cases.length || verdicts.some(({ id }, i) => id !== i)) return reject(new Error(`code ${code}, ${verdicts.length} answers to ${cases.length} lines`));
      resolve(verdicts);
    });
    child.stdin.on('error', () => {});
    (async () => {
      for (const [i, c] of cases.entries()) if (!child.stdin.write(`${lineOf(c, i)}\n`)) await new Promise((go) => child.stdin.once('drain', go));
      child.stdin.end();
    })();
  });
}

let judged;
const all = () => (judged ??= (async () => {
  const cases = makeCases();
  const verdicts = await ourVerdicts(cases);
  for (const [i, c] of cases.entries()) Object.assign(c, { ours: verdicts[i].valid, reason: verdicts[i].reason, jose: await joseTakes(c) });
  return cases;
})());

test('JWT-01, JWT-03, JWT-29: of changed tokens we take none that npm jose refuses', async () => {
  const cases = await all();
  const weaker = cases.filter((c) => c.ours && !c.jose);
  assert.equal(weaker.length, 0, `seed ${SEED}:\n${weaker.slice(0, 5).map((c) => `${c.change}: ${lineOf(c, 0)}`).join('\n')}`);
  const both = cases.filter((c) => c.ours && c.jose).length;
  console.log(`${cases.length} tokens: ${both} taken by both, ${cases.filter((c) => !c.ours && !c.jose).length} by neither`);
  assert.ok(both > CASES / 20 && both < CASES / 2);
  for (const name of Object.keys(CHANGES)) assert.ok(cases.some((c) => c.change === name), name);
});

test('tokens that nobody changed are taken by both', async () => {
  const refused = (await all()).filter((c) => c.change === 'nothing' && !(c.ours && c.jose));
  assert.equal(refused.length, 0, `seed ${SEED}:\n${refused.slice(0, 5).map((c) => `${c.reason}: ${lineOf(c, 0)}`).join('\n')}`);
});

test('where we are stricter than npm jose, a rule says why', async () => {
  const stricter = (await all()).filter((c) => !c.ours && c.jose);
  const counts = {};
  for (const { reason } of stricter) counts[reason] = (counts[reason] ?? 0) + 1;
  for (const [reason, count] of Object.entries(counts).sort(([, a], [, b]) => b - a)) console.log(`stricter ${count} times: ${reason}: ${STRICTER[reason]}`);
  const unexplained = stricter.filter((c) => !isExplained(c));
  assert.equal(unexplained.length, 0, `seed ${SEED}:\n${unexplained.slice(0, 5).map((c) => `${c.reason}, ${c.change}: ${lineOf(c, 0)}`).join('\n')}`);
});

await main();
