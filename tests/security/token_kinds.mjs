// Every kind of token at every place that accepts one. Each token works where it belongs and nowhere else.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT } from '../evil_idp/idp.mjs';
import { test, until } from '../support.mjs';
import { CodePlace, FormPlace, application, confidential, idp, open } from './acceptors.mjs';
import { accessTokens, b64, by, decoded, idTokens, strangers, text, without } from './forge.mjs';
import { BINARY, SESSION, ask, authorize, bearer, begin, cookieOf, isAlive, signIn } from './world.mjs';

const EVENT = { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } };
const OWN_PAGE = [['Sec-Fetch-Site', 'same-origin']];
const withCookie = (cookie) => ({ headers: [['Cookie', cookie]] });
const apiToken = async (cookie) => JSON.parse((await ask(confidential, '/api/v1/auth/refresh', withCookie(cookie))).text).accessToken;
async function upstreamToken(cookie) {
  application.take();
  await ask(confidential, '/jwt/x', withCookie(cookie));
  return application.take()[0].headers.authorization.replace('Bearer ', '');
}
async function personalToken(cookie) {
  const headers = [['Cookie', cookie], ['Content-Type', 'application/json'], ...OWN_PAGE];
  return JSON.parse((await ask(confidential, '/api/v1/users/security/token', { method: 'PUT', body: JSON.stringify({ tokenName: 'kinds', JWTTokenExpiry: '7' }), headers })).text).jwtToken;
}
const csrfOf = async (cookie) => (await ask(confidential, '/api/v1/auth/logout', withCookie(cookie))).text.match(/name="csrf" value="([^"]+)"/)[1];

// What the provider signs: name -> a function that makes the token, given the nonce of an open sign-in.
function providerKinds() {
  const id = (more = {}) => (nonce) => ({ ...idp.claims(), ...(nonce ? { nonce } : {}), ...more });
  const access = (more = {}) => id({ scp: 'access', azp: CLIENT, ...more });
  const app = (nonce) => ({ ...without(id({ idtyp: 'app', azp: CLIENT, roles: ['Reader'] })(nonce), 'name', 'preferred_username', 'email'), sub: idp.person.oid });
  const assertion = (nonce) => ({ iss: CLIENT, sub: CLIENT, aud: `${idp.origin}/token`, jti: crypto.randomUUID(), iat: idp.now(), exp: idp.now() + 300, ...(nonce ? { nonce } : {}) });
  const kind = (claims, header = {}) => (nonce) => idTokens(idp).token(header, text(claims(nonce)));
  return {
    'access token of a person': kind(access()), 'access token typed at+jwt': kind(access(), { typ: 'at+jwt' }), 'access token of a program': kind(app), 'access token of another audience': kind(access({ aud: 'api://other' })),
    'access token with the nonce of a sign-in': kind(access({ nonce: 'n' })), 'ID token of this client': kind(id()), 'ID token of another client': kind(id({ aud: 'other' })), 'ID token typed at+jwt': kind(id(), { typ: 'at+jwt' }),
    'logout token': kind((nonce) => ({ ...without(id(EVENT)(nonce), 'exp'), jti: 'j' }), { typ: 'logout+jwt' }), 'logout token with exp': kind(id(EVENT), { typ: 'logout+jwt' }), 'logout token typed JWT': kind((nonce) => without(id(EVENT)(nonce), 'exp')),
    'security event': kind(id(EVENT), { typ: 'secevent+jwt' }), 'proof of possession': kind(id({ htm: 'GET', htu: confidential.origin }), { typ: 'dpop+jwt' }), 'request object': kind(id({ iss: CLIENT }), { typ: 'oauth-authz-req+jwt' }), 'userinfo as a token': kind((nonce) => without(id()(nonce), 'exp', 'iat', 'nbf')),
    'client assertion': kind(assertion), 'refresh token as a token': kind((nonce) => ({ ...without(id()(nonce), 'aud'), scp: 'offline_access' }), { typ: 'rt+jwt' }), 'token for Graph': kind(access({ aud: '00000003-0000-0000-c000-000000000000' }), { nonce: 'x' }),
  };
}

