// The modules of the OpenID Foundation's test plans for an OpenID Provider that apply to the directory, as tests of our
// own: configuration, basic, implicit (ID token), hybrid and form_post. Sign-out is in op_logout.mjs, and what must be
// refused in op_negative.mjs. Each test names its modules; op_list.json has all of them.
import assert from 'node:assert/strict';
import * as jose from 'jose';
import { Agent } from '../agent.mjs';
import { until } from '../support.mjs';
import { module } from './op_list.mjs';
import { claimsOf, metadataOf, response, signedIn, silently, verified } from './op_world.mjs';
import { account, APPS, Directory, directory, PASSWORD, STATE } from './world.mjs';

const { web, hybrid, spa, multi } = APPS;

module(['discovery-endpoint-verification', 'rp-initiated-logout-discovery-endpoint-verification', 'frontchannel-logout-discovery-endpoint-verification', 'idtoken-unsigned', 'idtoken-rs256'], 'the document of a tenant names its own issuer, served endpoints and RS256', async () => {
  const there = await directory();
  const metadata = await metadataOf(there);
  assert.equal(metadata.issuer, there.at('v2.0'));
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'userinfo_endpoint', 'end_session_endpoint'])
    assert.ok([200, 400, 401].includes((await new Agent().send(metadata[name])).status), `${name} is served`);
  assert.deepEqual(metadata.id_token_signing_alg_values_supported, ['RS256']);
  assert.deepEqual(metadata.subject_types_supported, ['pairwise']);
  for (const type of ['code', 'id_token', 'code id_token']) assert.ok(metadata.response_types_supported.includes(type), type);
  for (const scope of ['openid', 'profile', 'email', 'offline_access']) assert.ok(metadata.scopes_supported.includes(scope), scope);
  assert.equal(metadata.request_uri_parameter_supported, false);
  const { keys } = await (await fetch(metadata.jwks_uri)).json();
  for (const key of keys) assert.ok(key.kty === 'RSA' && key.kid && key.n && key.e && !('d' in key), JSON.stringify(key));
});

module(['server', 'server-client-secret-post', 'idtoken-signature'], 'the secret in the body or by Basic', async () => {
  const there = await directory();
  const { tokens } = await signedIn(there, web);
  const claims = await verified(there, tokens.id_token, web);
  assert.equal(claims.nonce, 'a-nonce');
  const { client_secret: secret, client_id: clientId, ...rest } = await there.code(web);
  const basic = `Basic ${Buffer.from(`${clientId}:${encodeURIComponent(secret)}`).toString('base64')}`;
  const again = await verified(there, (await there.tokens(rest, { headers: { authorization: basic } })).id_token, web);
  assert.equal(again.sub, claims.sub);
  assert.match(tokens.token_type, /^bearer$/i);
  assert.ok(tokens.expires_in > 0);
});

module(['implicit', 'hybrid', 'formpost-implicit', 'formpost-hybrid'], 'the ID token of the authorization response has the nonce, and c_hash beside a code', async () => {
  const there = await directory();
  for (const [type, mode] of [['id_token', undefined], ['code id_token', undefined], ['id_token', 'form_post'], ['code id_token', 'form_post']]) {
    const fields = response(await there.signIn(hybrid, 'alice', { response_type: type, response_mode: mode }));
    const claims = await verified(there, fields.id_token, hybrid);
    assert.equal(claims.nonce, 'a-nonce', type);
    assert.equal('c_hash' in claims, type.includes('code'), type);
    assert.equal(Boolean(fields.code), type.includes('code'), type);
    if (mode !== 'form_post') assert.equal(fields.state, STATE);
  }
});

module(['formpost-basic'], 'the code travels in a form', async () => {
  const there = await directory();
  const fields = response(await there.signIn(web, 'alice', { response_mode: 'form_post' }));
  assert.ok(fields.code);
  const tokens = await there.tokens({ grant_type: 'authorization_code', client_id: web.clientId, client_secret: web.secret, redirect_uri: web.redirectUri, code: fields.code });
  await verified(there, tokens.id_token, web);
});

module(['response-type-missing'], 'the browser is sent back with an error', async () => {
  const there = await directory();
  const fields = response(await there.authorize(web, { response_type: undefined }));
  assert.ok(['invalid_request', 'unsupported_response_type'].includes(fields.error), fields.error);
  assert.equal(fields.state, STATE);
});

