// Sessions: their cookies, their end, and who may end them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, unlinkSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { selfSigned } from '../certificates.mjs';
import { publicClient } from '../configuration.mjs';
import { CLIENT, PERSON, TENANT } from '../evil_idp/idp.mjs';
import { PASSWORD, confidentialAt, signInAs, startDirectory } from '../feature/entra.mjs';
import { Browser, atIdp, binary, check, run, signIn as browse, startGateway } from '../feature/world.mjs';
import { Process, cleanup, freePort, test, until, write } from '../support.mjs';
import { attacked } from './effects.mjs';
import { SESSION, ask, begin, cookieOf, isAlive, signIn } from './world.mjs';

const routes = (application) => `routes:\n  - {path: /app, upstream: "${application}"}\n  - {path: /stewards, upstream: "${application}", roles: [DataSteward]}\n`;
const world = await attacked({ movable: true, routes, rest: 'sessions: {renewEvery: 10m, idle: 30m, absolute: 2h}\n' });
const { gateway, idp } = world;
const by = (cookie, path = '/check', to = gateway) => ask(to, path, { headers: [['Cookie', cookie]] });
const statusBy = async (cookie, path, to) => (await by(cookie, path, to)).status;
const bearerOf = (token, path = '/check') => ask(gateway, path, { headers: [['Authorization', `Bearer ${token}`]] });
const api = () => idp.sign(idp.claims({ aud: `api://${CLIENT}`, scp: 'access_as_user', azp: CLIENT }));

function makeTls() {
  const { certFile, keyFile, pem } = selfSigned();
  return { ca: pem, server: `  tlsCertificateFile: ${certFile}\n  tlsKeyFile: ${keyFile}`, publicUrl: (port) => `https://localhost:${port}` };
}

test('SES-01: every cookie is __Host-, Secure, HttpOnly, for every path of this host alone, and Lax; only that of a form_post sign-in is None, and short-lived', async () => {
  const tls = makeTls();
  const publicAt = publicClient({ authority: `${idp.origin}/${TENANT}`, clientId: CLIENT });
  for (const [authentication, signInCookie] of [[atIdp(idp), 'lax'], [publicAt, 'none']]) {
    const there = await startGateway({ authentication, ...tls });
    const browser = new Browser({ ca: tls.ca });
    const lines = [];
    const send = browser.send.bind(browser);
    browser.send = async (url, ...rest) => {
      const answer = await send(url, ...rest);
      if (url.startsWith(there.origin)) lines.push(...(answer.headers['set-cookie'] ?? []));
      return answer;
    };
    const arrived = await browse(browser, there);
    if (/<form/.test(arrived.text) && arrived.url.startsWith(idp.origin)) await browser.submit(arrived, {});
    assert.equal((await check(browser, there)).status, 204);
    const asked = await browser.send(`${there.origin}/api/v1/auth/logout`);
    await browser.submit(asked, {}, { stop: () => true });
    assert.equal((await check(browser, there)).status, 401);
    assert.ok(lines.length >= 4, lines.join('\n'));
    for (const line of lines) {
      const [pair, ...attributes] = line.split(';').map((part) => part.trim());
      const set = new Map(attributes.map((attribute) => attribute.toLowerCase().split('=')));
      const pending = /^__Host-sallyport-signin-[\dl]/.test(pair);
      assert.match(pair, /^__Host-sallyport(-signin-(\d|l|done))?=/, line);
      assert.deepEqual([set.has('secure'), set.has('httponly'), set.get('path'), set.has('domain')], [true, true, '/', false], line);
      assert.equal(set.get('samesite'), pending ? signInCookie : 'lax', line);
      if (pending) assert.ok(Number(set.get('max-age')) <= 600, line);
    }
  }
});

