// The configuration changes under load. A reload takes effect completely or not at all, and disturbs no client.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { connect as connectTls } from 'node:tls';
import { join } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { CLIENT, SECRET } from '../evil_idp/idp.mjs';
import { Browser, atIdp, run, startGateway } from '../feature/world.mjs';
import { cleanup, freePort, temporaryFolder, test, until } from '../support.mjs';
import { Line, failedFlag, lastReload, reload, rewrite } from './operation.mjs';
import { descriptors, pidOf, rss, startIdp, tally, world } from './world.mjs';

// An application that answers with its name and with what the gateway told it.
async function application(name, answer = (response, body) => response.end(body)) {
  const server = http.createServer((request, response) =>
    answer(response, JSON.stringify({ name, url: request.url, user: request.headers['x-auth-request-user'] ?? '' })));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, server };
}

const route = (path, upstream, more = '') => `  - {path: ${path}, upstream: "${upstream}"${more}}\n`;

test('F-18: a configuration that is wrong is refused with file, line, key and what to write; the old one stays in force', async () => {
  const app = await application('app');
  const nobody = `http://localhost:${await freePort()}`;
  const { gateway, enter, ask } = await world({ rest: `routes:\n${route('/app', app.url)}` });
  const { session } = await enter();
  const good = readFileSync(gateway.config, 'utf8');
  const lineOf = (text, word) => text.split('\n').findIndex((line) => line.includes(word)) + 1;
  const wrong = [
    ['yaml', '', (text) => `${text}\nroles: [`, undefined],
    ['unknown_key', 'server.prot', (text) => text.replace('server:\n', 'server:\n  prot: 1\n'), 'prot:'],
    ['duplicate_key', 'server.port', (text) => text.replace(/( {2}port: \d+\n)/, '$1$1'), undefined],
    ['wrong_type', 'server.workers', (text) => text.replace('server:\n', 'server:\n  workers: many\n'), 'workers:'],
    ['credential_file', 'authenticationConfiguration.oidcConfiguration.secretFile', (text) => text.replace(`secret: ${SECRET}`, 'secretFile: /nowhere/secret'), 'secretFile'],
    ['route_duplicate', 'routes[1].path', (text) => text + route('/app', app.url), undefined],
    ['own_key_file', 'jwtTokenConfiguration.rsaprivateKeyFilePath', (text) => `${text}\njwtTokenConfiguration:\n  rsaprivateKeyFilePath: /nowhere/key.der\n`, 'rsaprivateKeyFilePath'],
    ['provider_unavailable', 'authenticationConfiguration.authority', (text) => text.replaceAll(/http:\/\/localhost:\d+\/8f1d/g, `${nobody}/8f1d`), 'authority'],
  ];
  let count = 0;
  for (const [rule, key, change, word] of wrong) {
    const text = change(good);
    assert.notEqual(text, good, rule);
    rewrite(gateway, () => text);
    assert.equal(await reload(gateway), 'refused', rule);
    const line = await lastReload(gateway, (count += 1));
    assert.deepEqual([line.outcome, line.rule, line.file, line.key, line.level], ['refused', rule, gateway.config, key, 'audit'], rule);
    assert.ok(line.wrong, rule);
    if (rule !== 'yaml' && rule !== 'duplicate_key') assert.ok(line.write, `${rule}: what to write`);
    if (word) assert.equal(Number(line.line), lineOf(text, word), rule);
    else assert.ok(Number(line.line) > 1, rule);
    const said = gateway.lines('config_finding').at(-1);
    assert.deepEqual([said.level, said.rule, said.line], ['error', rule, line.line]);
    assert.equal(await failedFlag(gateway), 1, rule);
    assert.deepEqual([await ask.session(session), await ask.session(session, '/app')], [204, 200], `${rule}: the old one is in force`);
    if (rule.startsWith('own_key') || rule.startsWith('provider')) continue;  // `config check` opens no key and sends no request
    const checked = run(['config', 'check', gateway.config]);
    assert.equal(checked.code, 1);
    assert.ok(checked.out.includes(`${gateway.config}:${line.line}: refused: ${key}`), checked.out);
  }
  rewrite(gateway, () => good);
  assert.equal(await reload(gateway), 'taken');
  assert.equal(await failedFlag(gateway), 0);
  assert.equal((await lastReload(gateway, count + 1)).outcome, 'taken');
  assert.ok((await enter()).session);
});