module(['userinfo-get', 'userinfo-post-header'], 'the claims of the ID token', async () => {
  const there = await directory();
  const { tokens } = await signedIn(there, web, { scope: 'openid profile email' });
  const claims = claimsOf(tokens.id_token);
  for (const method of ['GET', 'POST']) {
    const answer = await fetch((await metadataOf(there)).userinfo_endpoint, { method, headers: { authorization: `Bearer ${tokens.access_token}` } });
    assert.equal(answer.status, 200, method);
    const body = await answer.json();
    assert.deepEqual([body.sub, body.name, body.email], [claims.sub, 'alice', account('alice')], method);
  }
});

module(['ensure-request-without-nonce-succeeds-for-code-flow', 'ensure-request-without-nonce-fails'], 'is good for a code, and refused for an ID token', async () => {
  const there = await directory();
  const { tokens } = await signedIn(there, web, { nonce: undefined });
  assert.ok(!('nonce' in claimsOf(tokens.id_token)));
  for (const type of ['id_token', 'code id_token'])
    assert.equal(response(await there.authorize(hybrid, { response_type: type, nonce: undefined })).error, 'invalid_request', type);
});

module(['scope-profile', 'scope-email'], 'each scope has its claims', async () => {
  const there = await directory();
  const claimsWith = async (scope) => claimsOf((await signedIn(there, web, { scope })).tokens.id_token);
  const [bare, profile, email] = [await claimsWith('openid'), await claimsWith('openid profile'), await claimsWith('openid email')];
  assert.ok(!('name' in bare) && !('email' in bare));
  assert.deepEqual([profile.name, profile.preferred_username, 'email' in profile], ['alice', account('alice'), false]);
  assert.deepEqual([email.email, 'name' in email], [account('alice'), false]);
});

module(['alternate-happy-flow', 'ensure-request-with-unknown-parameter-succeeds', 'display-page', 'display-popup', 'ui-locales', 'claims-locales', 'ensure-request-with-acr-values-succeeds', 'claims-essential'], 'change nothing', async () => {
  const there = await directory();
  const extra = { unknown: 'parameter', ui_locales: 'de fr', claims_locales: 'de', acr_values: '1 2', claims: '{"id_token":{"auth_time":{"essential":true}},"userinfo":{"name":{"essential":true}}}' };
  for (const [name, value] of [...Object.entries(extra), ['display', 'page'], ['display', 'popup']]) {
    const { tokens } = await signedIn(there, web, { [name]: value });
    await verified(there, tokens.id_token, web);
  }
  const reversed = new URL(there.authorizeUrl(web));
  const turned = `${reversed.origin}${reversed.pathname}?${reversed.search.slice(1).split('&').reverse().join('&')}`;
  assert.equal((await new Agent().send(turned)).status, 200);
});

module(['prompt-none-not-logged-in', 'prompt-none-logged-in', 'id-token-hint', 'login-hint'], 'a silent request answers for the account that is meant', async () => {
  const there = await directory();
  assert.equal((await silently(there, web, new Agent())).error, 'login_required');
  const { browser, tokens } = await signedIn(there, web);
  assert.ok((await silently(there, web, browser)).code);
  assert.ok((await silently(there, web, browser, { id_token_hint: tokens.id_token })).code);
  assert.ok((await silently(there, web, browser, { login_hint: account('alice') })).code);
  assert.match((await silently(there, web, browser, { login_hint: account('bob') })).error, /^(login|interaction)_required$/);
  assert.match((await there.authorize(web, { login_hint: account('bob') })).text, /value="bob@contoso\.example"/);
});

module(['prompt-login', 'max-age-1', 'max-age-10000'], 'auth_time is that of the last password', async () => {
  const there = await Directory.start({ clock: true, seed: `tenants:
  - name: Contoso
    id: 5a1d6c3e-7f20-4b8a-9c4d-0e1f2a3b4c5d
    domains: [contoso.example]
    users: [{userPrincipalName: alice@contoso.example, displayName: alice, password: ${PASSWORD}}]
    apps: [{name: Web, clientId: ${web.clientId}, web: [${web.redirectUri}], secret: ${web.secret}, optionalClaims: [auth_time]}]
` });
  const first = await signedIn(there, web);
  const before = claimsOf(first.tokens.id_token).auth_time;
  there.clock.forward(60);
  const asked = await there.authorize(web, { max_age: '1' }, { browser: first.browser });
  assert.match(asked.text, /name="passwd"/, 'max_age=1 asks again');
  assert.equal((await silently(there, web, first.browser, { max_age: '1' })).error, 'login_required');
  const code = await there.code(web, 'alice', { max_age: '10000' }, { browser: first.browser });
  assert.equal(claimsOf((await there.tokens(code)).id_token).auth_time, before, 'max_age=10000 does not');
  const page = await there.authorize(web, { prompt: 'login' }, { browser: first.browser });
  assert.match(page.text, /name="passwd"/, 'prompt=login asks again');
  const again = await there.code(web, 'alice', { prompt: 'login' }, { browser: first.browser });
  assert.ok(claimsOf((await there.tokens(again)).id_token).auth_time >= before + 60);
});

