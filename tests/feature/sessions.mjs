// Sessions: what ends them and what does not, renewal with the refresh token, several tabs, replays.
import assert from 'node:assert/strict';
import { selfSigned } from '../certificates.mjs';
import { Idp, TENANT } from '../evil_idp/idp.mjs';
import { cleanup, test, until } from '../support.mjs';
import { confidentialAt, directory, signInAs } from './entra.mjs';
import { Browser, atIdp, browserWith, check, keepSecret, sessionOf, signIn, startGateway } from './world.mjs';

async function world(settings = {}) {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const gateway = await startGateway({ authentication: atIdp(idp), ...settings });
  const browser = new Browser();
  const signedIn = await signIn(browser, gateway);
  assert.equal((await check(browser, gateway)).status, 204, `${signedIn.text}\n${gateway.output}`);
  // Moves the clock here and at the provider.
  const pass = (seconds) => {
    gateway.clock.forward(seconds);
    idp.clockOffset += seconds;
  };
  return { idp, gateway, browser, pass };
}

const tokenRequests = (idp) => idp.counts.token ?? 0;

// Registers every refresh token of the provider as a secret.
const keepTokens = (idp) => [...idp.refreshTokens.keys()].forEach((token) => keepSecret(token, 'refresh token'));

test('a session survives an orderly restart and kill -9', async () => {
  const { gateway, browser } = await world();
  assert.equal(await gateway.restart('SIGTERM'), 0);
  assert.equal((await check(browser, gateway)).status, 204);
  assert.equal(await gateway.restart('SIGKILL'), 'SIGKILL');
  assert.equal((await check(browser, gateway)).status, 204);
  gateway.expectSessions(1);
});

test('SES-01: over https the cookie is __Host-, Secure, HttpOnly, Lax, for every path of this host alone', async () => {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const { certFile, keyFile, pem } = selfSigned();
  const gateway = await startGateway({ authentication: atIdp(idp), publicUrl: (port) => `https://localhost:${port}`,
    server: `  tlsCertificateFile: ${certFile}\n  tlsKeyFile: ${keyFile}` });
  const browser = new Browser({ ca: pem });
  const start = await browser.send(`${gateway.origin}/api/v1/auth/login?redirectUri=/`);
  const callback = await browser.send((await browser.send(start.location)).location);
  for (const [answer, name] of [[start, '__Host-sallyport-signin-'], [callback, '__Host-sallyport=']]) {
    const cookie = answer.headers['set-cookie'].find((line) => line.startsWith(name));
    const attributes = new Set(cookie.split(';').slice(1).map((attribute) => attribute.trim().toLowerCase()));
    for (const attribute of ['path=/', 'secure', 'httponly', 'samesite=lax']) assert.ok(attributes.has(attribute), cookie);
    assert.ok(![...attributes].some((attribute) => attribute.startsWith('domain')), cookie);
  }
  const session = browser.jar(gateway.origin).get('__Host-sallyport');
  assert.ok(Buffer.from(session, 'base64url').length >= 32, '256 bits');
  assert.equal((await check(browser, gateway)).status, 204);
});

test('a sign-in under way survives a restart', async () => {
  const { gateway } = await world();
  const browser = new Browser();
  const there = await browser.send(`${gateway.origin}/api/v1/auth/login?redirectUri=/page`);
  await gateway.restart();
  const answer = await browser.follow(there);
  assert.equal(answer.url, `${gateway.origin}/page`);
  assert.equal((await check(browser, gateway)).status, 204);
});

test('SES-06: a session ends after the idle limit, and its row goes with it', async () => {
  // Moves both clocks. If only the wall clock moved, that would be a jump, which postpones the sweep by an hour.
  const { gateway, browser, pass } = await world({ movable: 'every', rest: 'sessions: {idle: 20m, absolute: 2h}' });
  pass(15 * 60);
  assert.equal((await check(browser, gateway)).status, 204, 'still within the limit');
  await until('the visit to be written down', () => gateway.rows('SELECT last_seen - created AS idle FROM session')[0]?.idle >= 800);
  pass(15 * 60);
  assert.equal((await check(browser, gateway)).status, 204, 'the limit counts from the last request');
  pass(21 * 60);
  assert.equal((await check(browser, gateway)).status, 401);
  pass(10 * 60);  // nothing is swept in the first hour, because the clock may not be set yet
  await until('the sweep', () => gateway.sessions() === 0);
});

