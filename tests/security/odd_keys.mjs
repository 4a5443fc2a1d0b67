// Keys that no issuer should publish, each with a way to sign with it if there is one. Each run makes new ones; only
// their sizes are fixed.
import { checkPrimeSync, constants, createHash, createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';
import { makeKeyPair } from '../keys.mjs';
import { by } from './forge.mjs';

export const toNumber = (bytes) => BigInt(`0x${bytes.toString('hex') || 0}`);
export const toBytes = (number, length) => Buffer.from(number.toString(16).padStart(2 * (length ?? Math.ceil(number.toString(16).length / 2)), '0'), 'hex');
const text = (number) => toBytes(number).toString('base64url');

function power(base, exponent, modulus) {
  let result = 1n;
  for (base %= modulus; exponent > 0n; exponent >>= 1n, base = (base * base) % modulus) if (exponent & 1n) result = (result * base) % modulus;
  return result;
}

function inverse(a, modulus) {
  let [r, next, t, following] = [modulus, ((a % modulus) + modulus) % modulus, 0n, 1n];
  while (next) [r, next, t, following] = [next, r % next, following, t - (r / next) * following];
  return ((t % modulus) + modulus) % modulus;
}

// EMSA-PKCS1-v1_5 of SHA-256 (RFC 8017 9.2).
const digestInfo = (input) => Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), createHash('sha256').update(input).digest()]);
const encoded = (input, length) => {
  const info = digestInfo(input);
  return Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(length - info.length - 3, 0xff), Buffer.from([0]), info]);
};

const jwkOf = ({ publicKey }) => publicKey.export({ format: 'jwk' });
const rsa = (bits, options = {}) => makeKeyPair('rsa', { modulusLength: bits, ...options });

export function weakRsa(bits, options) {
  const pair = rsa(bits, options);
  return { jwk: jwkOf(pair), sign: by(pair.privateKey) };
}

// The key with these two primes, and e = 65537.
export function rsaOf(p, q) {
  const d = inverse(65537n, (p - 1n) * (q - 1n));
  const jwk = { kty: 'RSA', n: text(p * q), e: 'AQAB' };
  const whole = { ...jwk, d: text(d), p: text(p), q: text(q), dp: text(d % (p - 1n)), dq: text(d % (q - 1n)), qi: text(inverse(q, p)) };
  return { jwk, privateKey: createPrivateKey({ key: whole, format: 'jwk' }) };
}

// With e = 1 the signature is the padded message itself, so everybody who knows n can sign.
export function exponentOne() {
  const { n } = jwkOf(rsa(2048));
  return { jwk: { kty: 'RSA', n, e: 'AQ' }, sign: (input) => encoded(input, 256) };
}

// With e = 3, a cube root passes for a signature if the check ignores the bytes after the digest (CVE-2006-4339).
export function cubeRootForgery(jwk) {
  return (input) => {
    const head = Buffer.concat([Buffer.from([0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]), digestInfo(input)]);
    const target = toNumber(Buffer.concat([head, Buffer.alloc(256 - head.length, 0xff)]));
    let low = 0n;
    let high = 1n << 700n;
    while (low < high) {
      const middle = (low + high + 1n) >> 1n;
      if (middle ** 3n <= target) low = middle;
      else high = middle - 1n;
    }
    return toBytes(low, Buffer.from(jwk.n, 'base64url').length);
  };
}

export function evenModulus() {
  const { n, e } = jwkOf(rsa(2048));
  const bytes = Buffer.from(n, 'base64url');
  bytes[255] &= 0xfe;
  return { jwk: { kty: 'RSA', n: bytes.toString('base64url'), e } };
}

export function hugeModulus(bits) {
  const bytes = randomBytes(bits / 8);
  bytes[0] |= 0x80;
  bytes[bytes.length - 1] |= 1;
  return { jwk: { kty: 'RSA', n: bytes.toString('base64url'), e: 'AQAB' } };
}

// A key as the broken generator makes it, with primes of the form k * M + 65537^a mod M (Nemec et al., 2.2). It
// includes the private part, so that it can sign.
export function roca() {
  const isSmallPrime = (n) => Array.from({ length: Math.floor(Math.sqrt(n)) - 1 }, (_, i) => i + 2).every((d) => n % d);
  const primorial = Array.from({ length: 700 }, (_, i) => i + 2).filter(isSmallPrime).slice(0, 126).reduce((product, n) => product * BigInt(n), 1n);
  const prime = () => {
    const residue = power(65537n, toNumber(randomBytes(16)), primorial);
    for (;;) {
      const k = ((3n << 1022n) + (toNumber(randomBytes(20)) << 800n)) / primorial + toNumber(randomBytes(5));
      const candidate = k * primorial + residue;
      if (candidate.toString(2).length === 1024 && checkPrimeSync(candidate)) return candidate;
    }
  };
  const { jwk, privateKey } = rsaOf(prime(), prime());
  return { jwk, sign: by(privateKey) };
}

// Signs by PSS with SHA-256, and with another hash in MGF1. A key of the type RSA-PSS carries that choice; the JWK
// outside it is an ordinary RSA key.
export function otherMaskHash() {
  const { privateKey } = makeKeyPair('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha1', saltLength: 32 });
  const der = privateKey.export({ type: 'pkcs8', format: 'der' });
  // Start of RSAPrivateKey: its 4-byte header stands right before "version 0, modulus".
  const inner = der.indexOf(Buffer.from('020100028201', 'hex')) - 4;
  const plain = createPrivateKey({ key: der.subarray(inner), format: 'der', type: 'pkcs1' });
  return { jwk: createPublicKey(plain).export({ format: 'jwk' }), privateKey: plain,
    sign: (input) => sign('sha256', Buffer.from(input), { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }) };
}
