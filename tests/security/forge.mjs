// Tokens of any shape. A forge knows what an honest token looks like at one place, and makes that token or any other from it.
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { CLIENT } from '../evil_idp/idp.mjs';

export const b64 = (value) => Buffer.from(value).toString('base64url');
export const text = (value) => JSON.stringify(value);
export const without = (object, ...names) => Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

// Signers: the input of the signature to its bytes.
export const none = () => Buffer.alloc(0);
export const hs = (secret, hash = 'sha256') => (input) => createHmac(hash, secret).update(input).digest();
export const by = (key, hash = 'sha256', options = {}) => (input) => sign(hash, Buffer.from(input), { key, ...options });

// Keys that nobody published.
export const strangers = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
};

export class Forge {
  // `header` and `claims` give those of the honest token; `jwk` is the public half of its key; `now` is its issuer's clock.
  constructor({ header, claims, privateKey, jwk, now }) {
    Object.assign(this, { header, claims, privateKey, jwk, now, sign: by(privateKey) });
  }

  // A part is a text or bytes as they are, or an object whose members stand for the honest ones of these names.
  token(header = {}, claims = {}, signer = this.sign) {
    const part = (value, honest) => b64(typeof value === 'string' || Buffer.isBuffer(value) ? value : text({ ...honest, ...value }));
    const input = `${part(header, this.header())}.${part(claims, this.claims())}`;
    return `${input}.${Buffer.from(signer(input)).toString('base64url')}`;
  }

  // The payload's base64url in another spelling, and signed so.
  respelled(change) {
    const [header, payload] = this.token().split('.');
    const input = `${header}.${change(payload)}`;
    return `${input}.${this.sign(input).toString('base64url')}`;
  }

  // The same without these members.
  without(...names) {
    return this.token({}, text(without(this.claims(), ...names)));
  }

  // The honest claims with `"name":value` as text, in whatever spelling.
  spelled(name, value) {
    return this.token({}, `${text(without(this.claims(), name)).slice(0, -1)},"${name}":${value}}`);
  }
}

const ofIdp = (idp, claims, key = idp.keys[0], alg = 'RS256') => new Forge({
  header: () => ({ typ: 'JWT', alg, kid: key.kid }), claims, privateKey: key.privateKey, jwk: key.jwk, now: () => idp.now() });

// By the provider's first key, or by another one.
export const accessTokens = (idp, key, alg) => ofIdp(idp, () => ({ ...idp.claims(), scp: 'access', azp: CLIENT }), key, alg);
export const idTokens = (idp, extra = () => ({}), key = undefined, alg = undefined) => ofIdp(idp, () => idp.claims(extra()), key, alg);

export const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url'));

// Those of the gateway itself, after the model of one that it made and by its own private key.
export function ownTokens(sample, privateKey, jwk) {
  const [header, claims] = sample.split('.').slice(0, 2).map(decoded);
  return new Forge({ header: () => ({ ...header }), claims: () => ({ ...claims }), privateKey, jwk, now: () => Math.floor(Date.now() / 1000) });
}