test('SES-06: a session ends after the absolute limit, however busy', async () => {
  const { gateway, browser, pass } = await world({ movable: true, rest: 'sessions: {idle: 20m, absolute: 40m}' });
  for (let i = 0; i < 2; i += 1) {
    pass(15 * 60);
    assert.equal((await check(browser, gateway)).status, 204);
    await until('the visit to be written down', () => gateway.rows('SELECT last_seen - created AS idle FROM session')[0]?.idle >= 800 * (i + 1));
  }
  pass(11 * 60);
  assert.equal((await check(browser, gateway)).status, 401);
});

test('SES-04: sign-out ends the session at once: the next request with the old cookie is refused', async () => {
  const { gateway, browser, idp } = await world();
  const old = sessionOf(browser, gateway.origin);
  const copy = browserWith(gateway.origin, old);
  assert.equal((await check(copy, gateway)).status, 204);
  const answer = await browser.send(`${gateway.origin}/api/v1/auth/logout`, { headers: { 'sec-fetch-site': 'same-origin' } });
  assert.equal(answer.status, 302);
  assert.equal((await check(copy, gateway)).status, 401);
  assert.equal(sessionOf(browser, gateway.origin), undefined, 'the cookie is taken back');
  gateway.expectSessions(0);
  const target = new URL(answer.location);
  assert.equal(`${target.origin}${target.pathname}`, `${idp.origin}/${TENANT}/oauth2/v2.0/logout`, 'and ends at the provider');
  assert.equal(target.searchParams.get('post_logout_redirect_uri'), `${gateway.origin}/signed-out`);
  assert.equal((await gateway.heard('sign_out')).length, 1);
});

test('RP-18: sign-out from elsewhere asks first; only the form of the page signs out', async () => {
  const { gateway, browser } = await world();
  const page = await browser.send(`${gateway.origin}/api/v1/auth/logout`, { headers: { 'sec-fetch-site': 'cross-site' } });
  assert.equal(page.status, 200);
  assert.equal((await check(browser, gateway)).status, 204);
  const foreign = await browser.send(`${gateway.origin}/api/v1/auth/logout`, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } });
  assert.equal(foreign.status, 403);
  assert.equal((await check(browser, gateway)).status, 204);
  const old = sessionOf(browser, gateway.origin);
  await browser.submit(page, {}, { stop: () => true });
  assert.equal((await check(browserWith(gateway.origin, old), gateway)).status, 401);
});

test('the page after sign-out does not sign in again by itself', async () => {
  const { gateway, browser, idp } = await world();
  await browser.send(`${gateway.origin}/api/v1/auth/logout`, { headers: { 'sec-fetch-site': 'same-origin' } });
  const before = idp.counts.authorize;
  const page = await browser.get(`${gateway.origin}/signed-out`);
  assert.deepEqual([page.status, page.url], [200, `${gateway.origin}/signed-out`]);
  assert.ok(!/http-equiv|<script/i.test(page.text));
  assert.equal(idp.counts.authorize, before);
});

test('sign-out at the directory names the person (logout_hint), and its session ends too', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: confidentialAt(there) });
  const { browser } = await signInAs('alice', gateway);
  const answer = await browser.send(`${gateway.origin}/api/v1/auth/logout`, { headers: { 'sec-fetch-site': 'same-origin' } });
  assert.ok(new URL(answer.location).searchParams.get('logout_hint'), answer.location);
  await browser.follow(answer);
  const again = await browser.get(`${gateway.origin}/api/v1/auth/login?redirectUri=/`);
  assert.ok(again.url.startsWith(there.http), 'the directory asks who it is');
});

test('RP-17: front-channel logout ends the sessions of that sid, and no others', async () => {
  const { gateway, browser, idp } = await world();
  idp.switches.claims = { sid: 'provider-session-2' };
  const other = new Browser();
  await signIn(other, gateway);
  gateway.expectSessions(2);
  const url = (issuer, sid) => `${gateway.origin}/frontchannel-logout?${new URLSearchParams({ iss: issuer, sid })}`;
  assert.equal((await new Browser().send(url('https://evil.example', 'provider-session-1'))).status, 400);
  assert.equal((await check(browser, gateway)).status, 204);
  const answer = await new Browser().send(url(idp.issuer, 'provider-session-1'));
  assert.equal(answer.status, 200);
  assert.equal((await check(browser, gateway)).status, 401);
  assert.equal((await check(other, gateway)).status, 204);
  gateway.expectSessions(1);
});