// Tokens that we make, and texts that only look like them.
async function ourKinds() {
  const { cookie } = await signIn(confidential);
  const [api, upstream] = [await apiToken(cookie), await upstreamToken(cookie)];
  const [header, claims] = api.split('.').slice(0, 2).map(decoded);
  const started = await begin(confidential);
  const recovered = execFileSync(BINARY, ['admin', 'recover', '--config', join(confidential.folder, 'sallyport.yaml')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const values = {
    'personal access token': await personalToken(cookie), 'our token for the API': api, 'our token for applications': upstream, 'session id': cookie.slice(SESSION.length + 1), 'sealed sign-in': started.cookie.slice(started.cookie.indexOf('=') + 1), 'form token of a sign-out': await csrfOf(cookie),
    'authorization code': (await authorize(started.url)).searchParams.get('code'), state: started.url.searchParams.get('state'), 'refresh token': [...idp.refreshTokens.keys()].at(-1), 'one-time link': new URL(recovered.match(/http\S+link=\S+/)[0]).searchParams.get('link'),
    'our claims, signed by the provider': idTokens(idp).token({}, text(claims)), 'our claims and kid, signed by the provider': idTokens(idp).token(text(header), text(claims)), 'sid of the provider': idp.claims().sid,
  };
  return { cookie, state: started.url.searchParams.get('state'), kinds: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, () => value])) };
}

const FOR_ANY_BEARER = ['access token of a person', 'access token typed at+jwt', 'access token of a program', 'access token with the nonce of a sign-in'];

// name -> {opens: the kinds that it accepts, offer: whether it accepted one}.
function slots({ cookie, state }) {
  const status = async (asked) => (await asked).status;
  const isTaken = async (place, make) => (await place.offer((f) => make(f.claims().nonce))).taken;
  return {
    'bearer of the confidential client': { opens: [...FOR_ANY_BEARER, 'our token for the API', 'personal access token'], offer: async (make) => await status(bearer(confidential, '/check', make())) === 204 },
    'bearer at an application': { opens: [...FOR_ANY_BEARER, 'our token for the API', 'personal access token'], offer: async (make) => await status(bearer(confidential, '/app/x', make())) === 200 },
    'bearer of the public client': { opens: [...FOR_ANY_BEARER, 'ID token of this client'], offer: async (make) => await status(bearer(open, '/check', make())) === 204 },
    'callback by code': { opens: ['ID token of this client'], offer: (make) => isTaken(new CodePlace(), make) },
    'callback by form': { opens: ['ID token of this client'], offer: (make) => isTaken(new FormPlace(), make) },
    'session cookie': { opens: ['session id'], offer: async (make) => await status(ask(confidential, '/check', withCookie(`${SESSION}=${make()}`))) === 204 },
    'bearer for a new token of ours': { opens: [], offer: async (make) => await status(bearer(confidential, '/api/v1/auth/refresh', make())) !== 401 },
    'cookie of a sign-in': { opens: ['sealed sign-in'], offer: async (make) => {
      const { cookie: sealed } = await begin(confidential);
      const name = sealed.slice(0, sealed.indexOf('='));
      const answer = await ask(confidential, `/callback?state=${state}&error=access_denied`, withCookie(`${name}=${make()}`));
      return !(answer.status === 303 && answer.headers.location.endsWith('again=1'));  // an unknown sign-in starts again
    } },
    'link of the local administrator': { opens: ['one-time link'], offer: async (make) => await status(ask(confidential, `/local-admin/setup?link=${encodeURIComponent(make())}`)) === 200 },
    'form of the sign-out': { opens: ['form token of a sign-out'], offer: async (make) => {
      const answer = await ask(confidential, '/api/v1/auth/logout', { method: 'POST', body: new URLSearchParams({ csrf: make() }).toString(), headers: [['Cookie', cookie], ['Content-Type', 'application/x-www-form-urlencoded']] });
      return answer.status !== 403;
    } },
  };
}

test('JWT-24: each kind of token at each place: what it was made for, and nothing else', async () => {
  const ours = await ourKinds();
  const kinds = { ...providerKinds(), ...ours.kinds };
  const wrong = [];
  let pairs = 0;
  for (const [place, { opens, offer }] of Object.entries(slots(ours)))
    // Accepted kinds come last, because a successful sign-out ends the session that the others need.
    for (const [kind, make] of Object.entries(kinds).sort(([a], [b]) => opens.includes(a) - opens.includes(b))) {
      const taken = await offer(make);
      pairs += 1;
      if (taken !== opens.includes(kind)) wrong.push(`${kind} at ${place}: ${taken ? 'taken' : 'refused'}`);
    }
  assert.deepEqual(wrong, []);
  assert.equal(pairs, Object.keys(kinds).length * 10);
  assert.ok(isAlive(confidential) && isAlive(open));
});

