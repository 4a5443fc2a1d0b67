// The provider's response at the callback: whom it is for, how it arrives, what it may contain.
import assert from 'node:assert/strict';
import { publicClient } from '../configuration.mjs';
import { Idp, TENANT, CLIENT } from '../evil_idp/idp.mjs';
import { Browser, atIdp, signIn as browse } from '../feature/world.mjs';
import { cleanup, test } from '../support.mjs';
import { attacked } from './effects.mjs';
import { SESSION, ask, authorize, begin, cookieOf, signIn } from './world.mjs';

const world = await attacked({ movable: true });
const { gateway, idp } = world;
const FORM = ['Content-Type', 'application/x-www-form-urlencoded'];

const publicAt = (there) => publicClient({ authority: `${there.origin}/${TENANT}`, clientId: CLIENT });
const implicit = await attacked({ authentication: publicAt });

const callback = (back, ...cookies) => ask(gateway, back.pathname + back.search, { headers: [['Cookie', cookies.join('; ')]] });
const post = (to, fields, cookie, type = FORM) =>
  ask(to, '/callback', { method: 'POST', body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(), headers: [['Cookie', cookie], type] });

// A sign-in whose response the browser has, but has not yet sent to the gateway.
async function pending(edit = () => {}) {
  const started = await begin(gateway);
  const back = await authorize(started.url);
  edit(back.searchParams, back);
  return { ...started, back };
}