test('RP-20, F-27: renewal: 20 requests at once, one question at the provider', async () => {
  const { gateway, browser, idp, pass } = await world({ movable: true, rest: 'sessions: {renewEvery: 10m}' });
  const session = sessionOf(browser, gateway.origin);
  const before = tokenRequests(idp);
  pass(11 * 60);
  const answers = await Promise.all(Array.from({ length: 20 }, () => check(browserWith(gateway.origin, session), gateway)));
  assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([204]));
  assert.equal(tokenRequests(idp) - before, 1);
  assert.match(await gateway.metrics(), /^sallyport_renewals_total 1$/m);
  keepTokens(idp);
  [...idp.refreshTokens.keys()].slice(0, -1).forEach((token) => idp.refreshTokens.delete(token));
  pass(11 * 60);
  assert.equal((await check(browser, gateway)).status, 204, 'the newest refresh token is the one that is used');
  assert.equal(tokenRequests(idp) - before, 2);
});

test('SES-05: renewal: a role that was taken away at the provider is gone', async () => {
  const { gateway, browser, idp, pass } = await world({ movable: true, rest: 'sessions: {renewEvery: 10m}' });
  assert.equal((await check(browser, gateway, '/check?role=DataSteward')).status, 204);
  idp.person.roles = ['Viewer'];
  assert.equal((await check(browser, gateway, '/check?role=DataSteward')).status, 204, 'not yet due');
  pass(11 * 60);
  const refused = await check(browser, gateway, '/check?role=DataSteward');
  assert.equal(refused.status, 403);
  assert.equal((await check(browser, gateway)).headers['x-auth-request-roles'], 'Viewer');
  assert.deepEqual(JSON.parse(gateway.rows('SELECT claims FROM session')[0].claims).roles, ['Viewer']);
});

test('renewal refused by the provider: signed out', async () => {
  const { gateway, browser, idp, pass } = await world({ movable: true, rest: 'sessions: {renewEvery: 10m}' });
  idp.refreshTokens.clear();
  pass(11 * 60);
  assert.equal((await check(browser, gateway)).status, 401);
  gateway.expectSessions(0);
  assert.equal((await gateway.heard('session_ended'))[0].reason, 'renewal_refused');
});

test('renewal: an outage of the provider ends no session at once, and a session that goes unrenewed for too long is not let in', async () => {
  const { gateway, browser, idp, pass } = await world({ movable: true, rest: 'sessions: {renewEvery: 10m}' });
  idp.switches.token = (request, response) => {
    response.writeHead(500);
    response.end();
  };
  pass(11 * 60);
  assert.equal((await check(browser, gateway)).status, 204);
  pass(11 * 60);
  assert.equal((await check(browser, gateway)).status, 503, 'fails closed');
  delete idp.switches.token;
  pass(60);
  assert.equal((await check(browser, gateway)).status, 204, 'and goes on when the provider is back');
  gateway.expectSessions(1);
});

test('RP-20: renewal that answers for somebody else ends the session', async () => {
  const { gateway, browser, idp, pass } = await world({ movable: true, rest: 'sessions: {renewEvery: 10m}' });
  idp.person.oid = '00000000-0000-4000-8000-00000000b0b0';
  pass(11 * 60);
  assert.equal((await check(browser, gateway)).status, 401);
  gateway.expectSessions(0);
  gateway.expectPeople(1);
});

test('RP-03: several tabs: each sign-in under way has a cookie of its own, and both end where they began', async () => {
  const { gateway } = await world();
  const browser = new Browser();
  const first = await browser.send(`${gateway.origin}/api/v1/auth/login?redirectUri=/one`);
  const second = await browser.send(`${gateway.origin}/api/v1/auth/login?redirectUri=/two`);
  const pending = [...browser.jar(gateway.origin).keys()].filter((name) => name.startsWith('sallyport-signin-'));
  assert.equal(pending.length, 2);
  assert.equal((await browser.follow(second)).url, `${gateway.origin}/two`);
  assert.equal((await browser.follow(first)).url, `${gateway.origin}/one`);
  assert.equal((await check(browser, gateway)).status, 204);
  assert.equal([...browser.jar(gateway.origin).keys()].filter((name) => /^sallyport-signin-[\dl]$/.test(name)).length, 0);
});