test('SES-02: session ids are new at each sign-in, 256 random bits, and in no order', async () => {
  const ids = new Set();
  const ones = new Array(256).fill(0);
  const count = 300;
  await Promise.all(Array.from({ length: 10 }, async () => {
    for (let i = 0; i < count / 10; i += 1) {
      const id = (await signIn(gateway)).cookie.split('=')[1];
      ids.add(id);
      const bytes = Buffer.from(id, 'base64url');
      assert.equal(bytes.length, 32);
      for (let bit = 0; bit < 256; bit += 1) ones[bit] += (bytes[bit >> 3] >> (bit & 7)) & 1;
    }
  }));
  assert.equal(ids.size, count);
  // Each bit is 1 in half of the ids, within 7 standard deviations. By chance alone this fails once in 10^9 runs.
  const spread = 7 * Math.sqrt(count / 4);
  for (const [bit, seen] of ones.entries()) assert.ok(Math.abs(seen - count / 2) < spread, `bit ${bit}: ${seen} of ${count}`);
});

test('SES-03: a cookie with any byte changed, cut, joined or of somebody else\'s making is 401 and never 500', async () => {
  const [one, two] = [(await signIn(gateway)).cookie, (await signIn(gateway)).cookie];
  const id = one.split('=')[1];
  const other = two.split('=')[1];
  const bad = [...id].map((c, i) => id.slice(0, i) + (c === 'A' ? 'B' : 'A') + id.slice(i + 1));
  for (let length = 0; length < id.length; length += 1) bad.push(id.slice(0, length));
  bad.push(id + other, `${id}.${other}`, `${id},${other}`, id + id, `${id}=`, `${id}A`, ` ${id}A`, `"${id}"`, `%41${id.slice(1)}`, id.toLowerCase(), createHash('sha256').update(id).digest('base64url'), Buffer.from(id).toString('base64url'),
    (await begin(gateway)).cookie.split('=')[1], 'A'.repeat(5000), "' OR 1=1--", '../../etc/passwd', '\u00e9'.repeat(43));
  const statuses = await Promise.all(bad.filter((value) => value !== id).map((value) => statusBy(`${SESSION}=${value}`)));
  assert.deepEqual([...new Set(statuses)], [401]);
  assert.deepEqual([await statusBy(one), await statusBy(two)], [204, 204]);
});

test('SES-03: after the sealing key was replaced, what the old one sealed is worth nothing, and sessions live on until they must be renewed', async () => {
  const here = await attacked({ movable: true, rest: 'sessions: {renewEvery: 10m}\n' });
  const { cookie } = await signIn(here.gateway);
  const started = await begin(here.gateway);
  const back = new URL((await fetch(started.url, { redirect: 'manual' })).headers.get('location'));
  await here.gateway.process.stop();
  unlinkSync(join(here.gateway.folder, 'sealing.key'));  // the next start makes a new one
  await here.gateway.start();
  await here.refuses('a sign-in sealed with the old key', () => ask(here.gateway, back.pathname + back.search, { headers: [['Cookie', started.cookie]] }), { status: 400 });
  assert.equal(await statusBy(cookie, '/check', here.gateway), 204);
  here.pass(11 * 60);
  assert.equal(await statusBy(cookie, '/check', here.gateway), 401, 'its refresh token cannot be opened');
  assert.equal(here.effects().sessions, 0);
});

// Starts a second gateway on the same store, with other ports.
async function twin(of) {
  const [port, adminPort] = [await freePort(), await freePort()];
  const text = readFileSync(of.config, 'utf8').replace(`port: ${of.port}`, `port: ${port}`).replace(`adminPort: ${of.adminPort}`, `adminPort: ${adminPort}`);
  const process = new Process(binary, ['serve', '--config', write(join(of.folder, 'twin.yaml'), text)], { env: of.clock?.env });
  await until('the second gateway', async () => (await fetch(`http://127.0.0.1:${adminPort}/readyz`)).status === 200);
  // Both have the same public address, so requests to either carry that Host.
  return { port: of.port, process, ask: (path, headers) => askAt(port, of.port, path, headers) };
}