test('F-18: what cannot change while it runs is named, and the rest is taken', async () => {
  const [app, taken] = [await application('app'), await application('taken')].map(({ url }) => new URL(url));
  const { gateway, ask } = await world();
  rewrite(gateway, (text) => `${text.replace(`port: ${gateway.port}`, `port: ${taken.port}`).replace('server:\n', 'server:\n  workers: 5\n')}routes:\n${route('/app', app.origin, ', access: public')}`);
  assert.equal(await reload(gateway), 'taken');
  await until('both warnings', () => gateway.lines('config_needs_restart').length === 2);
  const named = gateway.lines('config_needs_restart').map(({ level, key, in_force: before, wanted }) => [level, key, before, wanted]);
  assert.deepEqual(named, [['warning', 'server.port', String(gateway.port), taken.port], ['warning', 'server.workers', '32', '5']]);
  assert.equal(await ask('/app'), 200, 'on the old port, which no other could have taken: somebody listens there');
});

test('F-18: a good one is taken without a dropped connection or a lost session', async () => {
  let waiting;
  const slow = await application('slow', (response, body) => (waiting = () => response.end(body)));
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => sockets.once('listening', resolve));
  sockets.on('connection', (socket) => socket.on('message', (text) => socket.send(text)));
  cleanup(() => sockets.close());
  const [there, away] = ['', ', roles: [Nobody]'].map((more) => route('/ws', `http://127.0.0.1:${sockets.address().port}`, more));
  const routes = route('/slow', slow.url) + there;
  const { gateway, enter } = await world({ rest: `routes:\n${routes}` });
  const { session } = await enter();
  const cookie = { cookie: `sallyport=${session}` };
  const host = new URL(gateway.origin).host;
  const [kept, busy, half] = [1, 2, 3].map(() => new Line(gateway.port, host));
  assert.equal(await kept.ask('/check', cookie), 204);
  const socket = new WebSocket(`ws://localhost:${gateway.port}/ws`, { headers: { ...cookie, origin: gateway.origin } });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  busy.send('/slow', cookie);
  await until('the request to be under way', () => waiting);
  half.socket.write('GET /new HTTP/1.1\r\nHo');

  const app = await application('app');
  rewrite(gateway, (text) => text.replace(route('/slow', slow.url), route('/new', app.url, ', roles: [DataSteward]')));
  assert.equal(await reload(gateway), 'taken');

  assert.equal(await kept.ask('/new', cookie), 200, 'the same connection, the new route, the session of before');
  assert.equal(await kept.ask('/slow', cookie), 404);
  half.socket.write(`st: ${host}\r\nCookie: ${cookie.cookie}\r\n\r\n`);
  assert.equal(await half.status(), 200, 'a request whose head was half there is of the new one');
  waiting();
  assert.equal(await busy.status(), 200, 'one under way ends as it began');
  const echoed = new Promise((resolve) => socket.once('message', (text) => resolve(String(text))));
  socket.send('still there');
  assert.equal(await echoed, 'still there');

  const gone = new Promise((resolve) => socket.once('close', resolve));
  rewrite(gateway, (text) => text.replace(there, away));
  assert.equal(await reload(gateway), 'taken');
  await gone;  // the socket closes, because its user may no longer use the application
});