test('RP-01: a response without state, with a wrong, reused or expired one, or of another browser, redeems no code', async () => {
  const other = await pending();
  for (const [what, edit] of [['no state', (query) => query.delete('state')], ['an empty state', (query) => query.set('state', '')],
    ['a wrong state', (query) => query.set('state', 'A'.repeat(43))], ['one byte changed', (query) => query.set('state', query.get('state').replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')))],
    ['the state of another browser', (query) => query.set('state', other.url.searchParams.get('state'))]]) {
    const mine = await pending(edit);
    await world.refuses(what, () => callback(mine.back, mine.cookie), { status: what === 'the state of another browser' ? 303 : 400 });
  }
  const used = await pending();
  assert.equal((await callback(used.back, used.cookie)).status, 303);
  await world.refuses('a state that was used', () => callback(used.back, used.cookie), { status: 303 });
  const old = await pending();
  world.pass(601);
  await world.refuses('a state of eleven minutes ago', () => callback(old.back, old.cookie), { status: 303 });
});

test('RP-02: the address of somebody else\'s callback signs nobody in: not in a browser without a sign-in, nor beside one of its own', async () => {
  const attacker = await pending();
  const victim = await pending();
  await world.refuses('a browser that began nothing', () => callback(attacker.back), { status: 303 });
  await world.refuses('a browser with a sign-in of its own', () => callback(attacker.back, victim.cookie), { status: 303 });
  const renamed = `${attacker.cookie.split('=')[0]}=${victim.cookie.split('=')[1]}`;
  await world.refuses('its own seal under the name that fits', () => callback(attacker.back, renamed), { status: 303 });
  assert.equal((await callback(victim.back, victim.cookie)).status, 303, 'the victim\'s own sign-in was not spoilt');
});

test('RP-03: a missing, wrong or replayed nonce, or that of a parallel tab, signs nobody in; two tabs at once both sign in', async () => {
  const earlier = await pending();
  const seen = earlier.url.searchParams.get('nonce');
  assert.equal((await callback(earlier.back, earlier.cookie)).status, 303);
  const tab = await pending();
  for (const [what, nonce] of [['missing', undefined], ['null', null], ['empty', ''], ['wrong', 'n'.repeat(43)], ['a number', 7], ['a list', [seen]], ['of an earlier sign-in', seen],
    ['of a parallel tab', tab.url.searchParams.get('nonce')]]) {
    const mine = await pending();
    idp.switches.claims = { nonce };
    await world.refuses(`nonce ${what}`, () => callback(mine.back, mine.cookie, tab.cookie), { status: 400, but: { tokens: 1 } });
    delete idp.switches.claims;
  }
  const [one, two] = [await pending(), await pending()];
  const both = await Promise.all([callback(one.back, one.cookie, two.cookie), callback(two.back, one.cookie, two.cookie)]);
  assert.deepEqual(both.map((answer) => answer.status), [303, 303]);
});

test('RP-04: an attacker\'s code with the victim\'s state fails at PKCE; each sign-in has a verifier of its own', async () => {
  const attacker = await pending();
  const victim = await pending((query) => query.set('code', attacker.back.searchParams.get('code')));
  await world.refuses('the code of another', () => callback(victim.back, victim.cookie), { status: 400, but: { tokens: 1 } });
  const verifiers = [];
  for (let i = 0; i < 5; i += 1) {
    await signIn(gateway);
    verifiers.push(idp.asked.at(-1).form.get('code_verifier'));
  }
  assert.equal(new Set(verifiers).size, 5);
  for (const verifier of verifiers) assert.match(verifier, /^[\w.~-]{43,128}$/);
});

test('RP-05: PKCE S256 is sent whatever discovery says of it, and the verifier also where somebody took the challenge out', async () => {
  for (const methods of [undefined, [], ['plain'], ['S256']]) {
    const one = await attacked({ before: (there) => (there.switches.metadata = (honest) => ({ ...honest, code_challenge_methods_supported: methods })) });
    const { url } = await begin(one.gateway);
    assert.equal(url.searchParams.get('code_challenge_method'), 'S256', `${methods}`);
    assert.match(url.searchParams.get('code_challenge'), /^[\w-]{43}$/);
    if (methods?.[0] !== 'plain') continue;
    const started = await begin(one.gateway);
    started.url.searchParams.delete('code_challenge');
    started.url.searchParams.delete('code_challenge_method');
    const back = await authorize(started.url);
    await one.refuses('a challenge that was taken out', () => ask(one.gateway, back.pathname + back.search, { headers: [['Cookie', started.cookie]] }), { status: 400, but: { tokens: 1 } });
    assert.match(one.idp.asked.at(-1).form.get('code_verifier'), /^[\w.~-]{43,}$/);
  }
});

test('RP-06: a code of another provider goes to our own alone; `iss` that is wrong, twice, empty, or missing though announced is refused', async () => {
  const other = await new Idp().start();
  cleanup(() => other.stop());
  const elsewhere = await authorize(new URL(`${other.origin}/${TENANT}/oauth2/v2.0/authorize?${new URLSearchParams({ redirect_uri: `${gateway.origin}/callback`, state: 's', code_challenge: 'x' })}`));
  const mixed = await pending((query) => query.set('code', elsewhere.searchParams.get('code')));
  await world.refuses('the code of another provider', () => callback(mixed.back, mixed.cookie), { status: 400, but: { tokens: 1 } });
  assert.equal(other.counts.token, undefined, 'nobody sent it to the other');
  for (const [what, edit] of [['wrong', (query) => query.set('iss', other.issuer)], ['empty', (query) => query.set('iss', '')], ['with a slash more', (query) => query.set('iss', `${idp.issuer}/`)],
    ['twice', (query) => { query.append('iss', idp.issuer); query.append('iss', idp.issuer); }], ['right and wrong', (query) => { query.append('iss', idp.issuer); query.append('iss', other.issuer); }]]) {
    const mine = await pending(edit);
    await world.refuses(`iss ${what}`, () => callback(mine.back, mine.cookie), { status: 400 });
  }
  const right = await pending((query) => query.set('iss', idp.issuer));
  assert.equal((await callback(right.back, right.cookie)).status, 303);
  const announced = await attacked({ before: (there) => (there.switches.metadata = (honest) => ({ ...honest, authorization_response_iss_parameter_supported: true })) });
  await announced.refuses('iss missing though announced', async () => (await signIn(announced.gateway)).answer, { status: 400 });
  announced.idp.switches.respond = (fields) => fields.set('iss', announced.idp.issuer);
  assert.equal((await signIn(announced.gateway)).answer.status, 303);
});

test('RP-07: an error of the provider is shown escaped, and never beside a code', async () => {
  const html = '<script>alert(1)</script><img src=x onerror=alert(2)>';
  for (const fields of [{ error: 'access_denied', error_description: html }, { error: html }, { error: 'x', error_description: `AADSTS50105: ${html}`, error_uri: `javascript:${html}` }]) {
    const mine = await pending((query, back) => { back.search = new URLSearchParams({ ...fields, state: query.get('state') }); });
    const answer = await world.refuses('an error with HTML', () => callback(mine.back, mine.cookie), { status: [400, 403] });
    assert.ok(!/<script|<img|javascript:/i.test(answer.text), answer.text);
    assert.match(answer.headers['content-security-policy'], /default-src 'none'/);
  }
  for (const [what, edit] of [['error and code', (query) => query.set('error', 'access_denied')], ['an empty error and code', (query) => query.set('error', '')],
    ['code twice', (query) => query.append('code', 'x')], ['code twice, the same', (query) => query.append('code', query.get('code'))], ['state twice', (query) => query.append('state', query.get('state'))],
    ['a code and an ID token', (query) => query.set('id_token', idp.sign(idp.claims()))], ['a code and an access token', (query) => query.set('access_token', 'x')], ['no code', (query) => query.delete('code')]]) {
    const mine = await pending(edit);
    await world.refuses(what, () => callback(mine.back, mine.cookie), { status: what === 'the state of another browser' ? 303 : 400 });
  }
});

test('RP-07: the response comes the way that was asked for: no fragment, no POST for a query, no GET for a form, no JSON', async () => {
  const mine = await pending();
  await world.refuses('in the fragment', () => ask(gateway, mine.back.pathname, { headers: [['Cookie', mine.cookie]] }), { status: 400 });
  await world.refuses('by POST', () => post(gateway, mine.back.search.slice(1), mine.cookie), { status: 400 });
  await world.refuses('as JSON', () => post(gateway, JSON.stringify(Object.fromEntries(mine.back.searchParams)), mine.cookie, ['Content-Type', 'application/json']), { status: [400, 415] });
  await world.refuses('without a media type', () => post(gateway, mine.back.search.slice(1), mine.cookie, ['X-Nothing', 'x']), { status: [400, 415] });
  assert.equal((await callback(mine.back, mine.cookie)).status, 303);
  const started = await begin(implicit.gateway);
  const fields = await formOf(started.url);
  await implicit.refuses('an ID token by GET', () => ask(implicit.gateway, `/callback?${fields}`, { headers: [['Cookie', started.cookie]] }), { status: 400 });
});

// The fields of the provider's form_post page.
async function formOf(url) {
  const page = await (await fetch(url)).text();
  return new URLSearchParams([...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}

// The implicit flow with one mistake, in the claims of the ID token or in the fields of the response.
async function implicitly({ claims, idToken, fields: edit }) {
  Object.assign(implicit.idp.switches, { claims, idToken });
  const started = await begin(implicit.gateway);
  const fields = await formOf(started.url);
  delete implicit.idp.switches.claims;
  delete implicit.idp.switches.idToken;
  edit?.(fields);
  return post(implicit.gateway, fields, started.cookie);
}

test('RP-08: implicit flow: the token of another client, person, sign-in or time signs nobody in', async () => {
  const good = await implicitly({});
  assert.equal(good.status, 303, good.text);
  assert.ok(cookieOf(good, SESSION));
  const now = implicit.idp.now();
  for (const [what, claims] of [['another client', { aud: '00000000-0000-4000-8000-00000000dead' }], ['two clients', { aud: [CLIENT, 'another'] }], ['azp of another', { azp: 'another' }],
    ['no nonce', { nonce: undefined }], ['a nonce of another', { nonce: 'x'.repeat(43) }], ['an access token', { scp: 'access_as_user', azp: CLIENT }], ['an app token', { idtyp: 'app' }],
    ['expired', { exp: now - 3600, iat: now - 7200, nbf: now - 7200 }], ['another tenant', { tid: '00000000-0000-4000-8000-00000000dead' }], ['no sub', { sub: undefined }]])
    await implicit.refuses(what, () => implicitly({ claims }), { status: what === 'another tenant' ? 403 : 400 });
});

test('RP-08: implicit flow: an access token beside the ID token, right hash or wrong, is no way in; nor is anything without an ID token', async () => {
  const access = implicit.idp.sign({ ...implicit.idp.claims(), oid: '00000000-0000-4000-8000-00000000b0b0', aud: 'graph', scp: 'User.Read' });
  for (const [what, edit] of [
    ['an access token, no at_hash', (fields) => fields.set('access_token', access)],
    ['a code, no c_hash', (fields) => fields.set('code', 'x')],
    ['an access token in place of the ID token', (fields) => fields.set('id_token', access)],
    ['an access token alone', (fields) => { fields.delete('id_token'); fields.set('access_token', access); }],
    ['expires_in alone', (fields) => { fields.delete('id_token'); fields.set('expires_in', '3600'); }],
    ['two ID tokens', (fields) => fields.append('id_token', fields.get('id_token'))]])
    await implicit.refuses(what, () => implicitly({ fields: edit }), { status: 400 });
  for (const hash of ['at_hash', 'c_hash'])
    await implicit.refuses(`${hash} of something else`, () => implicitly({ claims: { [hash]: 'AAAAAAAAAAAAAAAAAAAAAA' }, fields: (fields) => fields.set(hash === 'at_hash' ? 'access_token' : 'code', access) }), { status: 400 });
});

test('RP-08, RP-09: who somebody is, the ID token says: no access token, and userinfo is never asked', async () => {
  idp.switches.tokens = () => ({ access_token: idp.sign({ ...idp.claims(), oid: '00000000-0000-4000-8000-00000000b0b0', preferred_username: 'bob@contoso.example', roles: ['Admin'] }) });
  idp.switches.userinfo = (request, response) => response.end(JSON.stringify({ sub: 'another', roles: ['Admin'], groups: ['all'], tid: 'another', email: 'root@contoso.example' }));
  const { cookie } = await signIn(gateway);
  delete idp.switches.tokens;
  const seen = await ask(gateway, '/check', { headers: [['Cookie', cookie]] });
  assert.equal(seen.headers['x-auth-request-email'], 'alice@contoso.example');
  assert.equal(seen.headers['x-auth-request-roles'], 'DataSteward');
  assert.equal(idp.counts.userinfo, undefined);
});

test('RP-13: a sign-in cookie that somebody planted signs nobody in as them; the session of before is over after a sign-in', async () => {
  const attacker = await pending();
  const victim = await begin(gateway, '/', attacker.cookie);
  const back = await authorize(victim.url);
  const answer = await callback(back, attacker.cookie, victim.cookie, `${SESSION}=${'A'.repeat(43)}`);
  assert.equal(answer.status, 303);
  const first = cookieOf(answer, SESSION);
  assert.notEqual(first, `${SESSION}=${'A'.repeat(43)}`);
  const again = await pending();
  const second = cookieOf(await callback(again.back, again.cookie, first), SESSION);
  assert.notEqual(second, first);
  const status = async (cookie) => (await ask(gateway, '/check', { headers: [['Cookie', cookie]] })).status;
  assert.deepEqual([await status(first), await status(second), await status(`${SESSION}=${'A'.repeat(43)}`)], [401, 204, 401]);
});

test('RP-15: whoever starts a sign-in elsewhere changes nothing of what it asks for', async () => {
  const { url: plain } = await begin(gateway);
  const extra = { scope: 'openid Mail.ReadWrite', prompt: 'none', acr_values: 'low', redirect_uri: 'https://evil.example/', client_id: 'evil', response_type: 'token', response_mode: 'fragment', nonce: 'n', state: 's',
    code_challenge: 'x', login_hint: 'root@contoso.example', domain_hint: 'evil.example', iss: 'https://evil.example', request_uri: 'https://evil.example/' };
  const answer = await ask(gateway, `/api/v1/auth/login?redirectUri=%2F&${new URLSearchParams(extra)}`);
  const asked = new URL(answer.headers.location);
  assert.equal(asked.origin + asked.pathname, plain.origin + plain.pathname);
  assert.deepEqual([...asked.searchParams.keys()], [...plain.searchParams.keys()]);
  for (const [name, value] of plain.searchParams) if (!['state', 'nonce', 'code_challenge'].includes(name)) assert.equal(asked.searchParams.get(name), value, name);
  for (const name of ['state', 'nonce', 'code_challenge']) assert.ok(asked.searchParams.get(name).length >= 43, name);
  const posted = await ask(gateway, '/api/v1/auth/login', { method: 'POST', body: new URLSearchParams(extra).toString(), headers: [FORM] });
  assert.equal(posted.status, 303);
  for (const [name, value] of plain.searchParams) if (!['state', 'nonce', 'code_challenge'].includes(name)) assert.equal(new URL(posted.headers.location).searchParams.get(name), value, name);
});

test('RP-21: no token is in a page, an address, a cookie or the log; the browser holds an opaque id', async () => {
  const tokens = [];
  idp.switches.tokens = (nonce) => {
    const given = { id_token: idp.idToken(nonce), access_token: idp.sign({ ...idp.claims(), aud: 'graph' }), refresh_token: `canary-refresh-${tokens.length}-0123456789` };
    tokens.push(...Object.values(given));
    return given;
  };
  const browser = new Browser();
  const said = [];
  const send = browser.send.bind(browser);
  browser.send = async (...what) => {
    const answer = await send(...what);
    if (what[0].startsWith(gateway.origin)) said.push(JSON.stringify([answer.headers, answer.text, what[0]]));
    return answer;
  };
  await browse(browser, gateway);
  for (const path of ['/', '/app/x', '/api/v1/users/loggedInUser', '/api/v1/system/config/auth', '/check', '/api/v1/auth/logout']) await browser.send(`${gateway.origin}${path}`);
  delete idp.switches.tokens;
  assert.equal(tokens.length, 3);
  for (const token of tokens) {
    assert.ok(!said.some((text) => text.includes(token)), 'in an answer');
    assert.ok(!gateway.output.includes(token), 'in the log');
    assert.ok(!JSON.stringify(world.application.seen).includes(token), 'at the application');
  }
  assert.match(browser.jar(gateway.origin).get(SESSION), /^[\w-]{43}$/);
});

test('RP-23: the scopes asked for are those configured, and no others', async () => {
  const { url } = await begin(gateway);
  assert.equal(url.searchParams.get('scope'), 'openid profile email offline_access');
  const few = await attacked({ authentication: (there) => (origin) => atIdp(there)(origin).replace('openid profile email offline_access', 'openid email') });
  const { url: asked } = await begin(few.gateway);
  assert.equal(asked.searchParams.get('scope').split(' ').sort().join(' '), 'email offline_access openid', 'offline_access is put right, with a warning');
  await signIn(few.gateway);
  const form = few.idp.asked.at(-1).form;
  assert.ok(!form.has('scope') || form.get('scope') === asked.searchParams.get('scope'), form.get('scope'));
});
