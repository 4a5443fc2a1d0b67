// Memory, descriptors or time run out, or nobody reads the log. The limits and the floods are real.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import http from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { binary } from '../feature/world.mjs';
import { Process, cleanup, temporaryFolder, test, until } from '../support.mjs';
import { apiToken, descriptors, drive, isAlive, isHealthy, metric, pidOf, processorTime, rss, tally, times, world } from './world.mjs';

const open = (gateway) => metric(gateway, /^sallyport_connections_open (\d+)/m);
const accepted = (gateway) => metric(gateway, /^sallyport_connections_total (\d+)/m);
const upstreams = (gateway) => metric(gateway, /^sallyport_upstream_connections (\d+)/m);

// Opens hundreds of connections from a few addresses; `bytes` returns the first bytes to send on each.
class Crowd {
  constructor(gateway, count, bytes = () => '') {
    this.sockets = times(count, (i) => {
      const socket = connect({ port: gateway.port, host: '127.0.0.1', localAddress: `127.0.0.${2 + (i % 4)}` });
      socket.state = { got: '', over: false };
      socket.on('connect', () => socket.write(bytes(i)));
      socket.on('data', (part) => (socket.state.got += socket.state.got.length < 200 ? part.toString('latin1') : ''));
      socket.on('error', () => {});
      socket.on('close', () => (socket.state.over = true));
      return socket;
    });
    cleanup(() => this.leave());
  }
  get over() {
    return this.sockets.filter((socket) => socket.state.over).length;
  }
  statuses() {
    return tally(this.sockets.map((socket) => socket.state.got.slice(9, 12)));
  }
  leave() {
    for (const socket of this.sockets) socket.destroy();
  }
}

const host = (gateway) => new URL(gateway.origin).host;

// An application with one large answer. It counts its connections.
async function application() {
  const large = Buffer.alloc(10 << 20, 'x');
  const server = http.createServer((request, response) => response.end(request.url === '/app/large' ? large : 'small'));
  const state = { open: 0 };
  server.on('connection', (socket) => {
    state.open += 1;
    socket.on('error', () => {});
    socket.on('close', () => (state.open -= 1));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  state.routes = `routes:\n  - {path: /app, upstream: "http://127.0.0.1:${server.address().port}", access: public}\n`;
  return state;
}

test('F-21: with little memory left, load is turned away or cut, and the sessions are there afterwards', async () => {
  const { gateway, enter, ask } = await world({ server: '  bodyTimeout: 60s' });
  const sessions = await drive(60, 6, async () => (await enter()).session);
  assert.deepEqual(tally(await drive(60, 6, (i) => ask.session(sessions[i]))), { 204: 60 });
  const pid = pidOf(gateway);
  const data = Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmData:\s+(\d+)/)[1]) * 1024;
  const most = data + (24 << 20);
  execFileSync('prlimit', [`--pid=${pid}`, `--data=${most}:${most}`]);
  // Each body stays one byte short of its 250 kB. Together they exceed the memory limit.
  const body = 'a'.repeat(250_000);
  const crowd = new Crowd(gateway, 300, () => `POST /callback HTTP/1.1\r\nHost: ${host(gateway)}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length + 1}\r\n\r\n${body}`);
  await until('load to be turned away', () => crowd.over > 0 || Object.keys(crowd.statuses()).some((status) => status.startsWith('5')));
  crowd.leave();
  if (!isAlive(gateway)) await gateway.start();  // as systemd would
  await until('it to recover', async () => (await isHealthy(gateway)) && (await ask.session(sessions[0])) === 204);
  assert.deepEqual(tally(await drive(60, 6, (i) => ask.session(sessions[i]))), { 204: 60 });
});

// Starts a gateway with few descriptors.
async function withDescriptors(count, settings) {
  const made = await world(settings);
  await made.gateway.process.stop();
  made.gateway.start = async () => {
    made.gateway.process = new Process('prlimit', [`--nofile=${count}:${count}`, binary, 'serve', '--config', made.gateway.config]);
    await until('readiness', async () => (await fetch(`${made.gateway.admin}/readyz`)).status === 200);
  };
  await made.gateway.start();
  return made;
}

test('F-22: 300 connections and 256 descriptors: accepting pauses without spinning, store, log, provider and proxy go on, it recovers', async () => {
  const app = await application();
  const { gateway, enter, ask, idp } = await withDescriptors(256, { rest: app.routes });
  const { session, browser } = await enter();
  assert.equal(await ask.session(session), 204);  // this request keeps one connection of ours open
  assert.equal(await ask('/app/small'), 200);
  const crowd = new Crowd(gateway, 300, (i) => (i % 2 ? '' : 'GET /check HTTP/1.1\r\n'));
  const full = await until('it to be full', async () => (await open(gateway)) >= 140 && open(gateway));
  assert.ok(full <= 144, `${full} of 144`);
  const pid = pidOf(gateway);
  assert.ok(descriptors(pid) < 230, `${descriptors(pid)} descriptors`);
  const before = { cpu: processorTime(pid), at: process.uptime() };
  assert.equal(await ask.session(session), 204, 'who is in goes on');
  assert.equal(await ask('/app/small'), 200, 'and reaches the application');
  idp.rotate();  // the gateway can get this key only from the provider
  assert.equal(await ask.token(apiToken(idp)), 204, 'the keys were fetched, and the person stored');
  assert.ok(await isHealthy(gateway));
  await until('two seconds', () => process.uptime() - before.at > 2);
  const share = (processorTime(pid) - before.cpu) / (process.uptime() - before.at);
  assert.ok(share < 0.5, `${share} of a core while it waits`);
  crowd.leave();
  await until('room', async () => (await open(gateway)) < 20);
  assert.deepEqual(tally(await drive(40, 8, () => ask.session(session))), { 204: 40 });
  assert.ok((await browser.get(`${gateway.origin}/`)).status < 500);
});