module(['ensure-registered-redirect-uri', 'redirect-uri-query-OK', 'redirect-uri-query-mismatch', 'redirect-uri-query-added', 'redirect-uri-regfrag', 'ensure-redirect-uri-in-authorization-request'], 'only a registered redirect URI leads away', async () => {
  const there = await Directory.start({ seed: `tenants:
  - name: Contoso
    id: 5a1d6c3e-7f20-4b8a-9c4d-0e1f2a3b4c5d
    domains: [contoso.example]
    apps: [{name: Web, clientId: ${web.clientId}, web: ["https://app.example/cb?foo=bar", "https://app.example/other"], secret: ${web.secret}}]
` });
  const at = async (redirectUri) => there.authorize(web, { redirect_uri: redirectUri });
  assert.equal((await at('https://app.example/cb?foo=bar')).status, 200);
  for (const bad of ['https://app.example/cb', 'https://app.example/cb?foo=baz', 'https://app.example/cb?foo=bar&more=1', 'https://app.example/other?added=1', 'https://evil.example/', undefined]) {
    const answer = await at(bad);
    assert.deepEqual([answer.status, answer.location], [400, undefined], bad);
  }
  assert.throws(() => there.command('app', 'redirect-uri', 'add', web.clientId, 'web:https://app.example/cb#part'), /./, 'redirect-uri-regfrag');
});

module(['ensure-post-request-succeeds'], 'the authorization request as a form', async () => {
  const there = await directory();
  const { search } = new URL(there.authorizeUrl(web));
  const browser = new Agent();
  const page = await browser.send(there.at('oauth2/v2.0/authorize'), { method: 'POST', form: Object.fromEntries(new URLSearchParams(search)) });
  const answer = await browser.submit(page, { login: account('alice'), passwd: PASSWORD, act: 'sign_in' }, { stop: () => true });
  const last = /value="consent"/.test(answer.text) ? await browser.submit(answer, { act: 'consent' }, { stop: () => true }) : answer;
  assert.ok(response(last).code, last.text.slice(0, 500));
});

module(['request-uri-unsigned-supported-correctly-or-rejected-as-unsupported', 'unsigned-request-object-supported-correctly-or-rejected-as-unsupported', 'ensure-request-object-with-redirect-uri', 'request-uri-unsigned', 'request-uri-signed-rs256'], 'are rejected as unsupported, by value and by reference', async () => {
  const there = await directory();
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"state":"other"}').toString('base64url')}.`;
  for (const more of [{ request: unsigned }, { request_uri: 'https://app.example/request.jwt' }]) {
    const fields = response(await there.authorize(web, more));
    assert.match(fields.error, /^(request_not_supported|request_uri_not_supported|invalid_request)$/);
    assert.equal(fields.state, STATE);
  }
});

module(['refresh-token'], 'works, and is bound to its client', async () => {
  const there = await directory();
  const { tokens } = await signedIn(there, web);
  const renewed = await there.tokens(there.refreshing(web, tokens.refresh_token));
  assert.equal(claimsOf(renewed.id_token).sub, claimsOf(tokens.id_token).sub);
  assert.equal(JSON.parse((await there.token(there.refreshing(multi, tokens.refresh_token))).text).error, 'invalid_grant');
});

module(['ensure-request-with-valid-pkce-succeeds'], 'also for a single-page application', async () => {
  const there = await directory();
  const tokens = await there.tokens(await there.code(spa), { headers: { origin: spa.origin } });
  await verified(there, tokens.id_token, spa);
});

module(['ensure-client-assertion-with-iss-aud-succeeds'], 'the token endpoint or the issuer as audience', async () => {
  const there = await directory();
  for (const aud of [there.at('oauth2/v2.0/token'), there.at('v2.0')]) {
    const answer = await there.token(there.assertion({ claims: { aud } }));
    assert.equal(answer.status, 200, answer.text);
  }
});

module(['server-rotate-keys'], 'after a rotation a new key signs, and the old one is still published', async () => {
  const there = await Directory.start();
  const kidOf = async () => jose.decodeProtectedHeader((await signedIn(there, web)).tokens.id_token).kid;
  const old = await kidOf();
  there.command('keys', 'rotate');
  await until('a new key', async () => (await kidOf()) !== old);
  const { keys } = await (await fetch((await metadataOf(there)).jwks_uri)).json();
  const kids = keys.map(({ kid }) => kid);
  assert.ok(kids.includes(old) && kids.includes(await kidOf()), kids.join());
});
