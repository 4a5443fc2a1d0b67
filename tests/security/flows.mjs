// Sign-ins under attack and during outages: responses that are replayed, raced or planted; a provider that hangs; a
// process that ends in the middle.
import assert from 'node:assert/strict';
import { statSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '../support.mjs';
import { Recorder, SESSION, ask, authorize, bearer, begin, cookieOf, isAlive, signIn, startGateway, startIdp } from './world.mjs';

const idp = await startIdp();
const application = await new Recorder().start();
const gateway = await startGateway(idp, application);
const callback = (back, cookie) => ask(gateway, back.pathname + back.search, { headers: cookie ? [['Cookie', cookie]] : [] });
// The response was refused, or the browser was sent to start a sign-in of its own. Either way nobody is signed in.
const refused = (answer, what) => {
  const beginsAgain = answer.status === 303 && /\/api\/v1\/auth\/login\?redirectUri=/.test(answer.headers.location);
  assert.ok(answer.status >= 400 || beginsAgain, `${what}: ${answer.status}`);
  assert.equal(cookieOf(answer, SESSION), undefined, what);
};

test('RP-01, RP-02: a response without the cookie of its sign-in, or with that of another, signs nobody in and asks no token', async () => {
  const mine = await begin(gateway);
  const theirs = await begin(gateway);
  const back = await authorize(mine.url);
  const asked = idp.counts.token ?? 0;
  refused(await callback(back), 'no cookie');
  refused(await callback(back, theirs.cookie), 'the cookie of another browser');
  const [name, value] = mine.cookie.split('=');
  refused(await callback(back, `${name}=${theirs.cookie.split('=')[1]}`), 'the seal of another under the right name');
  for (const bad of [value.slice(0, -1), `${value}A`, value.slice(1), value.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')), '', 'A'.repeat(200)]) refused(await callback(back, `${name}=${bad}`), 'a broken seal');
  for (const change of [(query) => query.delete('state'), (query) => query.set('state', `${query.get('state')}x`), (query) => query.append('state', query.get('state')), (query) => query.append('code', 'x'), (query) => query.delete('code'), (query) => query.set('iss', 'https://evil.example')]) {
    const bad = new URL(back);
    change(bad.searchParams);
    refused(await callback(bad, mine.cookie), `${bad.search}`);
  }
  assert.equal(idp.counts.token ?? 0, asked, 'a code was redeemed');
  const posted = await ask(gateway, '/callback', { method: 'POST', body: back.search.slice(1), headers: [['Cookie', mine.cookie], ['Content-Type', 'application/x-www-form-urlencoded']] });
  refused(posted, 'by POST where a query was asked for');
  assert.equal((await callback(back, mine.cookie)).status, 303, 'none of that spoilt the right response');
});

test('RP-16: one response sent thirty times at once makes one session', async () => {
  const started = await begin(gateway);
  const back = await authorize(started.url);
  const before = idp.counts.token ?? 0;
  const answers = await Promise.all(Array.from({ length: 30 }, () => callback(back, started.cookie)));
  assert.equal(answers.filter((answer) => cookieOf(answer, SESSION)).length, 1);
  assert.equal(idp.counts.token - before, 1);
  refused(await callback(back, started.cookie), 'once more');
});

test('RP-13: a session cookie that was planted before the sign-in is not the one after it', async () => {
  const planted = 'A'.repeat(43);
  const started = await begin(gateway, '/', `${SESSION}=${planted}`);
  const back = await authorize(started.url);
  const answer = await callback(back, `${started.cookie}; ${SESSION}=${planted}`);
  assert.notEqual(cookieOf(answer, SESSION), `${SESSION}=${planted}`);
  assert.equal((await ask(gateway, '/check', { headers: [['Cookie', `${SESSION}=${planted}`]] })).status, 401);
  // The new sign-in ends the session that the browser had before.
  const old = (await signIn(gateway)).cookie;
  const again = await begin(gateway);
  await callback(await authorize(again.url), `${again.cookie}; ${old}`);
  assert.equal((await ask(gateway, '/check', { headers: [['Cookie', old]] })).status, 401);
});

test('RP-03, RP-10: ID tokens of another sign-in, client or key at the token endpoint sign nobody in', async () => {
  for (const [what, claims] of [['nonce', { nonce: 'other' }], ['no nonce', { nonce: undefined }], ['aud', { aud: 'other' }], ['iss', { iss: 'https://evil.example' }], ['exp', { exp: 1 }], ['two audiences', { aud: ['other', 'x'] }], ['azp', { azp: 'other' }], ['tid', { tid: '00000000-0000-4000-8000-000000000000' }]]) {
    idp.switches.claims = claims;
    const { answer } = await signIn(gateway);
    delete idp.switches.claims;
    refused(answer, what);
  }
});

test('RP-14: two hundred sign-ins that nobody finished leave room for one', async () => {
  let jar = '';
  for (let i = 0; i < 200; i += 1) {
    const { cookie, answer } = await begin(gateway, `/${'x'.repeat(200)}`, jar);
    for (const line of answer.headers['set-cookie']) {
      const [pair] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      jar = [...jar.split('; ').filter((one) => one && !one.startsWith(`${name}=`)), ...(/max-age=0/i.test(line) ? [] : [pair])].join('; ');
    }
    assert.ok(cookie && jar.length < 8000, `${jar.length} bytes of cookies`);
  }
  const { cookie, url } = await begin(gateway, '/', jar);
  assert.equal((await callback(await authorize(url), cookie)).status, 303);
});

test('F-03, F-04: while the provider hangs, sessions, tokens and applications go on', async () => {
  const { cookie } = await signIn(gateway);
  const strangers = await Promise.all(Array.from({ length: 12 }, () => signIn(gateway)));  // their sessions are read while the provider hangs
  const held = [];
  for (const name of ['token', 'keys', 'discovery']) idp.switches[name] = (_, response) => held.push(response);
  const waiting = await Promise.all(Array.from({ length: 80 }, async () => begin(gateway)));
  const asked = waiting.map(async ({ cookie: sealed, url }) => callback(new URL(`${gateway.origin}/callback?code=made-up&state=${url.searchParams.get('state')}`), sealed));
  const header = Buffer.from(JSON.stringify({ alg: 'RS256', kid: 'unknown' })).toString('base64url');
  const unknown = Array.from({ length: 80 }, (_, i) => bearer(gateway, '/check', `${header}.${Buffer.from(`{"n":${i}}`).toString('base64url')}.AAAA`));
  await new Promise((resolve) => setImmediate(resolve));
  const quick = Promise.all([...strangers.map((one) => ask(gateway, '/check', { headers: [['Cookie', one.cookie]] })), ask(gateway, '/app/x', { headers: [['Cookie', cookie]] })]);
  const first = await Promise.race([quick, Promise.all(asked)]);
  assert.ok(first.length === 13, 'the sign-ins that hang were over before sessions were answered');
  assert.ok(first.every((answer) => answer.status < 300), first.map((answer) => answer.status).join());
  for (const name of ['token', 'keys', 'discovery']) delete idp.switches[name];
  for (const response of held) response.destroy();
  for (const answer of await Promise.all(asked)) assert.ok(answer.status >= 400 && answer.status < 600);
  for (const answer of await Promise.all(unknown)) assert.ok([401, 503].includes(answer.status), `${answer.status}`);
  assert.ok(isAlive(gateway));
});

test('SUP-06: keys, database and configuration are for their owner alone', () => {
  for (const name of readdirSync(gateway.folder)) {
    const status = statSync(join(gateway.folder, name));
    if (/public/.test(name)) continue;
    assert.equal(status.mode & 0o077, 0, `${name}: ${(status.mode & 0o777).toString(8)}`);
  }
});

test('F-15: told to stop while sign-ins hang at the provider, it ends in order', async () => {
  const held = [];
  idp.switches.token = (_, response) => held.push(response);
  const asked = [];
  for (let i = 0; i < 24; i += 1) {
    const { cookie, url } = await begin(gateway);
    asked.push(callback(new URL(`${gateway.origin}/callback?code=made-up&state=${url.searchParams.get('state')}`), cookie).catch(() => null));
  }
  const stopped = gateway.process.stop();
  await gateway.process.saying(/"event":"stopping"/);
  for (const response of held) response.destroy();
  delete idp.switches.token;
  assert.equal(await stopped, 0, gateway.log().slice(-1500));
  for (const answer of await Promise.all(asked)) assert.ok(answer === null || answer.status >= 400);
  assert.ok(!/Sanitizer|runtime error/.test(gateway.log()));
});