test('F-18: policy, role mapping, principals and limits of sessions are of the new one at once', async () => {
  const { gateway, idp, enter, ask } = await world({ movable: true });
  const { session } = await enter();
  const steward = async () => (await enter()).session;
  assert.equal(await ask.session(session, '/check?role=Keeper'), 403);
  rewrite(gateway, (text) => `${text}roleMapping:\n  - {appRole: DataSteward, role: Keeper}\nsessions:\n  idle: 2m\n  absolute: 1h\n`
    .replace('adminPrincipals: [', `adminPrincipals: ["oid:${idp.person.oid}", `));
  assert.equal(await reload(gateway), 'taken');
  assert.equal(await ask.session(session, '/check?role=Keeper'), 204, 'for who was signed in before, too');
  assert.equal(await ask.session(session, '/check?role=Any'), 204, 'as administrator');
  const later = await steward();
  assert.equal(await ask.session(later, '/check?role=Keeper'), 204);
  assert.equal(await ask.session(later, '/check?role=Any'), 204, 'an administrator now');
  assert.equal(await ask.session(session), 204);
  gateway.clock.forward(125);
  assert.equal(await ask.session(session), 401, 'the new idle limit holds for sessions of before');
});

test('F-18: with another client id, sessions of the old one are out at once, also after a restart, until it is back', async () => {
  const { gateway, enter, ask } = await world();
  const { session } = await enter();
  const other = 'bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee';
  rewrite(gateway, (text) => text.replaceAll(CLIENT, other));
  assert.equal(await reload(gateway), 'taken');
  assert.equal(await ask.session(session), 401);
  rewrite(gateway, (text) => text.replaceAll(other, CLIENT));
  assert.equal(await reload(gateway), 'taken');
  assert.equal(await ask.session(session), 204, 'it was refused, and not deleted');
  const { session: later } = await enter();
  rewrite(gateway, (text) => text.replaceAll(CLIENT, other));
  await gateway.restart();
  assert.equal(await ask.session(later), 401);
});

// Ways to damage a good file. With what is left, a gateway would admit only the local administrator.
const broken = [
  ['an empty file', () => '', 'reload_drops_provider'],
  ['only comments', () => '# nothing yet\n', 'reload_drops_provider'],
  ['a file that ends before the provider', (text) => text.slice(0, text.indexOf('authenticationConfiguration:')), 'reload_drops_provider'],
  ['a file without its routes', (text) => text.slice(0, text.indexOf('routes:')), 'reload_drops_routes'],
];

test('A2: a reload is no first start: nothing is dropped, no session is lost, no link is printed', async () => {
  const app = await application('app');
  const { gateway, enter, ask } = await world({ rest: `routes:\n${route('/app', app.url, ', roles: [DataSteward]')}` });
  const { session } = await enter();
  const good = readFileSync(gateway.config, 'utf8');
  let count = 0;
  for (const [what, cut, rule] of broken) {
    rewrite(gateway, () => cut(good));
    assert.equal(await reload(gateway), 'refused', what);
    const line = await lastReload(gateway, (count += 1));
    assert.equal(line.rule, rule, what);
    assert.ok(line.key && line.write, what);
    assert.deepEqual([await ask.session(session), await ask.session(session, '/app')], [204, 200], `${what}: the old one is in force`);
    assert.equal((await fetch(`${gateway.origin}/local-admin`)).status, 404, what);
  }
  assert.equal(gateway.sessions(), 1);
  assert.ok(!gateway.output.includes('local-admin/setup'), 'no link was made');
  rewrite(gateway, () => good);
  assert.equal(await reload(gateway), 'taken');
  assert.equal(await ask.session(session, '/app'), 200, 'without a new sign-in');
});

test('A2: single sign-on that is turned on by a reload closes the link of the start', async () => {
  const idp = await startIdp();
  const gateway = await startGateway({ name: 'fault', authentication: '  provider: basic\n' });
  const link = await gateway.setupLink();
  assert.equal((await fetch(link)).status, 200);
  rewrite(gateway, (text) => text.replace('  provider: basic\n', atIdp(idp)(gateway.origin)));
  assert.equal(await reload(gateway), 'taken');
  assert.equal((await fetch(link)).status, 404);
  assert.equal(gateway.rows('SELECT retired, link_hash FROM local_admin')[0].link_hash, '');
});

