// Ways to change a token. Each takes the dice and a case {key, keys, header, payload, token, jwks, alg} and returns the
// members that differ. `signed` signs a header and a payload again, so that a verifier can object only to the change
// itself.
import { constants, createHmac, createPublicKey, sign } from 'node:crypto';

export const b64 = (value) => Buffer.from(value).toString('base64url');
const bytes = (part) => Buffer.from(part, 'base64url');

const HASH = { 256: 'sha256', 384: 'sha384', 512: 'sha512' };
export function signature(alg, privateKey, input, options = {}) {
  const hash = alg === 'EdDSA' ? null : HASH[alg.slice(2)];
  const own = alg.startsWith('PS') ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : { dsaEncoding: 'ieee-p1363' };
  return sign(hash, Buffer.from(input), { key: privateKey, ...own, ...options });
}

const joined = (header, payload) => `${b64(typeof header === 'string' ? header : JSON.stringify(header))}.${b64(payload)}`;
export const signed = (c, header, payload = c.payload, key = c.key, alg = c.key.alg) => {
  const input = joined(header, payload);
  return `${input}.${b64(signature(alg, key.privateKey, input))}`;
};
// The parts of a token as texts, signed unchanged.
const signedParts = (c, header, payload) => `${header}.${payload}.${b64(signature(c.key.alg, c.key.privateKey, `${header}.${payload}`))}`;

const flip = (dice, buffer) => {
  const out = Buffer.from(buffer);
  if (out.length) out[dice.below(out.length)] ^= 1 << dice.below(8);
  return out;
};
const put = (text, at, more, cut = 0) => text.slice(0, at) + more + text.slice(at + cut);
const withPart = (token, i, part) => token.split('.').map((old, at) => (at === i ? part : old)).join('.');
const FOREIGN = ['=', '==', '+', '/', ' ', '\n', '\t', '\r\n', '.', '?', '%3D', '\u00e4', '\0', '-', '_', 'A'];
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'ES256K', 'HS256', 'HS384', 'none', 'NONE', '', 'rs256', null, 0, ['RS256']];

// Unusual members of a header, each as a function of the case.
const MEMBERS = [
  () => ({ crit: [] }), () => ({ crit: ['exp'], exp: 1 }), () => ({ crit: ['b64'], b64: true }), () => ({ crit: ['b64'], b64: false }), () => ({ b64: false }), () => ({ b64: true }), () => ({ crit: 'x' }), () => ({ crit: ['alg'] }), () => ({ crit: null }),
  (c) => ({ jwk: c.key.jwk }), () => ({ jku: 'https://evil.example/keys' }), () => ({ x5u: 'https://evil.example/' }), () => ({ x5c: ['AAAA'] }), () => ({ typ: 'at+jwt' }), () => ({ typ: 7 }), () => ({ cty: 'JWT' }), () => ({ cty: 7 }),
  () => ({ zip: 'DEF' }), () => ({ enc: 'A256GCM' }), () => ({ nonce: 'x' }), () => ({ x: { y: [1, { z: null }] } }), () => ({ kid: null }), () => ({ kid: 7 }), () => ({ kid: 'unknown' }), () => ({ kid: '' }), () => ({ kid: 'x'.repeat(3000) }), () => ({ x: 'x'.repeat(9000) }),
];