test('JWT-24, RP-17: no token in a logout message ends a session; the provider\'s own message does', async () => {
  const { cookie } = await signIn(confidential);
  const kinds = { ...providerKinds(), ...(await ourKinds()).kinds };
  delete kinds['sid of the provider'];
  const call = (parameters) => ask(confidential, `/frontchannel-logout?${new URLSearchParams(parameters)}`);
  for (const [kind, make] of Object.entries(kinds)) {
    for (const name of ['logout_token', 'id_token_hint', 'token', 'access_token']) assert.equal((await call({ [name]: make() })).status, 400, `${kind} as ${name}`);
    assert.ok([200, 400].includes((await call({ iss: idp.issuer, sid: make() })).status), kind);
    assert.equal((await call({ iss: make(), sid: 'provider-session-1' })).status, 400, `${kind} as iss`);
    assert.equal((await ask(confidential, '/frontchannel-logout', { method: 'POST', body: `logout_token=${make()}`, headers: [['Content-Type', 'application/x-www-form-urlencoded']] })).status, 405, kind);
  }
  assert.equal((await ask(confidential, '/check', withCookie(cookie))).status, 204);
  assert.equal((await call({ iss: idp.issuer, sid: 'provider-session-1' })).status, 200);
  assert.equal((await ask(confidential, '/check', withCookie(cookie))).status, 401);
});

test('JWT-15: an address in a claim gives neither privilege nor another\'s account', async () => {
  const root = 'root@contoso.example';  // an administrator in the configuration
  const stranger = (extra) => ({ oid: crypto.randomUUID(), sub: crypto.randomUUID(), email: root, preferred_username: root, upn: root, unique_name: root, roles: [], ...extra });
  const who = async (claims) => JSON.parse((await bearer(confidential, '/api/v1/users/loggedInUser', accessTokens(idp).token({}, claims))).text);
  for (const extra of [{ idp: 'https://evil.example' }, { acct: 1 }, { xms_edov: false, idp: 'live.com' }]) assert.equal((await who(stranger(extra))).isAdmin, false, text(extra));
  const one = await who(stranger({ acct: 1 }));
  const other = await who(stranger({ acct: 1 }));
  assert.notEqual(one.id, other.id, 'two people with one address are two');
  assert.equal((await who(stranger({ email: undefined, preferred_username: undefined, upn: undefined, unique_name: undefined, name: root }))).isAdmin, false);
});

test('JWT-27, UI-01: what a claim holds is text: in a page, in a header, in the log', async () => {
  const name = '<script>alert(1)</script>"\'&\u202e';
  const address = '<img/onerror=alert(1)>@contoso.example';
  idp.switches.claims = { name, email: address, preferred_username: address, roles: ['<b>', 'a,b', 'line\r\nX-Evil: 1'], oid: crypto.randomUUID() };
  const { cookie } = await signIn(confidential).finally(() => delete idp.switches.claims);
  const page = await ask(confidential, '/', { headers: [['Cookie', cookie], ['Accept', 'text/html']] });
  assert.equal(page.status, 200);
  assert.ok(page.text.includes('&lt;script&gt;alert(1)&lt;/script&gt;'), page.text);
  assert.ok(!/<script|<img|<b>/.test(page.text));
  const answer = await ask(confidential, '/check', withCookie(cookie));
  assert.equal(answer.status, 204);
  assert.equal(answer.headers['x-evil'], undefined);
  assert.equal(answer.headers['x-auth-request-roles'], '<b>', 'a role that could be read as two, or as a header, is left out');
  const lines = await until('the sign-in in the log', () => {
    const found = confidential.log().split('\n').slice(0, -1).filter((line) => line.includes('onerror'));
    return found.length > 0 && found;
  });
  for (const line of lines) assert.ok(['sign_in', 'person_created'].includes(JSON.parse(line).event), line);
});

test('JWT-28: a token that was good makes no other token good, wherever it differs', async () => {
  const own = await apiToken((await signIn(confidential)).cookie);
  for (const [gateway, forge] of [[confidential, accessTokens(idp)], [open, idTokens(idp)], [confidential, { token: () => own }]]) {
    const good = forge.token();
    const [h, p, s] = good.split('.');
    for (let i = 0; i < 3; i += 1) assert.equal((await bearer(gateway, '/check', good)).status, 204);
    const flip = (part, i) => part.slice(0, i) + (part[i] === 'A' ? 'B' : 'A') + part.slice(i + 1);
    for (let i = 0; i < s.length - 1; i += 17) assert.equal((await bearer(gateway, '/check', `${h}.${p}.${flip(s, i)}`)).status, 401, `signature, ${i}`);
    const more = { ...decoded(p), roles: ['Admin'], isAdmin: true };
    for (const bad of [`${h}.${p}.`, `${h}.${p}`, good.slice(0, -1), `${h}.${b64(text(more))}.${s}`, `${h}.${p}.${by(strangers.rsa.privateKey)(`${h}.${p}`).toString('base64url')}`, `${good}A`]) assert.equal((await bearer(gateway, '/check', bad)).status, 401);
    for (let i = 1; i < good.length; i += 97) assert.equal((await bearer(gateway, '/check', good.slice(0, i))).status, 401, `the first ${i} characters`);
    assert.equal((await bearer(gateway, '/check', good)).status, 204);
    // A bad token stays bad beside a good cookie, and two good tokens count as none.
    const { cookie } = await signIn(confidential);
    assert.equal((await ask(confidential, '/check', { headers: [['Cookie', cookie], ['Authorization', `Bearer ${h}.${p}.`]] })).status, 401);
    assert.equal((await ask(confidential, '/check', { headers: [['Cookie', cookie], ['Authorization', `Bearer ${good}`], ['Authorization', `Bearer ${good}`]] })).status, 401);
  }
});