const threads = (pid) => readdirSync(`/proc/${pid}/task`).length;

test('F-19: two hundred reloads under load leave nothing behind, and no request sees two configurations', async () => {
  const [one, two] = await Promise.all([application('one'), application('two')]);
  const { gateway, enter } = await world({ rest: 'routes:\n' });
  const { session } = await enter();
  const base = readFileSync(gateway.config, 'utf8');
  // Each configuration has its own application, its own path there, and its own user name, so an answer shows which
  // configuration was used for each.
  const states = [route('/x', one.url, ', stripPrefix: true, roles: [DataSteward]'), route('/x', two.url, ', access: public')];
  const expected = { one: JSON.stringify({ name: 'one', url: '/y', user: 'alice' }), two: JSON.stringify({ name: 'two', url: '/x/y', user: '' }) };
  rewrite(gateway, () => base + states[0]);
  assert.equal(await reload(gateway), 'taken');

  let going = true;
  const seen = [];
  const agent = new http.Agent({ keepAlive: true });
  cleanup(() => agent.destroy());
  const get = () => new Promise((resolve) => {
    const headers = { host: new URL(gateway.origin).host, cookie: `sallyport=${session}` };
    http.get({ agent, host: '127.0.0.1', port: gateway.port, path: '/x/y', headers }, (response) => {
      let text = '';
      response.on('data', (part) => (text += part));
      response.on('end', () => resolve(response.statusCode === 200 ? text : String(response.statusCode)));
    }).on('error', (error) => resolve(error.code));
  });
  const load = Promise.all([1, 2, 3, 4].map(async () => {
    while (going) {
      seen.push(await get());
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }));
  const pid = pidOf(gateway);
  const look = () => ({ fds: descriptors(pid), threads: threads(pid), rss: rss(pid) });
  let before;
  for (let i = 0; i < 200; i += 1) {
    rewrite(gateway, () => base + states[(i + 1) % 2]);
    assert.equal(await reload(gateway), 'taken');
    if (i === 50) before = look();  // by now caches and malloc's arenas have their final size
  }
  going = false;
  await load;
  const after = look();
  const counts = tally(seen);
  assert.deepEqual(Object.keys(counts).sort(), Object.values(expected).sort(), JSON.stringify(counts));
  assert.ok(Object.values(counts).every((count) => count > 10), JSON.stringify(counts));
  assert.equal(after.threads, before.threads);
  assert.ok(Math.abs(after.fds - before.fds) <= 10, `${before.fds} descriptors, then ${after.fds}`);
  assert.ok(after.rss - before.rss < 8, `${before.rss} MB, then ${after.rss} MB`);
});

const jwks = async (gateway) => (await (await fetch(`${gateway.origin}/api/v1/system/config/jwks`)).json()).keys.map((key) => key.kid);
const kidOf = (token) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url')).kid;

test('F-20: our signing key is exchanged on disk: the new one signs, tokens of the old one are good until they expire', async () => {
  const { gateway, enter, ask } = await world({ movable: true, rest: 'jwtTokenConfiguration:\n  identityTokenLifetime: 60s\n' });
  const { browser } = await enter();
  const token = async () => JSON.parse((await browser.send(`${gateway.origin}/api/v1/auth/refresh`, { headers: { 'sec-fetch-site': 'same-origin' } })).text).accessToken;
  const old = await token();
  assert.equal(await ask.token(old), 204);
  for (const half of ['private', 'public']) renameSync(join(gateway.folder, `own_token_${half}.der`), join(gateway.folder, `old_${half}.der`));
  assert.equal(await reload(gateway), 'taken');
  const now = await token();
  assert.notEqual(kidOf(now), kidOf(old));
  assert.deepEqual(await jwks(gateway), [kidOf(now), kidOf(old)], 'both are published');
  assert.deepEqual([await ask.token(old), await ask.token(now)], [204, 204]);
  assert.equal(await reload(gateway), 'taken');
  assert.deepEqual(await jwks(gateway), [kidOf(now), kidOf(old)], 'one more reload changes nothing');
  gateway.clock.forward(61);
  assert.deepEqual(await jwks(gateway), [kidOf(now)], 'and then the old one is gone');
  assert.equal(await ask.token(old), 401);
});

test('F-20: the client secret in a file is exchanged, and used from the next sign-in on', async () => {
  const folder = temporaryFolder('secret');
  const file = join(folder, 'secret');
  writeFileSync(file, 'the-one-of-before\n', { mode: 0o600 });
  const { gateway, enter } = await world();
  rewrite(gateway, (text) => text.replace(`secret: ${SECRET}`, `secretFile: ${file}`));
  assert.equal(await reload(gateway), 'taken');
  assert.equal((await enter()).session, undefined, 'the provider knows another secret');
  writeFileSync(file, `${SECRET}\n`);
  assert.equal((await enter()).session, undefined, 'nobody was told yet');
  assert.equal(await reload(gateway), 'taken');
  assert.ok((await enter()).session);
});

test('F-20: the sealing key is exchanged: sessions of before still renew; without the old one beside it the reload is refused', async () => {
  const { gateway, idp, enter, ask } = await world({ movable: true });
  const { session } = await enter();
  const key = join(gateway.folder, 'sealing.key');
  copyFileSync(key, `${key}.kept`);
  rmSync(key);
  assert.equal(await reload(gateway), 'refused');
  assert.equal((await lastReload(gateway, 1)).rule, 'sealing_key_missing');
  assert.ok(!existsSync(key), 'no key was made that opens nothing');
  copyFileSync(`${key}.kept`, `${key}.previous`);
  assert.equal(await reload(gateway), 'taken');
  assert.notDeepEqual(readFileSync(key), readFileSync(`${key}.previous`));
  gateway.clock.forward(3601);
  idp.clockOffset += 3601;
  const { token } = idp.counts;
  assert.equal(await ask.session(session), 204);
  assert.equal(idp.counts.token, token + 1, 'the refresh token could be read');
});

// The certificate that a TLS client gets.
const shown = (port, ca) => new Promise((resolve, reject) => {
  const socket = connectTls({ port, host: '127.0.0.1', servername: 'localhost', ca }, () => resolve({ socket, name: socket.getPeerCertificate().subject.O }));
  socket.once('error', reject);
});

test("F-20: the listener's certificate is exchanged: new connections see the new one, those of before go on", async () => {
  const folder = temporaryFolder('tls');
  const at = (name) => join(folder, name);
  const make = (name) => execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', at('key.pem'), '-out', at('cert.pem'),
    '-days', '2', '-subj', `/CN=localhost/O=${name}`, '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'pipe' });
  make('first');
  const gateway = await startGateway({ name: 'fault', authentication: '  provider: basic\n', publicUrl: (port) => `https://localhost:${port}`,
    server: `  tlsCertificateFile: ${at('cert.pem')}\n  tlsKeyFile: ${at('key.pem')}` });
  const before = await shown(gateway.port, readFileSync(at('cert.pem')));
  assert.equal(before.name, 'first');
  writeFileSync(at('cert.pem'), 'cut');
  assert.equal(await reload(gateway), 'refused', 'half a file changes nothing');
  assert.equal((await lastReload(gateway, 1)).key, 'server.tlsCertificateFile');
  make('second');
  assert.equal(await reload(gateway), 'taken');
  const after = await shown(gateway.port, readFileSync(at('cert.pem')));
  assert.equal(after.name, 'second');
  const answer = new Promise((resolve) => before.socket.once('data', (part) => resolve(String(part))));
  before.socket.write(`GET /check HTTP/1.1\r\nHost: localhost:${gateway.port}\r\n\r\n`);
  assert.match(await answer, /^HTTP\/1\.1 401 /);
  before.socket.destroy();
  after.socket.destroy();
});
