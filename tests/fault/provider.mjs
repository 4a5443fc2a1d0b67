// The identity provider is down, slow or broken. Everything that does not need it must go on.
import assert from 'node:assert/strict';
import { Certificates } from '../certificates.mjs';
import { FAULTS } from '../evil_idp/faults.mjs';
import { test, until } from '../support.mjs';
import { Browser, run } from '../feature/world.mjs';
import { IdpProcess, apiClaims, apiToken, asker, drive, isAlive, isHealthy, metric, pending, pidOf, readiness, rss, startIdp, tally, times, untilProvider, world } from './world.mjs';

const DAY = 86400;
const QUICK = '  providerTimeout: 1s\n';  // instead of 5 s, only to save time

test('F-01: started while the provider is down: sessions and the local admin go on, readiness says so, it recovers by itself', async () => {
  const there = await world({ movable: 'every' });
  const { idp, gateway, enter, ask } = there;
  const { session } = await enter();
  await gateway.process.stop();
  const port = idp.server.address().port;
  await idp.stop();
  await gateway.start({ ready: false });
  await untilProvider(gateway, 'degraded');
  assert.equal((await fetch(`${gateway.admin}/readyz`)).status, 200, 'requests are still to come here');
  assert.equal(await ask.session(session), 204);
  const { out } = run(['admin', 'recover', '--config', gateway.config]);
  const admin = new Browser();
  const password = 'a sentence does well';
  await admin.submit(await admin.get(out.match(/http:\S+link=[\w-]+/)[0]), { password, again: password }, { stop: () => true });
  await admin.send(`${gateway.origin}/local-admin`, { method: 'POST', form: { password } });
  assert.equal((await admin.send(`${gateway.origin}/check?role=Admin`)).status, 204, 'the local administrator');
  const refused = await enter();
  assert.deepEqual([refused.answer.status, refused.session], [503, undefined]);
  await idp.start(port);
  gateway.clock.forward(28);  // together with the timer's interval of two seconds, half a minute
  idp.clockOffset += 28;
  await untilProvider(gateway, 'ok');
  assert.ok((await enter()).session, 'without a restart');
  assert.equal(gateway.lines('provider_degraded').length, 1);
});

// Checks what a gateway does while both documents are broken in one way, until it may no longer use the old ones.
async function outage(kind) {
  const { idp, gateway, enter, ask } = await world({ movable: 'every', authentication: '  providerTimeout: 3s\n' });
  const later = (seconds) => {
    gateway.clock.forward(seconds);
    idp.clockOffset += seconds;
  };
  // Many of these run at the same time, so a sign-in may take longer than the provider has.
  const session = await until(`${kind}: a sign-in`, async () => (await enter()).session);
  const lasting = { exp: idp.now() + 30 * DAY };
  const known = apiToken(idp, lasting);
  assert.equal(await ask.token(known), 204, kind);
  const before = rss(pidOf(gateway));
  idp.fault('keys', kind === 'wrong-issuer' ? '500' : kind);
  idp.fault('discovery', kind === 'empty-keys' ? '500' : kind);
  for (const asked of [1, 2]) {
    const { discovery } = idp.counts;
    later(3600);
    await until(`try ${asked}`, () => idp.counts.discovery > discovery);
    await untilProvider(gateway, 'degraded');
    assert.equal(await ask.token(known), 204, `${kind}: in the cache or not`);
    assert.equal(await ask.token(apiToken(idp, lasting)), 204, `${kind}: never seen before`);
    // A session survives an hour without the provider.
    if (asked === 1) assert.equal(await ask.session(session), 204, kind);
  }
  assert.ok(rss(pidOf(gateway)) - before < 10, `${kind}: grew by ${rss(pidOf(gateway)) - before} MB`);
  assert.equal((await gateway.heard('provider_degraded')).length, 1, `${kind}: one line for one state`);
  later(DAY);
  await until(`${kind}: the keys to be dropped`, async () => (await ask.token(known)) === 503);
  assert.equal((await gateway.heard('provider_keys_dropped')).length, 1, kind);
  idp.fault('keys');
  idp.fault('discovery');
  later(300);
  await untilProvider(gateway, 'ok');
  assert.equal(await ask.token(known), 204, `${kind}: all is well again`);
  assert.equal((await gateway.heard('provider_healthy', 2)).length, 2, kind);
  await gateway.process.stop();
}

test('F-02: broken discovery and keys of any kind: the last good keys stay, until a day is over; one log line; no memory is lost', async () => {
  await Promise.all(Object.keys(FAULTS).map(outage));
});

// A CA, a server certificate from it, and two wrong ones.
function certificates() {
  const made = new Certificates();
  const ca = made.authority('ours');
  made.authority('strange');
  return { ca, good: made.leaf('good', { by: 'ours' }), otherHost: made.leaf('other', { by: 'ours', host: 'evil.example' }), otherCa: made.leaf('foreign', { by: 'strange' }) };
}