test('F-24: 500 clients that drip a head, a body, or do not read 10 MB: each is given up, the application is let go, memory stays small', async () => {
  const app = await application();
  const { gateway, enter, ask } = await world({ rest: app.routes, server: '  headerTimeout: 2s\n  bodyTimeout: 2s\n  writeTimeout: 2s' });
  const { session } = await enter();
  const pid = pidOf(gateway);
  const before = rss(pid);
  const kinds = {
    head: () => `GET /check HTTP/1.1\r\nHost: ${host(gateway)}\r\nX-Drip: `,
    body: () => `POST /callback HTTP/1.1\r\nHost: ${host(gateway)}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\na`,
    read: () => `GET /app/large HTTP/1.1\r\nHost: ${host(gateway)}\r\n\r\n`,
  };
  for (const [kind, bytes] of Object.entries(kinds)) {
    const count = kind === 'read' ? 200 : 500;
    const others = await accepted(gateway);
    const crowd = new Crowd(gateway, count, bytes);
    if (kind === 'read') for (const socket of crowd.sockets) socket.pause();
    const drip = setInterval(() => kind !== 'read' && crowd.sockets.forEach((socket) => socket.state.over || socket.write('a')), 500);
    await until(`${kind}: all to be there`, async () => (await accepted(gateway)) >= others + count);
    assert.equal(await ask.session(session), 204, `${kind}: others are served`);
    const peak = rss(pid);
    assert.ok(peak - before < 120, `${kind}: ${before} MB, then ${peak} MB`);
    await until(`${kind}: all to be gone`, async () => (await open(gateway)) <= 8);
    clearInterval(drip);
    if (kind !== 'read') {
      await until(`${kind}: all to have heard`, () => crowd.over === count);
      assert.deepEqual(crowd.statuses(), { 408: count }, kind);
    } else await until('the application to be let go', async () => app.open <= 64 && (await upstreams(gateway)) <= 64);
    crowd.leave();
  }
  assert.equal(await ask.session(session), 204);
});

// As many connections as the descriptors of this process and of the gateway allow.
const idleCount = () => Math.min(10_000, Math.floor(Number(execFileSync('prlimit', ['--nofile', '--output=HARD', '--noheadings', `--pid=${process.pid}`]).toString()) / 2) - 500);

test('F-23: ten thousand idle connections beside active ones: little memory each, the active are served, and silence has an end', async () => {
  const count = idleCount();
  const { gateway, enter, ask } = await world();
  const { session } = await enter();
  const pid = pidOf(gateway);
  assert.equal(await ask.session(session), 204);
  const before = rss(pid);
  const crowd = new Crowd(gateway, count, () => `GET /check HTTP/1.1\r\nHost: ${host(gateway)}\r\n\r\n`);
  await until(`${count} connections`, async () => (await open(gateway)) >= count);
  await until('all to be answered', () => crowd.statuses()['401'] === count);
  const each = ((rss(pid) - before) * 1024) / count;
  assert.ok(each < 10, `${each} kB each`);
  assert.deepEqual(tally(await drive(400, 8, () => ask.session(session))), { 204: 400 });
  assert.equal(crowd.over, 0, 'who is idle stays');
  crowd.leave();

  const short = await world({ server: '  idleTimeout: 1s' });
  const silent = new Crowd(short.gateway, 200, () => `GET /check HTTP/1.1\r\nHost: ${host(short.gateway)}\r\n\r\n`);
  await until('the idle ones to be closed', () => silent.over === 200);
  assert.deepEqual(silent.statuses(), { 401: 200 });
});

test('F-32: nobody reads the log: requests go on, dropped lines are counted, and told once somebody reads again', async () => {
  const { gateway, enter, ask } = await world();
  const { session } = await enter();
  await gateway.process.stop();
  const fifo = join(temporaryFolder('log'), 'log');
  execFileSync('mkfifo', [fifo]);
  const reader = openSync(fifo, 'r+');  // keeps the pipe open, and reads nothing
  const writer = openSync(fifo, 'w');
  const child = spawn(binary, ['serve', '--config', gateway.config], { stdio: ['ignore', 'ignore', writer] });
  cleanup(() => child.kill('SIGKILL'));
  closeSync(writer);
  await until('readiness', async () => (await fetch(`${gateway.admin}/readyz`)).status === 200);
  const dropped = () => metric(gateway, /^sallyport_log_dropped_total (\d+)/m);
  assert.equal(await dropped(), 0);
  const token = 'eyJhbGciOiJub25lIn0.e30.';  // each refusal writes an audit line
  let refused = 0;
  await until('lines to be dropped', async () => {
    refused += (await drive(500, 8, () => ask.token(token))).filter((status) => status === 401).length;
    return (await dropped()) > 0;
  });
  assert.ok(refused >= 2048 && refused % 500 === 0, `${refused} were all answered`);
  assert.equal(await ask.session(session), 204);
  let text = '';
  const part = Buffer.alloc(65536);
  await until('the count in the log', () => {
    text += part.toString('utf8', 0, readSync(reader, part));
    return text.includes('"event":"log_dropped"');
  });
  assert.match(text, /"event":"log_dropped","lines":"\d+","total":"\d+"/);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  assert.equal(await gone, 0, 'and a log that nobody reads holds up no stop');
  closeSync(reader);
});
