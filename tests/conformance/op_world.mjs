// What the tests of the OpenID Foundation's modules share: a relying party and its browser.
import assert from 'node:assert/strict';
import * as jose from 'jose';
import { Agent } from '../agent.mjs';

export const metadataOf = async (there) => (await (await fetch(there.at('v2.0/.well-known/openid-configuration'))).json());
export const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));

// Verifies the ID token as a relying party does.
export async function verified(there, token, app) {
  const metadata = await metadataOf(there);
  const keys = jose.createLocalJWKSet(await (await fetch(metadata.jwks_uri)).json());
  const { payload, protectedHeader } = await jose.jwtVerify(token, keys, { issuer: metadata.issuer, audience: app.clientId, algorithms: ['RS256'] });
  assert.equal(protectedHeader.alg, 'RS256');
  return payload;
}

// The fields of the authorization response, wherever they travel.
export function response(answer) {
  if (answer.location) {
    const { hash, search } = new URL(answer.location);
    return Object.fromEntries(new URLSearchParams(hash.length > 1 ? hash.slice(1) : search));
  }
  return Object.fromEntries([...answer.text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name, value]) => [name, value.replaceAll('&#43;', '+')]));
}

export async function signedIn(there, app, more = {}, browser = new Agent()) {
  const code = await there.code(app, 'alice', more, { browser });
  return { browser, tokens: await there.tokens(code) };
}

export const silently = async (there, app, browser, more = {}) => response(await there.authorize(app, { prompt: 'none', ...more }, { browser }));

// Opens the end of the session, and says where the browser ends: at the application, or on the directory's page.
export async function signOut(there, browser, fields) {
  const { end_session_endpoint: endpoint } = await metadataOf(there);
  const answer = await browser.send(`${endpoint}?${new URLSearchParams(fields)}`);
  const back = answer.location ?? answer.headers.refresh?.match(/url=(.*)/)?.[1];
  return { answer, back };
}