test('F-02: a provider whose certificate is not its own is not believed, and the keys of before stay', async () => {
  const { ca, good, otherHost, otherCa } = certificates();
  await Promise.all([otherHost, otherCa].map(async (wrong) => {
    const idp = await startIdp({ tls: good });
    const { gateway, ask } = await world({ movable: 'every', server: `  caFile: ${ca}` }, idp);
    const lasting = { exp: idp.now() + DAY };
    assert.equal(await ask.token(apiToken(idp, lasting)), 204);
    idp.useCertificate(wrong);
    const asked = { ...idp.counts };
    gateway.clock.forward(3600);
    await untilProvider(gateway, 'degraded');
    assert.deepEqual(idp.counts, asked, 'nothing was asked through it');
    await until('the line', () => /certificate of localhost is not trusted/.test(gateway.lines('provider_degraded')[0]?.detail));
    assert.equal(await ask.token(apiToken(idp, lasting)), 204);
    idp.useCertificate(good);
    gateway.clock.forward(300);
    await untilProvider(gateway, 'ok');
  }));
});

test('F-03: the provider is stopped in the middle: 400 requests with known keys are answered while one with an unknown key waits for it', async () => {
  const idp = await IdpProcess.start();
  const { gateway, ask } = await world({ authentication: '  providerTimeout: 20s\n' }, idp);
  const tokens = [];
  for (let i = 0; i < 200; i += 1) tokens.push(await idp.call('sign', { ...(await idp.call('claims')), ...apiClaims() }));
  const unknown = await idp.call('sign', { ...(await idp.call('claims')), ...apiClaims() }, { kid: 'nobody knows it' });
  assert.equal(await ask.token(tokens[0]), 204, gateway.output);
  idp.signal('SIGSTOP');
  const waiting = asker(gateway).token(unknown);
  // A token every 5 ms, 200 a second. At first every token is new, later they come from the cache.
  const results = [];
  for (let i = 0; i < 400; i += 1) {
    results.push(ask.token(tokens[i % 200]));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.deepEqual(tally(await Promise.all(results)), { 204: 400 });
  assert.ok(await pending(waiting), 'all of them before it');
  assert.ok(await isHealthy(gateway));
  idp.signal('SIGCONT');
  assert.equal(await waiting, 401);
});

test('F-03: the wait for a provider that hangs has an end', async () => {
  const idp = await IdpProcess.start();
  const { ask } = await world({ authentication: QUICK }, idp);
  const unknown = await idp.call('sign', { ...(await idp.call('claims')), ...apiClaims() }, { kid: 'nobody knows it' });
  idp.signal('SIGSTOP');
  assert.equal(await ask.token(unknown), 401, 'it was told so while the provider stood still');
  idp.signal('SIGCONT');
});

// Checks what becomes of sign-ins while the token endpoint fails in each of these ways, and after that. The status is that
// of the page.
async function failingTokens(kinds, status, authentication = '') {
  const { idp, gateway, enter, ask } = await world({ authentication });
  const works = (what) => until(`${what}: a sign-in that works`, async () => (await enter()).session);
  const session = await works('before');
  for (const kind of kinds) {
    idp.fault('token', kind);
    const before = idp.counts.token;
    const sessions = gateway.sessions();
    const { answer, session: made } = await enter();
    assert.deepEqual([answer.status, made], [status, undefined], kind);
    assert.match(answer.text, /Sign in again/, kind);
    await until(`${kind}: the provider to be asked`, () => idp.counts.token > before);
    assert.equal(idp.counts.token - before, 1, `${kind}: nothing is sent twice`);
    assert.equal(gateway.sessions(), sessions, kind);
    assert.equal(await ask.session(session), 204, kind);
    idp.fault('token');
    await works(kind);
  }
}

test('F-04: the token endpoint fails in each way: a page that says so, one request for a code, and the next sign-in works', async () => {
  await failingTokens(['hang', 'slow'], 503, QUICK);
  await failingTokens(['500', '503', 'reset', 'close', 'close-mid-body', 'huge'], 503);
  await failingTokens(['html200', 'truncated-json', 'gzip-bomb', 'redirect'], 400);
});

test('F-04: forty sign-ins that hang hold no worker that others need', async () => {
  const { idp, gateway, enter, ask } = await world({ server: '  workers: 4', authentication: '  providerTimeout: 20s\n' });
  const sessions = [];
  for (let i = 0; i < 12; i += 1) sessions.push((await enter()).session);
  await gateway.restart();  // so that the cache is empty and a worker must look up each of them
  idp.fault('token', 'hang');
  const hanging = times(40, enter);
  await until('the provider to be asked', () => idp.counts.token >= 13);
  for (const session of sessions) assert.equal(await ask.session(session), 204);
  assert.equal(await ask.token(apiToken(idp)), 204, 'a token whose person has to be looked up');
  assert.ok(await isHealthy(gateway));
  assert.ok(await pending(Promise.race(hanging.map((each) => each.then((done) => done.answer.status !== 503 && done)))), 'nobody came in meanwhile');
  idp.fault('token');
  idp.breakOff();
  const ended = await Promise.all(hanging);
  assert.ok(ended.every(({ answer, session }) => answer.status === 503 && !session) || ended.some(({ session }) => session));
  assert.ok(isAlive(gateway));
});

test('F-05: a new key is used at once under traffic: one refetch, nobody refused; the old key dies with the next fetch', async () => {
  const { idp, gateway, enter, ask } = await world({ movable: 'every' });
  const lasting = { exp: idp.now() + DAY };
  const old = times(50, () => apiToken(idp, lasting));
  assert.deepEqual(tally(await drive(50, 8, (i) => ask.token(old[i]))), { 204: 50 });
  const { keys } = idp.counts;
  let on = true;
  const results = [];
  const steady = (async () => {
    for (let i = 0; on; i += 1) results.push(await ask.token(old[i % 50]));
  })();
  idp.rotate();
  const fresh = times(40, () => apiToken(idp, lasting));
  const [answers, people] = await Promise.all([drive(40, 16, (i) => ask.token(fresh[i])), Promise.all(times(5, enter))]);
  assert.deepEqual(tally(answers), { 204: 40 });
  assert.ok(people.every(({ session }) => session));
  assert.equal(idp.counts.keys - keys, 1, 'one refetch for all of them');
  on = false;
  await steady;
  assert.deepEqual(Object.keys(tally(results)), ['204'], 'none with the old key was refused');
  idp.forget();
  gateway.clock.forward(3600);
  idp.clockOffset += 3600;
  await until('the old key to be dead', async () => (await ask.token(old[0])) === 401);
  assert.equal(await ask.token(apiToken(idp, lasting)), 204);
});

test('F-06: a flood of unknown keys during an outage: one try in the cool-down, and everybody else is served', async () => {
  const { idp, gateway, enter, ask } = await world();
  const { session } = await enter();
  const good = times(50, () => apiToken(idp));
  const forged = times(1000, (i) => apiToken(idp, {}, { kid: `made up ${i}` }));
  idp.fault('keys', '500');
  idp.fault('discovery', '500');
  const before = { ...idp.counts };
  const attack = asker(gateway, 24);
  const flood = drive(1000, 24, (i) => attack.token(forged[i]));
  const results = await drive(200, 2, (i) => (i % 2 ? ask.token(good[i % 50]) : ask.session(session)));
  assert.deepEqual(tally(results), { 204: 200 });
  assert.deepEqual(tally(await flood), { 401: 1000 });
  // Each try of the timer fetches discovery too. All further fetches of keys come from the flood.
  const byTimer = idp.counts.discovery - before.discovery;
  assert.ok(idp.counts.keys - before.keys - byTimer <= 1, JSON.stringify([before, idp.counts]));
  assert.equal(gateway.lines('provider_degraded').length, 1);
});

test('F-06: the same while the provider hangs: who has to be looked up in the store does not stand behind the flood', async () => {
  const { idp, gateway, ask } = await world({ server: '  workers: 4', authentication: '  providerTimeout: 20s\n' });
  const forged = times(100, (i) => apiToken(idp, {}, { kid: `made up ${i}` }));
  idp.fault('keys', 'hang');
  const before = idp.counts.keys;
  const attack = asker(gateway, 100);
  const flood = times(100, (i) => attack.token(forged[i]));
  await until('the provider to be asked', () => idp.counts.keys > before);
  const people = times(20, (i) => apiToken(idp, { oid: `00000000-0000-4000-8000-0000000000${10 + i}` }));
  assert.deepEqual(tally(await drive(20, 4, (i) => ask.token(people[i]))), { 204: 20 });
  assert.ok(await pending(Promise.race(flood)), 'all of them before it');
  assert.equal(idp.counts.keys - before, 1);
  idp.fault('keys');
  idp.breakOff();
  assert.deepEqual(tally(await Promise.all(flood)), { 401: 100 });
});

test('F-08: the provider\'s clock is off by less than the leeway: people come in; by 200 s: refused, and the log says why', async () => {
  const { idp, gateway, enter, ask } = await world();
  for (const offset of [50, -50, -200]) {
    idp.clockOffset = offset;
    assert.ok((await enter()).session, `${offset} s`);
    assert.equal(await ask.token(apiToken(idp)), 204, `${offset} s`);
  }
  idp.clockOffset = 200;
  const { answer, session } = await enter();
  assert.deepEqual([answer.status, session], [400, undefined]);
  assert.match(answer.text, /clock/);
  await gateway.heard('sign_in_refused');
  assert.equal(gateway.lines('sign_in_refused').at(-1).reason, 'jwt_not_yet_valid');
  assert.equal(await ask.token(apiToken(idp)), 401);
  await until('the line', () => gateway.lines('refused').at(-1)?.reason === 'jwt_not_yet_valid');
  idp.clockOffset = -4000;
  assert.deepEqual((await enter()).session, undefined, 'its tokens are over before they come');
  await until('the other line', () => gateway.lines('sign_in_refused').at(-1).reason === 'jwt_expired');
});