test('JWT-30: a refusal tells its class and no more: the same bytes for every token of one class', async () => {
  const forge = accessTokens(idp);
  const [h, p, s] = forge.token().split('.');
  const signature = Buffer.from(s, 'base64url');
  const classes = {
    'another signature, from the first byte to the last': (i) => `${h}.${p}.${Buffer.from(signature.map((byte, at) => (at === i % 256 ? byte ^ (1 << (i % 8)) : byte))).toString('base64url')}`,
    'an unknown kid, near to the known one or not': (i) => forge.token({ kid: idp.keys[0].kid.slice(0, i % 43) + '-' }),
    'expired, lately or long ago': (i) => forge.token({}, { exp: forge.now() - 100 - i * i }),
    'another audience, near to ours or not': (i) => forge.token({}, { aud: `${CLIENT.slice(0, i % 36)}x` }),
  };
  for (const [what, make] of Object.entries(classes)) {
    const answers = new Set();
    for (let i = 0; i < 256; i += 1) {
      const { status, headers, text: body } = await bearer(confidential, '/check', make(i));
      answers.add(text([status, body, without(headers, 'date', 'x-request-id')]));
    }
    assert.equal(answers.size, 1, `${what}: ${[...answers].slice(0, 2).join('\n')}`);
  }
});

test('JWT-31: tokens of our own carry jti, kid, typ, one audience and a short life; the key has 2048 bits and one reader', async () => {
  const { cookie } = await signIn(confidential);
  const [jwk] = JSON.parse((await ask(confidential, '/api/v1/system/config/jwks')).text).keys;
  const seen = new Set();
  for (const [make, audience] of [[apiToken, 'sallyport:api'], [upstreamToken, application.origin]])
    for (let i = 0; i < (make === apiToken ? 50 : 1); i += 1) {
      const [header, claims] = (await make(cookie)).split('.').slice(0, 2).map(decoded);
      assert.deepEqual([header.alg, header.typ, header.kid], ['RS256', 'JWT', jwk.kid]);
      assert.equal(claims.aud, audience);
      assert.ok(claims.exp - claims.iat <= 300 && claims.exp > claims.iat, `${claims.exp - claims.iat} s`);
      assert.ok(claims.jti.length >= 32 && !seen.has(claims.jti));
      seen.add(claims.jti);
    }
  assert.equal(createPublicKey({ key: jwk, format: 'jwk' }).asymmetricKeyDetails.modulusLength, 2048);
  assert.deepEqual(Object.keys(jwk).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
  assert.equal(statSync(join(confidential.folder, 'own_token_private.der')).mode & 0o777, 0o600);
  assert.ok(readFileSync(join(confidential.folder, 'own_token_private.der')).length > 1000);
});

test('JWT-32: what may be used once is used up: a response, its code, the link, a session that ended', async () => {
  const started = await begin(confidential);
  const back = await authorize(started.url);
  const first = await ask(confidential, back.pathname + back.search, withCookie(started.cookie));
  assert.equal(first.status, 303);
  const cookie = cookieOf(first, SESSION);
  const token = await apiToken(cookie);
  const asked = idp.counts.token;
  const second = await ask(confidential, back.pathname + back.search, withCookie(started.cookie));
  assert.equal(second.status, 303, 'the sign-in begins once more');
  assert.match(second.headers.location, /&again=1$/);
  assert.equal(cookieOf(second, SESSION), undefined);
  assert.equal(idp.counts.token, asked, 'the code was sent again');
  const csrf = await csrfOf(cookie);
  const leave = () => ask(confidential, '/api/v1/auth/logout', { method: 'POST', body: new URLSearchParams({ csrf }).toString(), headers: [['Cookie', cookie], ['Content-Type', 'application/x-www-form-urlencoded']] });
  assert.equal((await leave()).status, 303);
  for (const dead of [bearer(confidential, '/check', token), ask(confidential, '/check', withCookie(cookie))]) assert.equal((await dead).status, 401);
  const other = (await signIn(confidential)).cookie;
  const foreign = await ask(confidential, '/api/v1/auth/logout', { method: 'POST', body: new URLSearchParams({ csrf }).toString(), headers: [['Cookie', other], ['Content-Type', 'application/x-www-form-urlencoded']] });
  assert.equal(foreign.status, 403, 'the form token of one session signs out another');
});