test('RP-16: a callback that is replayed makes no second session and asks nothing at the provider', async () => {
  const { gateway, idp } = await world();
  const browser = new Browser();
  const start = await browser.send(`${gateway.origin}/api/v1/auth/login?redirectUri=/`);
  const pending = [...browser.jar(gateway.origin)];
  const back = await browser.send(start.location);
  await browser.send(back.location);
  const before = { sessions: gateway.sessions(), tokens: tokenRequests(idp) };
  const replay = new Browser();
  for (const [name, value] of pending) replay.jar(gateway.origin).set(name, value);
  const answer = await replay.send(back.location);
  assert.equal(answer.status, 303, 'the sign-in begins once more');
  assert.match(answer.location, /\/api\/v1\/auth\/login\?redirectUri=/);
  assert.equal(sessionOf(replay, gateway.origin), undefined);
  assert.deepEqual({ sessions: gateway.sessions(), tokens: tokenRequests(idp) }, before);
});

test('RP-01, RP-02: a callback in a browser that did not start it makes no session', async () => {
  const { gateway, idp } = await world();
  const start = await new Browser().send(`${gateway.origin}/api/v1/auth/login?redirectUri=/`);
  const back = await new Browser().send(start.location);
  const before = tokenRequests(idp);
  const victim = new Browser();
  const answer = await victim.send(back.location);
  assert.equal(answer.status, 303, 'a sign-in of its own begins');
  assert.match(answer.location, /\/api\/v1\/auth\/login\?redirectUri=/);
  assert.equal(sessionOf(victim, gateway.origin), undefined);
  assert.equal(tokenRequests(idp), before, 'the code was not redeemed');
});

test('RP-12: redirectUri leads to our own origin or to an exact address of the list, and nowhere else', async () => {
  const { gateway } = await world({ server: '  allowedReturnUrls: ["http://localhost:3999/back"]' });
  const landing = async (wanted) => {
    const browser = new Browser();
    return (await browser.get(`${gateway.origin}/api/v1/auth/login?redirectUri=${encodeURIComponent(wanted)}`, { stop: (url) => !url.startsWith('http://localhost') || url.includes(':3999') })).location
      ?? browser.log.at(-1).split(' ')[1];
  };
  assert.equal(await landing('/deep?a=1'), `${gateway.origin}/deep?a=1`);
  assert.equal(await landing('http://localhost:3999/back'), 'http://localhost:3999/back');
  for (const wanted of ['https://evil.example/', '//evil.example', '/\\evil.example', 'http://localhost:3999/back/more', 'javascript:alert(1)', `${gateway.origin}@evil.example/`])
    assert.equal(await landing(wanted), `${gateway.origin}/`, wanted);
});

test('enableSelfSignup: false lets in nobody new, and leaves no trace of them', async () => {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const gateway = await startGateway({ authentication: (origin) => `${atIdp(idp)(origin)}  enableSelfSignup: false\n` });
  const browser = new Browser();
  const answer = await signIn(browser, gateway);
  assert.equal(answer.status, 403);
  assert.match(answer.text, /signing in does not make one/);
  assert.deepEqual([gateway.sessions(), gateway.rows('SELECT count(*) AS n FROM person WHERE last_sign_in > 0')[0].n], [0, 0]);
});

test('JWT-15: adminPrincipals become administrators; the same address elsewhere does not', async () => {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  idp.person.oid = '00000000-0000-4000-8000-00000000ad31';
  const gateway = await startGateway({ authentication: atIdp(idp) });
  const isAdmin = async () => {
    const browser = new Browser();
    await signIn(browser, gateway);
    return JSON.parse((await browser.send(`${gateway.origin}/api/v1/users/loggedInUser`)).text).isAdmin;
  };
  assert.equal(await isAdmin(), true);
  idp.person.oid = '00000000-0000-4000-8000-00000000a11c';
  assert.equal(await isAdmin(), false);
  assert.equal(await isAdmin(), false);
  await until('the log', () => gateway.lines('sign_in').length === 3);
  const subjects = (event) => gateway.lines(event).map((line) => (assert.equal(line.level, 'audit'), line.subject.slice(-4)));
  assert.deepEqual(subjects('person_created'), ['ad31', 'a11c'], 'each change is told, once');
});
