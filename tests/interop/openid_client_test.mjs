// The npm package openid-client at the directory. We make it check the signature of ID tokens, which it does not do by
// default.
import assert from 'node:assert/strict';
import * as client from 'openid-client';
import { Agent } from '../agent.mjs';
import { test } from '../support.mjs';
import { ADA, TENANT, WEB, directory, signInAtDirectory } from './directory.mjs';

const REDIRECT = 'http://localhost:4711/callback';  // nobody listens there; the agent stops before it

async function configure() {
  const { httpAuthority } = await directory();
  const config = await client.discovery(new URL(`${httpAuthority}/v2.0`), WEB.clientId, undefined, client.ClientSecretPost(WEB.secret),
    { execute: [client.allowInsecureRequests] });
  client.enableNonRepudiationChecks(config);
  return config;
}

async function signIn(config, changes = {}) {
  const verifier = client.randomPKCECodeVerifier();
  const nonce = client.randomNonce();
  const state = client.randomState();
  const url = client.buildAuthorizationUrl(config, { redirect_uri: REDIRECT, scope: 'openid profile email offline_access', nonce, state,
    code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' });
  const page = await signInAtDirectory(new Agent(), url.href, ADA.name, (next) => next.startsWith(REDIRECT));
  return client.authorizationCodeGrant(config, new URL(page.location),
    { pkceCodeVerifier: verifier, expectedNonce: nonce, expectedState: state, idTokenExpected: true, ...changes });
}

test('openid-client: code with PKCE, the ID token checked with its signature, then refreshed', async () => {
  const config = await configure();
  const tokens = await signIn(config);
  const claims = tokens.claims();
  assert.equal(claims.oid, ADA.id);
  assert.equal(claims.tid, TENANT);
  assert.equal(claims.preferred_username, ADA.name);
  assert.equal(claims.email, ADA.name);
  assert.deepEqual([...claims.roles].sort(), ADA.roles);
  const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
  assert.equal(renewed.claims().sub, claims.sub);
  assert.notEqual(renewed.access_token, tokens.access_token);
  assert.ok(renewed.refresh_token);
});

test('openid-client: the signature was really looked at', async () => {
  const config = await configure();
  // With foreign keys the same sign-in must fail, and only because of the signature.
  const { publicKey } = await crypto.subtle.generateKey({ name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256' }, true, ['sign', 'verify']);
  const theirs = await (await fetch(config.serverMetadata().jwks_uri)).json();
  const { n, e } = await crypto.subtle.exportKey('jwk', publicKey);
  client.setJwksCache(config, { jwks: { keys: theirs.keys.map((key) => ({ kid: key.kid, kty: 'RSA', use: 'sig', n, e })) },
    uat: Math.floor(Date.now() / 1000) });
  await assert.rejects(signIn(config), (error) => /signature/.test(error.cause?.message));
});

test('openid-client: a code is good for one redemption, with its own verifier', async () => {
  const config = await configure();
  await assert.rejects(signIn(config, { pkceCodeVerifier: client.randomPKCECodeVerifier() }), { error: 'invalid_grant' });
});

test('openid-client: client credentials', async () => {
  const config = await configure();
  const tokens = await client.clientCredentialsGrant(config, { scope: `${WEB.clientId}/.default` });
  const claims = JSON.parse(Buffer.from(tokens.access_token.split('.')[1], 'base64url'));
  assert.equal(claims.azp, WEB.clientId);
  assert.equal(claims.aud, WEB.clientId);
});