const askAt = (port, hostPort, path, headers) => new Promise((resolve, reject) => {
  const socket = net.connect(port, '127.0.0.1', () => socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost:${hostPort}\r\nConnection: close\r\n${headers}\r\n\r\n`));
  let got = '';
  socket.on('data', (part) => (got += part));
  socket.on('error', reject);
  socket.on('close', () => resolve(Number(got.match(/^HTTP\/1\.1 (\d+)/)?.[1])));
});

test('SES-04: after sign-out the cookie opens nothing: here at the next request, at a second gateway within seconds', async () => {
  const second = await twin(gateway);
  const { cookie } = await signIn(gateway);
  const there = () => second.ask('/check', `Cookie: ${cookie}`);
  assert.equal(await there(), 204, 'both have it in their caches');
  assert.equal(await statusBy(cookie), 204);
  const answer = await ask(gateway, '/api/v1/auth/logout', { method: 'POST', body: '', headers: [['Cookie', cookie], ['Sec-Fetch-Site', 'same-origin']] });
  assert.equal(answer.status, 303);
  assert.equal(await statusBy(cookie), 401);
  await until('the second gateway notices', async () => (await there()) === 401);
  assert.equal(await statusBy(cookie, '/app/x'), 401);
  await second.process.stop();
});

test('SES-05: a person who is disabled here is out within seconds: session, bearer token, sign-in, WebSocket; and comes back when enabled', async () => {
  idp.person.oid = '00000000-0000-4000-8000-00000000d15a';
  const { cookie } = await signIn(gateway);
  const token = api();
  assert.deepEqual([await statusBy(cookie), (await bearerOf(token)).status], [204, 204]);
  const socket = await openSocket(cookie, '/app/socket');
  const before = world.effects();
  const done = run(['admin', 'user', 'disable', `oid:${idp.person.oid}`, '--config', gateway.config]);
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, /sessions ended: 1/);
  assert.match(done.err, /"event":"person_disabled"/);
  await until('session and token are refused', async () => (await statusBy(cookie)) === 401 && (await bearerOf(token)).status === 403);
  assert.equal((await bearerOf(api())).status, 403, 'a new token too');
  await socket.closed;
  assert.equal(world.effects().sessions, before.sessions - 1);
  await world.refuses('a sign-in', async () => (await signIn(gateway)).answer, { status: 403, but: { tokens: 1 } });
  assert.equal(run(['admin', 'user', 'enable', `oid:${idp.person.oid}`, '--config', gateway.config]).code, 0);
  assert.equal((await signIn(gateway)).answer.status, 303);
  idp.person.oid = PERSON.oid;
});

// Opens a WebSocket through the proxy. `closed` resolves when it closes.
function openSocket(cookie, path) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(gateway.port, '127.0.0.1', () => socket.write(
      `GET ${path} HTTP/1.1\r\nHost: localhost:${gateway.port}\r\nOrigin: ${gateway.origin}\r\nCookie: ${cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`));
    cleanup(() => socket.destroy());
    let got = '';
    const opened = { open: true };
    opened.closed = new Promise((over, late) => {
      const timer = setTimeout(() => late(new Error(`${path} is still open after 30 s`)), 30_000);
      socket.on('close', () => {
        clearTimeout(timer);
        opened.open = false;
        over();
      });
    });
    opened.closed.catch(() => {});
    socket.on('data', (part) => {
      got += part;
      if (/^HTTP\/1\.1 101[\s\S]*hello/.test(got)) resolve(opened);
      else if (!got.startsWith('HTTP/1.1 101')) reject(new Error(got));
    });
    socket.on('error', reject);
  });
}

test('SES-05, HTTP-09: a role that is taken away at the provider closes the WebSocket that it opened, and no other', async () => {
  const { cookie } = await signIn(gateway);
  const [needs, free] = [await openSocket(cookie, '/stewards/socket'), await openSocket(cookie, '/app/socket')];
  idp.person.roles = ['Viewer'];
  world.pass(11 * 60);  // the sessions are due for renewal, and only the sockets use them
  await needs.closed;
  assert.equal(await statusBy(cookie, '/stewards/x'), 403);
  assert.equal(await statusBy(cookie, '/app/x'), 200);
  assert.ok(free.open, 'the session goes on');
  idp.person.roles = PERSON.roles;
  await ask(gateway, '/api/v1/auth/logout', { method: 'POST', body: '', headers: [['Cookie', cookie], ['Sec-Fetch-Site', 'same-origin']] });
  await free.closed;
});

test('SES-05: a person who is disabled in the directory: AADSTS50057 at once there, and the session here ends at its next renewal', async () => {
  const there = await startDirectory();
  const here = await startGateway({ authentication: confidentialAt(there), movable: true, rest: 'sessions: {renewEvery: 10m}' });
  const { browser } = await signInAs('bob', here);
  assert.equal((await check(browser, here)).status, 204);
  const done = run(['directory', 'user', 'disable', 'bob@contoso.example', '--data-dir', there.folder]);
  assert.equal(done.code, 0, done.err);
  const refused = await signInAs('bob', here);
  assert.match(refused.answer.text, /AADSTS50057/);
  assert.equal((await check(refused.browser, here)).status, 401);
  assert.equal((await check(browser, here)).status, 204, 'until it is asked');
  here.clock.forward(10 * 60);
  assert.equal((await check(browser, here)).status, 401);
  assert.deepEqual([here.sessions(), (await here.heard('session_ended'))[0].reason], [0, 'renewal_refused']);
  assert.equal(run(['directory', 'user', 'enable', 'bob@contoso.example', '--data-dir', there.folder]).code, 0);
  assert.equal((await check((await signInAs('bob', here)).browser, here)).status, 204);
  assert.equal(run(['directory', 'user', 'disable', 'nobody@contoso.example', '--data-dir', there.folder]).code, 1);
});

test('SES-06: idle and absolute limits are the server\'s, whatever the browser keeps', async () => {
  const { cookie } = await signIn(gateway);
  world.pass(29 * 60);
  assert.equal(await statusBy(cookie), 204);
  world.pass(31 * 60);
  assert.equal(await statusBy(cookie), 401, 'idle');
  const busy = (await signIn(gateway)).cookie;
  for (let minutes = 0; minutes < 119; minutes += 17) {
    assert.equal(await statusBy(busy), 204, `${minutes} minutes`);
    await until('the visit to be written down', () => gateway.rows('SELECT max(last_seen - created) AS seen FROM session')[0].seen >= (minutes - 2) * 60);
    world.pass(17 * 60);
  }
  world.pass(2 * 60);
  assert.equal(await statusBy(busy), 401, 'absolute');
});

test('SES-07: sessions are listed and ended by command: one, those of a person, all; each ends its own by signing out', async () => {
  const command = (...words) => run(['admin', ...words, '--config', gateway.config], { env: gateway.clock.env });
  assert.equal(command('session', 'end', '--all').code, 0);
  const list = (...more) => command('session', 'list', ...more).out.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  assert.deepEqual(list(), []);
  const [one, two] = [(await signIn(gateway)).cookie, (await signIn(gateway)).cookie];
  idp.person.oid = '00000000-0000-4000-8000-00000000b0b0';
  idp.person.email = idp.person.preferred_username = 'bob@contoso.example';
  const bob = (await signIn(gateway)).cookie;
  const handleOf = (cookie) => createHash('sha256').update(cookie.split('=')[1]).digest('hex').slice(0, 16);
  assert.deepEqual(new Set(list().map((line) => line.session)), new Set([one, two, bob].map(handleOf)));
  assert.deepEqual(list('--user', 'bob@contoso.example').map((line) => line.session), [handleOf(bob)]);
  assert.ok(!JSON.stringify(list()).includes(one.split('=')[1]), 'the list opens nothing');
  assert.deepEqual([await statusBy(one), await statusBy(two), await statusBy(bob)], [204, 204, 204]);
  assert.equal(command('session', 'end', handleOf(one)).code, 0);
  await until('that one is over', async () => (await statusBy(one)) === 401);
  assert.deepEqual([await statusBy(two), await statusBy(bob)], [204, 204]);
  assert.equal(command('session', 'end', '--user', 'oid:00000000-0000-4000-8000-00000000b0b0').code, 0);
  await until('those of bob are over', async () => (await statusBy(bob)) === 401);
  assert.equal(await statusBy(two), 204);
  await ask(gateway, '/api/v1/auth/logout', { method: 'POST', body: '', headers: [['Cookie', two], ['Sec-Fetch-Site', 'same-origin']] });
  assert.deepEqual([await statusBy(two), list()], [401, []]);
  for (const which of [[], ['--all', '--user', 'bob'], ['0123456789abcdef', '--all']]) assert.equal(command('session', 'end', ...which).code, 2);
  assert.equal(command('session', 'end', '0123456789abcdef').code, 1);
  const people = command('user', 'list').out.trim().split('\n').map((line) => JSON.parse(line));
  assert.ok(people.some((person) => person.user === 'bob' && person.disabled === false));
  Object.assign(idp.person, PERSON);
});

test('SES-08: odd Cookie headers have one reading, and end nothing', async () => {
  const { cookie } = await signIn(gateway);
  const id = cookie.split('=')[1];
  const other = (await signIn(gateway)).cookie.split('=')[1];
  const cases = [
    [`${SESSION}=${id}; ${SESSION}=${other}`, 401], [`${SESSION}=${other}; ${SESSION}=${id}`, 401], [`${SESSION}=x; ${SESSION}=${id}`, 401], [`${SESSION}=${id}; ${SESSION}=${id}`, 204],
    [`a=b; ${cookie}; c=d`, 204], [`;;${cookie};;`, 204], [`=; ==; ${cookie}; =x`, 204], [`a="b;c"; ${cookie}`, 204], [`${SESSION} = ${id}`, undefined], [`${SESSION.toUpperCase()}=${id}`, 401], [`${SESSION}x=${id}`, 401],
    [`x${SESSION}=${id}`, 401], [`${SESSION}`, 401], [`=${SESSION}=${id}`, 401], [Array.from({ length: 300 }, (_, i) => `c${i}=v`).concat(cookie).join('; '), 204], [`big=${'x'.repeat(16 * 1024)}; ${cookie}`, undefined], ['='.repeat(4000), 401], [';'.repeat(4000), 401]];
  for (const [header, wanted] of cases) {
    const status = await statusBy(header);
    if (wanted) assert.equal(status, wanted, header.slice(0, 120));
    else assert.ok([204, 401, 431].includes(status), `${header.slice(0, 60)}: ${status}`);
    assert.equal(await statusBy(header), status, 'the same again');
  }
  const lines = await ask(gateway, '/check', { headers: [['Cookie', cookie], ['Cookie', `${SESSION}=${other}`]] });
  assert.equal(lines.status, 401, 'in two headers');
  assert.ok(isAlive(gateway));
  assert.equal(await statusBy(cookie), 204);
});

test('RP-18, SES-09: no page elsewhere changes anything: wrong Origin, no token, text/plain, JSON, GET, HEAD', async () => {
  const { cookie } = await signIn(gateway);
  const before = world.effects();
  const elsewhere = [[['Origin', 'https://evil.example']], [['Origin', 'null']], [['Sec-Fetch-Site', 'cross-site']], [['Sec-Fetch-Site', 'same-site']], [['Sec-Fetch-Site', 'none']], [['Origin', `${gateway.origin}.evil.example`]],
    [['Sec-Fetch-Site', 'cross-site'], ['Origin', gateway.origin]], [['Referer', `${gateway.origin}/`]], []];
  for (const headers of elsewhere)
    for (const [type, body] of [['application/x-www-form-urlencoded', ''], ['application/x-www-form-urlencoded', 'csrf=made-up'], ['text/plain', '{"x":"='], ['application/json', '{}']]) {
      const answer = await ask(gateway, '/api/v1/auth/logout', { method: 'POST', body, headers: [['Cookie', cookie], ['Content-Type', type], ...headers] });
      assert.equal(answer.status, 403, `${JSON.stringify(headers)} ${type}`);
    }
  for (const [method, path] of [['GET', '/api/v1/auth/logout'], ['HEAD', '/api/v1/auth/logout'], ['GET', '/api/v1/auth/logout?csrf=x'], ['GET', '/api/v1/auth/logout?_method=POST']])
    assert.equal((await ask(gateway, path, { method, headers: [['Cookie', cookie], ['Sec-Fetch-Site', 'cross-site']] })).status, 200, `${method} ${path} asks`);
  for (const headers of elsewhere.filter((each) => each.length > 0 && each[0][0] !== 'Referer')) {
    const answer = await ask(gateway, '/api/v1/auth/refresh', { headers: [['Cookie', cookie], ...headers] });
    assert.equal(answer.status, 403, JSON.stringify(headers));
    assert.ok(!answer.text.includes('eyJ'));
  }
  for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])
    for (const path of ['/api/v1/auth/logout', '/api/v1/auth/login', '/api/v1/auth/refresh', '/callback']) assert.equal((await ask(gateway, path, { method, headers: [['Cookie', cookie]] })).status, 405, `${method} ${path}`);
  assert.deepEqual(world.effects(), before);
  assert.equal(await statusBy(cookie), 204);
});

test('RP-17: front-channel logout with a sid, issuer or form that is not the provider\'s is 400 and ends nothing; the right one ends every session of that sid', async () => {
  const sessions = [(await signIn(gateway)).cookie, (await signIn(gateway)).cookie];
  idp.switches.claims = { sid: 'provider-session-2' };
  const other = (await signIn(gateway)).cookie;
  delete idp.switches.claims;
  const before = world.effects();
  const path = async (fields) => (await ask(gateway, `/frontchannel-logout?${fields}`)).status;
  const right = { iss: idp.issuer, sid: 'provider-session-1' };
  const query = (fields) => new URLSearchParams(fields).toString();
  const token = idp.sign({ ...idp.claims(), nonce: undefined, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }, { typ: 'logout+jwt' });
  for (const fields of ['', query({ sid: right.sid }), query({ iss: right.iss }), query({ ...right, sid: '' }), query({ ...right, sid: 'unknown' }), query({ ...right, sid: 'provider-session' }), query({ ...right, sid: `${right.sid} ` }),
    query({ ...right, sid: 'x'.repeat(5000) }), query({ ...right, iss: 'https://evil.example' }), query({ ...right, iss: `${right.iss}/` }), query({ ...right, iss: right.iss.replace(TENANT, '00000000-0000-4000-8000-00000000dead') }),
    `${query(right)}&sid=provider-session-2`, `${query(right)}&iss=x`, query({ logout_token: token })])
    assert.equal(await path(fields), 400, fields.slice(0, 100));
  for (const body of [query(right), query({ logout_token: token })])
    assert.equal((await ask(gateway, '/frontchannel-logout', { method: 'POST', body, headers: [['Content-Type', 'application/x-www-form-urlencoded']] })).status, 405, 'there is no back channel');
  assert.deepEqual(world.effects(), before);
  assert.deepEqual(await Promise.all([...sessions, other].map((cookie) => statusBy(cookie))), [204, 204, 204]);
  assert.equal(await path(query(right)), 200);
  assert.deepEqual(await Promise.all([...sessions, other].map((cookie) => statusBy(cookie))), [401, 401, 204]);
  assert.equal(await path(query(right)), 400, 'there is nobody left');
});

test('LOC-02, LOC-04: sixty wrong passwords of strangers neither lock the owner out nor slow anybody else down', async () => {
  const here = await startGateway({ authentication: '  provider: basic\n', server: '  trustedProxies: [127.0.0.1]' });
  const link = await here.setupLink();
  const owner = new Browser();
  const password = 'a sentence does well';
  await owner.submit(await owner.send(link), { password, again: password });
  const enter = (browser, word, headers = []) => ask(here, '/local-admin', { method: 'POST', body: new URLSearchParams({ password: word }).toString(),
    headers: [['Content-Type', 'application/x-www-form-urlencoded'], ['Sec-Fetch-Site', 'same-origin'], ['Cookie', browser], ...headers] });
  const first = await enter('', password);
  assert.equal(first.status, 303);
  const known = (first.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).find((pair) => pair.includes('-admin-browser='));
  assert.ok(known);
  const guesses = Array.from({ length: 120 }, (_, i) => enter('', `wrong ${i}`, [['X-Forwarded-For', `198.51.100.${i}`]]));
  const others = await Promise.all(Array.from({ length: 20 }, () => ask(here, '/check')));
  assert.ok(others.every((answer) => answer.status === 401));
  const answers = (await Promise.all(guesses)).map((answer) => answer.status);
  assert.ok(answers.every((status) => [401, 429, 503].includes(status)), answers.join());
  assert.ok(answers.filter((status) => status === 503).length > 0, 'more at once than there are places');
  // Use up the tries of a minute: then a stranger must wait, but the owner's browser need not.
  for (let i = 0; i < 70 && (await enter('', 'wrong', [['X-Forwarded-For', `203.0.113.${i}`]])).status !== 429; i += 1);
  assert.equal((await enter('', password, [['X-Forwarded-For', '192.0.2.1']])).status, 429);
  assert.equal((await enter(known, password, [['X-Forwarded-For', '192.0.2.1']])).status, 303);
});
