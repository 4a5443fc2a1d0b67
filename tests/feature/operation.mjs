// Stops, kills and damage: what can happen to an operator on a bad day, and how the process reacts.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync, chmodSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { Idp } from '../evil_idp/idp.mjs';
import { Process, cleanup, temporaryFolder, test } from '../support.mjs';
import { raw } from './signed_in.mjs';
import { Browser, atIdp, binary, check, makeGateway, run, sessionOf, signIn, startGateway } from './world.mjs';

const BASIC = '  provider: basic\n';

async function provider() {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  return idp;
}

test('after kill -9 the next start takes the unix socket over', async () => {
  const socket = join(temporaryFolder('socket'), 'check.sock');
  const gateway = await startGateway({ authentication: BASIC, server: `  unixSocket: ${socket}` });
  const ask = () => raw({ path: socket }, 'GET /check HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  assert.match(await ask(), /^HTTP\/1\.1 401 /);
  await gateway.process.stop('SIGKILL');
  assert.ok(existsSync(socket), 'the kill left it behind');
  await gateway.start();
  assert.match(await ask(), /^HTTP\/1\.1 401 /);
});

// 127.0.0.2 stands for every other address of the machine. A listener on 127.0.0.1 gets no connection to it.
test('gateway and directory listen on 127.0.0.1 alone unless told otherwise', async () => {
  const hears = (port) => new Promise((resolve) => {
    const connection = net.connect({ host: '127.0.0.2', port: Number(port) }, () => resolve(connection.destroy() && true));
    connection.on('error', () => resolve(false));
  });
  const gateway = await startGateway({ authentication: BASIC });
  assert.deepEqual([await hears(gateway.port), await hears(gateway.adminPort)], [false, false]);
  const open = await startGateway({ authentication: BASIC, server: '  address: 0.0.0.0\n  adminAddress: 0.0.0.0' });
  assert.deepEqual([await hears(open.port), await hears(open.adminPort)], [true, true]);
  for (const [flags, heard] of [[[], false], [['--listen-on-every-address'], true]]) {
    const there = new Process(binary, ['directory', '--data-dir', temporaryFolder('directory'), '--http-port', '0', '--https-port', '0', ...flags]);
    const [, http] = await there.saying(/http:\/\/localhost:(\d+)/);
    const [, https] = await there.saying(/https:\/\/localhost:(\d+)/);
    assert.deepEqual([await hears(http), await hears(https)], [heard, heard], flags.join());
    await there.stop();
  }
});

test('SIGTERM ends the process although a WebSocket is open and an upstream never answers', async () => {
  const idp = await provider();
  const hanging = http.createServer(() => {});
  await new Promise((resolve) => hanging.listen(0, '127.0.0.1', resolve));
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => sockets.once('listening', resolve));
  cleanup(() => {
    hanging.closeAllConnections();
    hanging.close();
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  });
  const gateway = await startGateway({ authentication: atIdp(idp), rest: `routes:
  - {path: /hang, upstream: "http://127.0.0.1:${hanging.address().port}", access: public}
  - {path: /ws, upstream: "http://127.0.0.1:${sockets.address().port}", access: public}
` });
  const socket = new WebSocket(`ws://localhost:${gateway.port}/ws`, { headers: { origin: gateway.origin } });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const asked = new Promise((resolve) => hanging.once('request', resolve));
  const waiting = new Browser().send(`${gateway.origin}/hang`).catch(() => 'cut');
  await asked;
  assert.equal(await gateway.process.stop('SIGTERM'), 0, 'in an orderly way, and not by force');
  await Promise.all([closed, waiting]);
});

test('F-29: a key of ours that is damaged stops the start, and is not replaced', async () => {
  const gateway = await startGateway({ authentication: BASIC });
  await gateway.process.stop();
  const key = join(gateway.folder, 'own_token_private.der');
  truncateSync(key, 100);
  const { code, err } = run(['serve', '--config', gateway.config]);
  assert.equal(code, 3);
  assert.match(err, /own_key_damaged/);
  assert.equal(statSync(key).size, 100);
});