export const CHANGES = {
  'nothing': (dice, c) => ({ token: c.token }),
  'a bit of a character': (dice, c) => ({ token: flip(dice, Buffer.from(c.token, 'latin1')).toString('latin1') }),
  'a bit of a part': (dice, c) => {
    const i = dice.below(3);
    return { token: withPart(c.token, i, b64(flip(dice, bytes(c.token.split('.')[i])))) };
  },
  'a bit of the payload, signed': (dice, c) => ({ token: signed(c, c.header, flip(dice, Buffer.from(c.payload))) }),
  'a bit of the header, signed': (dice, c) => {
    const input = `${b64(flip(dice, Buffer.from(JSON.stringify(c.header))))}.${b64(c.payload)}`;
    return { token: `${input}.${b64(signature(c.key.alg, c.key.privateKey, input))}` };
  },
  'a character left out': (dice, c) => ({ token: put(c.token, dice.below(c.token.length), '', 1) }),
  'a character put in': (dice, c) => ({ token: put(c.token, dice.below(c.token.length + 1), dice.one(FOREIGN)) }),
  'cut': (dice, c) => ({ token: c.token.slice(0, dice.below(c.token.length)) }),
  'parts of another token': (dice, c, other) => {
    const theirs = other.token.split('.');
    return { token: c.token.split('.').map((part, i) => (dice.below(2) ? part : theirs[i])).join('.') };
  },
  'parts in another order': (dice, c) => {
    const parts = c.token.split('.');
    return { token: [0, 1, 2].map(() => dice.one(parts)).join('.') };
  },
  'more or fewer parts': (dice, c) => {
    const parts = c.token.split('.');
    return { token: Array.from({ length: dice.below(7) }, (_, i) => parts[i % 3]).join('.') };
  },
  'base64 in another spelling': (dice, c) => {
    const i = dice.below(3);
    const part = c.token.split('.')[i];
    const spellings = [(p) => `${p}=`, (p) => `${p}==`, (p) => p.replaceAll('-', '+').replaceAll('_', '/'), (p) => `${p}\n`, (p) => ` ${p}`, (p) => p.slice(0, -1) + String.fromCharCode(p.charCodeAt(p.length - 1) + 1), (p) => encodeURIComponent(`${p}=`), (p) => `${p}A`];
    return { token: withPart(c.token, i, dice.one(spellings)(part)) };
  },
  'base64 in another spelling, signed': (dice, c) => {
    const parts = c.token.split('.');
    const i = dice.below(2);
    const at = dice.below(parts[i].length + 1);
    parts[i] = dice.chance(20) ? parts[i].replaceAll('-', '+').replaceAll('_', '/') : put(parts[i], at, dice.one(FOREIGN.filter((one) => one !== '.')));
    return { token: signedParts(c, parts[0], parts[1]) };
  },
  'a member of the header, signed': (dice, c) => ({ token: signed(c, { ...c.header, ...dice.one(MEMBERS)(c) }) }),
  'a member of the header, not signed': (dice, c) => ({ token: withPart(c.token, 0, b64(JSON.stringify({ ...c.header, ...dice.one(MEMBERS)(c) }))) }),
  'a header spelled oddly, signed': (dice, c) => {
    const text = JSON.stringify(c.header);
    const twin = dice.one(['"alg":"none"', `"alg":"${c.key.alg}"`, '"kid":"x"', '"x":1,"x":2', '"\\u0061lg":"none"']);
    const spellings = [`${text.slice(0, -1)},${twin}}`, `{${twin},${text.slice(1)}`, `\ufeff${text}`, ` ${text}\n`, `${text}x`, `${text}${text}`, text.replace('{', '{/**/'), text.replaceAll('"', "'"), `[${text}]`, text.replace('"alg"', '"\\u0061lg"'), `${text.slice(0, -1)},}`, `${text.slice(0, -1)},"x":NaN}`,
      `${text.slice(0, -1)},"x":${'['.repeat(30)}${']'.repeat(30)}}`, `${text.slice(0, -1)},"x":"\\ud800"}`, `${text.slice(0, -1)},"__proto__":{"alg":"none"}}`, '{}', '""', 'null', ''];
    return { token: signed(c, dice.one(spellings)) };
  },
  'another algorithm in the header, signed by the key': (dice, c) => ({ token: signed(c, { ...c.header, alg: dice.one(ALGORITHMS) }) }),
  'another algorithm of the same kind, signed by it': (dice, c) => {
    const kind = c.key.alg.slice(0, 2);
    if (!['RS', 'PS'].includes(kind)) return { token: c.token, alg: [...c.alg, 'RS256'] };
    const alg = `${dice.one(['RS', 'PS'])}${dice.one([256, 384, 512])}`;
    return { token: signed(c, { ...c.header, alg }, c.payload, c.key, alg), alg: [...c.alg, alg] };
  },
  'an HMAC by the public key': (dice, c) => {
    const alg = dice.one(['HS256', 'HS384', 'HS512', c.key.alg]);
    const key = createPublicKey({ key: c.key.jwk, format: 'jwk' });
    const secret = dice.one([key.export({ type: 'spki', format: 'pem' }), key.export({ type: 'spki', format: 'der' }), JSON.stringify(c.key.jwk), '']);
    const input = joined({ ...c.header, alg }, c.payload);
    return { token: `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}` };
  },
  'no signature': (dice, c) => ({ token: `${joined({ ...c.header, alg: dice.one(['none', 'None', c.key.alg]) }, c.payload)}.` }),
  'signed by another key': (dice, c, other) => ({ token: signed(c, { ...c.header, alg: other.key.alg }, c.payload, other.key, other.key.alg), alg: [...c.alg, other.key.alg] }),
  'another key under its kid': (dice, c) => ({ token: c.token, jwks: [{ ...dice.one(c.keys).jwk, kid: c.key.jwk.kid }] }),
  'other keys alone': (dice, c) => ({ token: c.token, jwks: dice.some(c.keys).filter((key) => key !== c.key).map((key) => key.jwk) }),
  'a key with another use': (dice, c) => ({ token: c.token, jwks: [{ ...c.key.jwk, ...dice.one([{ use: 'enc' }, { key_ops: ['sign'] }, { key_ops: ['verify', 'sign'] }, { key_ops: ['verify'] }, { alg: 'RS512' }, { alg: 'ES384' }, { alg: 'RSA-OAEP' }, { alg: undefined }, { kid: undefined }, { use: 7 }]) }] }),
  'other algorithms allowed': (dice, c) => ({ token: c.token, alg: dice.some(ALGORITHMS.slice(0, 10)) }),
  'the signature in another form': (dice, c) => {
    const input = c.token.slice(0, c.token.lastIndexOf('.'));
    const plain = bytes(c.token.split('.')[2]);
    const half = plain.length / 2;
    const forms = [(s) => Buffer.concat([s, Buffer.alloc(1)]), (s) => Buffer.concat([Buffer.alloc(1), s]), (s) => s.subarray(1), (s) => s.subarray(0, -1), (s) => Buffer.alloc(s.length), (s) => Buffer.alloc(s.length, 255), (s) => Buffer.concat([s.subarray(half), s.subarray(0, half)]),
      (s) => Buffer.concat([s.subarray(0, half), Buffer.alloc(half)]), (s) => Buffer.concat([s, s]), (s) => (c.key.alg.startsWith('ES') ? signature(c.key.alg, c.key.privateKey, input, { dsaEncoding: 'der' }) : Buffer.from(s).reverse())];
    return { token: `${input}.${b64(dice.one(forms)(plain))}` };
  },
  'PSS with another salt': (dice, c) => {
    if (!c.key.alg.startsWith('PS')) return { token: c.token };
    const input = joined(c.header, c.payload);
    return { token: `${input}.${b64(signature(c.key.alg, c.key.privateKey, input, { saltLength: dice.one([0, 20, 32, 48, 64, 100]) }))}` };
  },
  'a large token': (dice, c) => ({ token: signed(c, c.header, 'x'.repeat(dice.one([40_000, 49_000, 60_000, 200_000]))) }),
};
