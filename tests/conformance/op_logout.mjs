// Sign-out, as the OpenID Foundation's test plans for an OpenID Provider have it: RP-initiated and front-channel logout,
// and session management, which Entra ID has at its v1.0 endpoints.
import assert from 'node:assert/strict';
import * as jose from 'jose';
import { Agent } from '../agent.mjs';
import { module } from './op_list.mjs';
import { claimsOf, metadataOf, signedIn, signOut, silently } from './op_world.mjs';
import { APPS, directory } from './world.mjs';

const { web } = APPS;
const OUT = web.redirectUri;

module(['rp-initiated-logout'], 'ends the session and returns with the state', async () => {
  const there = await directory();
  const { browser, tokens } = await signedIn(there, web);
  const { back } = await signOut(there, browser, { id_token_hint: tokens.id_token, post_logout_redirect_uri: OUT, state: 'xyz' });
  assert.equal(back, `${OUT}?state=xyz`);
  assert.equal((await silently(there, web, browser)).error, 'login_required');
});

module(['rp-initiated-logout-no-state', 'rp-initiated-logout-no-post-logout-redirect-uri', 'rp-initiated-logout-no-params', 'rp-initiated-logout-only-state', 'rp-initiated-logout-no-id-token-hint'], 'end the session', async () => {
  const there = await directory();
  for (const [fields, where] of [[{ post_logout_redirect_uri: OUT }, OUT], [{}, undefined], [{ state: 'xyz' }, undefined]])
    for (const hinted of [true, false]) {
      const { browser, tokens } = await signedIn(there, web);
      const { back } = await signOut(there, browser, { ...(hinted ? { id_token_hint: tokens.id_token } : {}), ...fields });
      assert.equal(back, where, JSON.stringify(fields));
      assert.equal((await silently(there, web, browser)).error, 'login_required', JSON.stringify(fields));
    }
});

module(['rp-initiated-logout-bad-post-logout-redirect-uri', 'rp-initiated-logout-query-added-to-post-logout-redirect-uri', 'rp-initiated-logout-bad-id-token-hint', 'rp-initiated-logout-modified-id-token-hint'], 'lead nowhere', async () => {
  const there = await directory();
  const { tokens } = await signedIn(there, web);
  const [, payload] = tokens.id_token.split('.');
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  const { privateKey } = await jose.generateKeyPair('RS256');
  const foreign = await new jose.SignJWT(claimsOf(tokens.id_token)).setProtectedHeader({ alg: 'RS256', kid: jose.decodeProtectedHeader(tokens.id_token).kid }).sign(privateKey);
  const bad = [[tokens.id_token, 'https://evil.example/'], [tokens.id_token, `${OUT}?added=1`], [none, OUT], [foreign, OUT]];
  for (const [hint, where] of bad) {
    const { answer, back } = await signOut(there, new Agent(), { id_token_hint: hint, post_logout_redirect_uri: where, state: 'xyz' });
    assert.deepEqual([answer.status, back], [200, undefined], where);
  }
});

module(['frontchannel-rp-initiated-logout'], 'is announced, and loads the logout URL of each application with iss and sid', async () => {
  const there = await directory();
  const metadata = await metadataOf(there);
  assert.equal(metadata.frontchannel_logout_supported, true);
  const { browser } = await signedIn(there, web);
  const { answer } = await signOut(there, browser, { post_logout_redirect_uri: OUT });
  const frame = new URL(answer.text.match(/<iframe src="([^"]*)"/)[1].replaceAll('&amp;', '&'));
  assert.equal(`${frame.origin}${frame.pathname}`, 'https://app.example/signed-out');
  assert.equal(frame.searchParams.get('iss'), metadata.issuer);
  assert.ok(frame.searchParams.get('sid'));
  assert.match(answer.headers['content-security-policy'], /frame-src https:\/\/app\.example/);
  assert.equal((await silently(there, web, browser)).error, 'login_required');
});

module(['session-management-discovery-endpoint-verification', 'session-management-rp-initiated-logout'], 'the page of v1.0 compares the session, and a sign-out takes the session from the browser', async () => {
  const there = await directory();
  assert.equal((await metadataOf(there)).check_session_iframe, undefined, 'v2.0 announces none, as at Entra ID');
  const v1 = await (await fetch(there.at('.well-known/openid-configuration'))).json();
  const page = await (await fetch(v1.check_session_iframe)).text();
  assert.match(page, /<script>/);
  const { browser } = await signedIn(there, web);
  const sessions = () => [...browser.jar(there.origin)].find(([name]) => name.endsWith('ESTSSC'))?.[1];
  const sid = new URL((await there.authorize(web, { prompt: 'none' }, { browser })).location).searchParams.get('session_state');
  assert.equal(sessions(), sid, 'the page reads the session ids of this cookie');
  await signOut(there, browser, { post_logout_redirect_uri: OUT });
  assert.equal(sessions(), undefined);
});