test('a key of ours that others may read stops the start', async () => {
  const gateway = await startGateway({ authentication: BASIC });
  await gateway.process.stop();
  chmodSync(join(gateway.folder, 'own_token_private.der'), 0o644);
  const { code, err } = run(['serve', '--config', gateway.config]);
  assert.equal(code, 3);
  assert.match(err, /own_key_mode/);
});

test('F-29: a sealing key that is damaged stops the start, and is not replaced', async () => {
  const gateway = await startGateway({ authentication: BASIC });
  await gateway.process.stop();
  const key = join(gateway.folder, 'sealing.key');
  truncateSync(key, 5);
  assert.equal(run(['serve', '--config', gateway.config]).code, 3);
  assert.equal(statSync(key).size, 5);
});

test('F-29: a store that is no store of ours stops the start, and is left as it is', async () => {
  const gateway = await makeGateway({ authentication: BASIC, store: 'sqlite' });
  const store = join(gateway.folder, 'sallyport.db');
  const text = 'the letters of somebody else, which are not ours to write over. '.repeat(100);
  writeFileSync(store, text);
  const { code, err } = run(['serve', '--config', gateway.config]);
  assert.equal(code, 3);
  assert.match(err, /"event":"start_failed"/);
  assert.equal(readFileSync(store, 'utf8'), text);
});

test('F-29: a session row that was changed by hand lets nobody in', async () => {
  const idp = await provider();
  const gateway = await startGateway({ authentication: atIdp(idp) });
  const browser = new Browser();
  await signIn(browser, gateway);
  await gateway.process.stop();
  gateway.change(`UPDATE session SET claims = '{"roles":["Admin"]}', username = 'admin'`);
  await gateway.start();
  const answer = await check(browser, gateway, '/check?role=Admin');
  assert.ok(answer.status === 401 || answer.status === 503, String(answer.status));
  assert.ok(sessionOf(browser, gateway.origin));
});

test('LOC-02: guessing the password of the local administrator is slowed down', async () => {
  const gateway = await startGateway({ authentication: BASIC });
  const link = await gateway.setupLink();
  const page = await new Browser().get(link);
  await new Browser().submit(page, { password: 'a sentence does well', again: 'a sentence does well' }, { stop: () => true });
  const statuses = [];
  for (let i = 0; i < 8; i += 1)
    statuses.push((await new Browser().send(`${gateway.origin}/local-admin`, { method: 'POST', form: { password: `guess number ${i}` } })).status);
  assert.deepEqual([statuses[0], statuses.at(-1)], [401, 429], statuses.join());
  const right = await new Browser().send(`${gateway.origin}/local-admin`, { method: 'POST', form: { password: 'a sentence does well' } });
  assert.equal(right.status, 429, 'the right one has to wait as well');
  const foreign = await new Browser().send(`${gateway.origin}/local-admin`, { method: 'POST', form: { password: 'x' }, headers: { origin: 'https://evil.example' } });
  assert.equal(foreign.status, 403, "another page's form is not looked at");
});

test('RP-14: sign-ins under way in one browser stay few, so that a request stays small', async () => {
  const idp = await provider();
  const gateway = await startGateway({ authentication: atIdp(idp) });
  const browser = new Browser();
  let last;
  for (let i = 0; i < 12; i += 1) last = await browser.send(`${gateway.origin}/api/v1/auth/login?redirectUri=/page/${i}`);
  assert.ok(browser.jar(gateway.origin).size <= 5, String(browser.jar(gateway.origin).size));
  assert.equal((await browser.follow(last)).url, `${gateway.origin}/page/11`, 'the newest one is good');
});

test('a callback with a body beyond reason is cut off, and the gateway goes on', async () => {
  const idp = await provider();
  const gateway = await startGateway({ authentication: atIdp(idp) });
  const answer = await raw({ host: '127.0.0.1', port: gateway.port },
    `POST /callback HTTP/1.1\r\nHost: localhost:${gateway.port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000000\r\nConnection: close\r\n\r\n`);
  assert.match(answer, /^HTTP\/1\.1 413 /);
  const browser = new Browser();
  await signIn(browser, gateway);
  assert.equal((await check(browser, gateway)).status, 204);
});
