// A process ends and the next one starts: open requests, clients that connect in between, and what remains afterwards.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import http from 'node:http';
import { createInterface } from 'node:readline';
import { WebSocket, WebSocketServer } from 'ws';
import { atIdp, binary, makeGateway } from '../feature/world.mjs';
import { cleanup, test, until } from '../support.mjs';
import { Line, reload, rewrite } from './operation.mjs';
import { readiness, startIdp, tally, uses, world } from './world.mjs';

// An application that answers on command, or `delay` milliseconds after a request.
async function application(delay) {
  const waiting = [];
  const server = http.createServer((request, response) => {
    if (delay === undefined) waiting.push(() => response.end('done'));
    else setTimeout(() => response.end('done'), delay);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  return { waiting, route: (path) => `routes:\n  - {path: ${path}, upstream: "http://127.0.0.1:${server.address().port}"}\n` };
}

// Sends one request on its own connection. Returns the status, or the error.
const fresh = (gateway, path, headers) => new Promise((resolve) => {
  const all = { host: new URL(gateway.origin).host, ...headers };
  http.get({ agent: false, host: '127.0.0.1', port: gateway.port, path, headers: all }, (response) => {
    response.resume();
    response.on('end', () => resolve(String(response.statusCode)));
    response.on('error', () => resolve('cut'));
  }).on('error', (error) => resolve(error.code));
});

// Sends about two hundred requests a second until told to stop: checks, and requests to a slow application.
function load(gateway, session) {
  const results = { check: [], slow: [] };
  const going = { on: true };
  const cookie = { cookie: `sallyport=${session}` };
  const many = (kind, path, count, pause) => Array.from({ length: count }, async () => {
    while (going.on) {
      results[kind].push(await fresh(gateway, path, cookie));
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  });
  const done = Promise.all([...many('check', '/check', 4, 25), ...many('slow', '/slow', 4, 0)]);
  return { results, stop: async () => {
    going.on = false;
    await done;
    return { check: tally(results.check), slow: tally(results.slow) };
  } };
}

test('F-15: a restart under load: what is under way ends well, sessions and refresh tokens are good afterwards', async () => {
  const app = await application(150);
  const { gateway, idp, enter, ask } = await world({ movable: true, rest: app.route('/slow') });
  const { session } = await enter();
  const traffic = load(gateway, session);
  await until('traffic', () => traffic.results.slow.length > 8);
  const ended = gateway.process.stop('SIGTERM');
  assert.equal(await ended, 0, 'in an orderly way');
  const gap = Date.now();
  await gateway.start();
  console.log(`     ${Date.now() - gap} ms from the end of one process to the readiness of the next`);
  const good = (kind, status) => traffic.results[kind].filter((result) => result === status).length;
  const before = { check: good('check', '204'), slow: good('slow', '200') };
  await until('traffic again', () => good('check', '204') > before.check + 20 && good('slow', '200') > before.slow + 10);
  const counts = await traffic.stop();
  for (const [kind, status] of [['check', '204'], ['slow', '200']]) {
    const { [status]: answered, ECONNREFUSED: refused = 0, 503: stopping = 0, ...broken } = counts[kind];
    assert.deepEqual(broken, {}, `${kind}: ${JSON.stringify(counts[kind])}, ${refused} came while nobody listened, ${stopping} were told so`);
    assert.ok(answered > before[kind], JSON.stringify(counts[kind]));
  }
  gateway.clock.forward(3601);
  idp.clockOffset += 3601;
  const { token } = idp.counts;
  assert.equal(await ask.session(session), 204);
  assert.equal(idp.counts.token, token + 1, 'renewed by the refresh token of before');
});

test('F-15: readiness goes first; a request under way has its time, then 503; WebSockets are closed', async () => {
  const app = await application();
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => sockets.once('listening', resolve));
  cleanup(() => sockets.close());
  const { gateway, enter } = await world({ server: '  drainTimeout: 10s', rest: `${app.route('/slow')}  - {path: /ws, upstream: "http://127.0.0.1:${sockets.address().port}"}\n` });
  const { session } = await enter();
  const cookie = { cookie: `sallyport=${session}` };
  const [first, second, idle] = [1, 2, 3].map(() => new Line(gateway.port, new URL(gateway.origin).host));
  assert.equal(await idle.ask('/check', cookie), 204);
  const socket = new WebSocket(`ws://localhost:${gateway.port}/ws`, { headers: { ...cookie, origin: gateway.origin } });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const gone = new Promise((resolve) => socket.once('close', resolve));
  first.send('/slow', cookie);
  second.send('/slow', cookie);
  await until('both to be under way', () => app.waiting.length === 2);
  gateway.process.child.kill('SIGTERM');
  await until('no longer ready', async () => (await readiness(gateway)) === 'stopping\n');
  await Promise.all([gone, idle.closed]);
  app.waiting[0]();
  const statuses = [await first.status(), await second.status()].sort();
  assert.deepEqual(statuses, [200, 503], 'one was answered in time, the other was told');
  assert.equal(await gateway.process.exited, 0);
});

test('F-15: a provider that hangs does not hold up a stop, and a sign-in under way is told to come again', async () => {
  const { gateway, idp, enter } = await world({ server: '  drainTimeout: 1s', authentication: '  providerTimeout: 60s\n' });
  idp.fault('token', 'hang');
  const { token = 0 } = idp.counts;
  const signingIn = enter();
  await until('the provider to be asked', () => (idp.counts.token ?? 0) > token);
  gateway.process.child.kill('SIGTERM');
  assert.equal((await signingIn).answer.status, 503);
  assert.equal(await gateway.process.exited, 0, 'long before the provider would have been given up');
});

test('F-15: a reload that waits for another provider is given up for a stop', async () => {
  const { gateway, idp } = await world({ server: '  drainTimeout: 1s', authentication: '  providerTimeout: 60s\n' });
  const other = await startIdp();
  other.fault('discovery', 'hang');
  rewrite(gateway, (text) => text.replaceAll(idp.origin, other.origin));
  gateway.process.child.kill('SIGHUP');
  await until('the other provider to be asked', () => other.counts.discovery > 0);
  gateway.process.child.kill('SIGHUP');
  gateway.process.child.kill('SIGTERM');
  assert.equal(await gateway.process.exited, 0);
  assert.deepEqual(gateway.lines('config_reload').map(({ outcome, rule }) => [outcome, rule]), [['refused', 'reload_given_up']]);
  assert.equal(gateway.lines('stopped').length, 1, 'in an orderly way');
});

test('F-15: a second signal ends it at once, and nothing that was acknowledged is lost', async () => {
  const app = await application();
  const { gateway, enter, ask } = await world({ server: '  drainTimeout: 1h', rest: app.route('/slow') });
  const { session } = await enter();
  const line = new Line(gateway.port, new URL(gateway.origin).host);
  line.send('/slow', { cookie: `sallyport=${session}` });
  await until('it to be under way', () => app.waiting.length === 1);
  gateway.process.child.kill('SIGTERM');
  await until('no longer ready', async () => (await readiness(gateway)) === 'stopping\n');
  gateway.process.child.kill('SIGTERM');
  assert.equal(await gateway.process.exited, 'SIGTERM');
  await gateway.start();
  assert.equal(await ask.session(session), 204);
});

// What a service sees of systemd.
class LittleSystemd {
  static async start(kind) {
    const made = new LittleSystemd();
    made.child = spawn('python3', [new URL('little_systemd.py', import.meta.url).pathname, kind], { stdio: ['pipe', 'pipe', 'pipe'] });
    cleanup(() => made.child.kill('SIGKILL'));
    made.heard = [];
    made.errors = '';
    made.child.stderr.on('data', (part) => (made.errors += part));
    createInterface({ input: made.child.stdout }).on('line', (line) => made.heard.push(JSON.parse(line)));
    await until('its sockets', () => made.heard.length > 0);
    Object.assign(made, made.heard[0]);
    return made;
  }
  order(what) {
    this.child.stdin.write(`${JSON.stringify(what)}\n`);
  }
  said(word) {
    return this.heard.filter((event) => event.said?.split('\n').includes(word));
  }
  async saying(word, count = 1) {
    await until(`${word} from the service: ${this.errors}`, () => this.said(word).length >= count);
    return this.said(word).at(-1).said;
  }
  async ended(count) {
    await until('its end', () => this.heard.filter((event) => 'ended' in event).length >= count);
    return this.heard.filter((event) => 'ended' in event).at(-1).ended;
  }
}

async function underSystemd(kind, rest) {
  const systemd = await LittleSystemd.start(kind);
  const idp = await startIdp();
  const gateway = await makeGateway({ name: 'fault', authentication: atIdp(idp), publicUrl: () => `http://localhost:${systemd.port}`, rest });
  gateway.admin = `http://127.0.0.1:${systemd.adminPort}`;
  gateway.port = systemd.port;
  gateway.process = { child: { kill: (name) => systemd.order({ signal: name.slice(3) }) } };
  systemd.child.stderr.on('data', (part) => (gateway.output += part));
  systemd.order({ start: [binary, 'serve', '--config', gateway.config] });
  await systemd.saying('READY=1');
  await until('readiness', async () => (await readiness(gateway)).startsWith('ready'));
  return { systemd, gateway, ...uses(gateway) };
}

test('F-15: where systemd holds the sockets, a restart under load refuses and drops nobody', async () => {
  const app = await application(100);
  const { systemd, gateway, enter } = await underSystemd('path', app.route('/slow'));
  const { session } = await enter();
  const traffic = load(gateway, session);
  for (const time of [1, 2]) {
    const before = traffic.results.slow.length;
    await until('traffic', () => traffic.results.slow.length > before + 10);
    systemd.order({ signal: 'TERM' });
    assert.equal(await systemd.ended(time), 0);
    const asked = fresh(gateway, '/check', { cookie: `sallyport=${session}` });  // no process listens, but the connection is not refused
    systemd.order({ start: [binary, 'serve', '--config', gateway.config] });
    assert.equal(await asked, '204');
  }
  const before = traffic.results.slow.length;
  await until('traffic', () => traffic.results.slow.length > before + 10);
  const counts = await traffic.stop();
  assert.deepEqual([Object.keys(counts.check), Object.keys(counts.slow)], [['204'], ['200']], JSON.stringify(counts));
});

test('F-15, F-18: systemd hears of readiness, reloads, refusals, life and the stop, on an abstract socket too', async () => {
  const { systemd, gateway } = await underSystemd('abstract', '');
  const [socket] = await new Promise((resolve, reject) => http.get({ socketPath: systemd.check, path: '/check', agent: false }, (response) => resolve([response.statusCode])).on('error', reject));
  assert.equal(socket, 401, 'the unix socket is served');
  await systemd.saying('WATCHDOG=1', 2);
  assert.equal(await reload(gateway), 'taken');
  assert.match(await systemd.saying('RELOADING=1'), /\nMONOTONIC_USEC=\d+$/);
  assert.match(await systemd.saying('READY=1', 2), /\nSTATUS=Reloaded\.$/);
  const good = '\nnonsense: 1\n';
  appendFileSync(gateway.config, good);
  assert.equal(await reload(gateway), 'refused');
  assert.match(await systemd.saying('READY=1', 3), /STATUS=The new configuration is refused.*sallyport\.yaml:\d+: refused: nonsense/);
  rewrite(gateway, (text) => text.replace(good, ''));
  systemd.order({ signal: 'TERM' });
  await systemd.saying('STOPPING=1');
  assert.equal(await systemd.ended(1), 0);
  const order = systemd.heard.map((event) => event.said?.split('\n')[0]).filter((word) => word && word !== 'WATCHDOG=1');
  assert.deepEqual(order, ['READY=1', 'RELOADING=1', 'READY=1', 'RELOADING=1', 'READY=1', 'STOPPING=1']);
});
