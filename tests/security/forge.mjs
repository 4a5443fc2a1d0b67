// Makes tokens of any form. A forge knows the honest token of one place, and makes it or any variation of it.
import { createHmac, sign } from 'node:crypto';
import { CLIENT } from '../evil_idp/idp.mjs';
import { makeKeyPair } from '../keys.mjs';

export const b64 = (value) => Buffer.from(value).toString('base64url');
export const text = (value) => JSON.stringify(value);
export const without = (object, ...names) => Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

// A signer turns the signing input into the bytes of a signature.
export const none = () => Buffer.alloc(0);
export const hs = (secret, hash = 'sha256') => (input) => createHmac(hash, secret).update(input).digest();
export const by = (key, hash = 'sha256', options = {}) => (input) => sign(hash, Buffer.from(input), { key, ...options });

// Keys that nobody publishes.
export const strangers = {
  rsa: makeKeyPair('rsa', { modulusLength: 2048 }),
  ec: makeKeyPair('ec', { namedCurve: 'P-256' }),
};

export class Forge {
  // `header` and `claims` return those of the honest token; `jwk` is the public half of its key; `now` is its issuer's
  // clock.
  constructor({ header, claims, privateKey, jwk, now }) {
    Object.assign(this, { header, claims, privateKey, jwk, now, sign: by(privateKey) });
  }

  // Each part is a string, raw bytes, or an object whose members replace the honest ones.
  token(header = {}, claims = {}, signer = this.sign) {
    const part = (value, honest) => b64(typeof value === 'string' || Buffer.isBuffer(value) ? value : text({ ...honest, ...value }));
    const input = `${part(header, this.header())}.${part(claims, this.claims())}`;
    return `${input}.${Buffer.from(signer(input)).toString('base64url')}`;
  }

  // Spells the base64url of the payload in another way, and signs that.
  respelled(change) {
    const [header, payload] = this.token().split('.');
    const input = `${header}.${change(payload)}`;
    return `${input}.${this.sign(input).toString('base64url')}`;
  }

  // Makes the honest token without these claims.
  without(...names) {
    return this.token({}, text(without(this.claims(), ...names)));
  }

  // Makes a token with the honest claims and `"name":value` as raw text, in any spelling.
  spelled(name, value) {
    return this.token({}, `${text(without(this.claims(), name)).slice(0, -1)},"${name}":${value}}`);
  }
}

const ofIdp = (idp, claims, key = idp.keys[0], alg = 'RS256') => new Forge({
  header: () => ({ typ: 'JWT', alg, kid: key.kid }), claims, privateKey: key.privateKey, jwk: key.jwk, now: () => idp.now() });

// Tokens with the provider's first key, or with another one.
export const accessTokens = (idp, key, alg) => ofIdp(idp, () => ({ ...idp.claims(), scp: 'access', azp: CLIENT }), key, alg);
export const idTokens = (idp, extra = () => ({}), key = undefined, alg = undefined) => ofIdp(idp, () => idp.claims(extra()), key, alg);

export const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url'));

// The gateway's own tokens, modelled on `sample` and signed with its private key.
export function ownTokens(sample, privateKey, jwk) {
  const [header, claims] = sample.split('.').slice(0, 2).map(decoded);
  return new Forge({ header: () => ({ ...header }), claims: () => ({ ...claims }), privateKey, jwk, now: () => Math.floor(Date.now() / 1000) });
}
