// Keys that no issuer should publish, each with a way to sign by it where there is one. Made anew, but for their sizes.
import { checkPrimeSync, constants, createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
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
const rsa = (bits, options = {}) => generateKeyPairSync('rsa', { modulusLength: bits, ...options });

export function weakRsa(bits, options) {
  const pair = rsa(bits, options);
  return { jwk: jwkOf(pair), sign: by(pair.privateKey) };
}

// The key of two primes, e = 65537.
export function rsaOf(p, q) {
  const d = inverse(65537n, (p - 1n) * (q - 1n));
  const jwk = { kty: 'RSA', n: text(p * q), e: 'AQAB' };
  const whole = { ...jwk, d: text(d), p: text(p), q: text(q), dp: text(d % (p - 1n)), dq: text(d % (q - 1n)), qi: text(inverse(q, p)) };
  return { jwk, privateKey: createPrivateKey({ key: whole, format: 'jwk' }) };
}

// With e = 1 the signature is the padded message itself: whoever knows n signs.
export function exponentOne() {
  const { n } = jwkOf(rsa(2048));
  return { jwk: { kty: 'RSA', n, e: 'AQ' }, sign: (input) => encoded(input, 256) };
}

// With e = 3 and a check that does not look behind the digest, a cube root is a signature (CVE-2006-4339).
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

// A key as the broken generator makes it: primes of the form k * M + 65537^a mod M (Nemec et al., 2.2). Whole, so that it signs.
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

// Signs by PSS with SHA-256 and MGF1 of another hash: a key of the type RSA-PSS carries that choice; outside it is a plain key.
export function otherMaskHash() {
  const { privateKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha1', saltLength: 32 });
  const der = privateKey.export({ type: 'pkcs8', format: 'der' });
  const inner = der.indexOf(Buffer.from('020100028201', 'hex')) - 4;  // RSAPrivateKey: its header, version 0, the modulus
  const plain = createPrivateKey({ key: der.subarray(inner), format: 'der', type: 'pkcs1' });
  return { jwk: createPublicKey(plain).export({ format: 'jwk' }), privateKey: plain,
    sign: (input) => sign('sha256', Buffer.from(input), { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }) };
}
