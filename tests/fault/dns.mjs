// The name service hangs, knows no name, or changes its answer. The gateway runs in a mount namespace whose resolv.conf
// names the test's own server, at a loopback address that nothing else uses.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import dgram from 'node:dgram';
import http from 'node:http';
import { join } from 'node:path';
import { Skip, cleanup, temporaryFolder, test, until, write } from '../support.mjs';
import { Idp } from '../evil_idp/idp.mjs';
import { Browser, atIdp, sessionOf, signIn, startGateway } from '../feature/world.mjs';
import { apiToken, asker, isHealthy } from './world.mjs';

// For each name, `names` has an address, 'nxdomain' (answered with an error) or 'silent' (not answered). A name that it
// does not have is answered like 'nxdomain'.
class NameService {
  names = {};
  asked = {};

  async start() {
    this.address = `127.${randomInt(16, 250)}.${randomInt(1, 250)}.${randomInt(1, 250)}`;
    this.socket = dgram.createSocket('udp4');
    this.socket.on('message', (query, from) => {
      const answer = this.#answer(query);
      if (answer) this.socket.send(answer, from.port, from.address);
    });
    await new Promise((resolve, reject) => {
      this.socket.once('error', (error) => reject(new Skip(`port 53 cannot be taken here: ${error.message}`)));
      this.socket.bind(53, this.address, resolve);
    });
    cleanup(() => this.socket.close());
    return this;
  }

  #answer(query) {
    let at = 12;
    const labels = [];
    while (query[at] > 0) {
      labels.push(query.toString('latin1', at + 1, at + 1 + query[at]));
      at += query[at] + 1;
    }
    const name = labels.join('.');
    const type = query.readUInt16BE(at + 1);
    this.asked[name] = (this.asked[name] ?? 0) + 1;
    const said = this.names[name] ?? 'nxdomain';
    if (said === 'silent') return undefined;
    const found = said !== 'nxdomain' && type === 1;
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(said === 'nxdomain' ? 0x8183 : 0x8180, 2);
    head.writeUInt16BE(found ? 1 : 0, 6);
    head.writeUInt32BE(0, 8);
    const question = query.subarray(12, at + 5);
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...said.split('.').map(Number)]);  // valid for a minute
    return Buffer.concat(found ? [head, question, record] : [head, question]);
  }
}

// Makes a program that runs its arguments with this name service and no other.
function withNames(service) {
  const folder = temporaryFolder('names');
  const resolv = write(join(folder, 'resolv.conf'), `nameserver ${service.address}\noptions timeout:4 attempts:1\n`, 0o644);
  const order = write(join(folder, 'nsswitch.conf'), 'hosts: dns\n', 0o644);
  const script = `mount --bind ${resolv} "$(readlink -f /etc/resolv.conf)" && mount --bind ${order} /etc/nsswitch.conf && exec "$@"`;
  const tried = spawnSync('unshare', ['-m', 'sh', '-c', script, 'sh', 'true'], { encoding: 'utf8' });
  if (tried.status !== 0) throw new Skip(`a mount namespace cannot be made here: ${tried.stderr.trim()}`);
  return ['unshare', '-m', 'sh', '-c', script, 'sh'];
}

async function listen(server, port, address) {
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, address, resolve));
  cleanup(() => (server.closeAllConnections(), server.close()));
  return server.address().port;
}

test('F-26: a name service that hangs, denies or changes its mind: requests end in their time, and follow the new address', async () => {
  const names = await new NameService().start();
  const under = withNames(names);
  Object.assign(names.names, { localhost: '127.0.0.1', 'app.localhost': '127.0.0.1' });
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const here = http.createServer((request, response) => response.end('first'));
  const port = await listen(here, 0, '127.0.0.1');
  await listen(http.createServer((request, response) => (response.shouldKeepAlive = false, response.end('second'))), port, '127.0.0.2');
  const gateway = await startGateway({ name: 'dns', under, authentication: (origin) => `${atIdp(idp)(origin)}  providerTimeout: 1s\n`,
    rest: `routes:\n  - {path: /, upstream: "http://app.localhost:${port}", access: public, connectTimeout: 1s}\n` });
  const page = async () => {
    const answer = await new Browser().send(`${gateway.origin}/page`);
    return answer.status === 200 ? answer.text : answer.status;
  };
  const enter = async () => {
    const browser = new Browser();
    await signIn(browser, gateway, '/signed-out');
    return sessionOf(browser, gateway.origin);
  };
  const ask = asker(gateway);
  // Its limits are short, so a machine that stands still may need to try again.
  const session = await until('a sign-in', enter);
  await until('the page', async () => (await page()) === 'first');

  for (const trouble of ['silent', 'nxdomain']) {
    Object.assign(names.names, { localhost: trouble, 'app.localhost': trouble });
    here.closeAllConnections();
    const before = { ...names.asked };
    const failing = page();
    const signingIn = enter();
    await until('the name service to be asked', () => names.asked.localhost > before.localhost && names.asked['app.localhost'] > before['app.localhost']);
    assert.equal(await ask.session(session), 204, trouble);
    assert.equal(await ask.token(apiToken(idp)), 204, trouble);
    assert.ok(await isHealthy(gateway));
    assert.ok([502, 504].includes(await failing), trouble);  // long before the name service gives up
    assert.equal(await signingIn, undefined, trouble);
    Object.assign(names.names, { localhost: '127.0.0.1', 'app.localhost': '127.0.0.2' });
    await until(`${trouble} to be over`, enter);
    await until('the new address', async () => (await page()) === 'second');
    Object.assign(names.names, { 'app.localhost': '127.0.0.1' });
    await until('the old address again', async () => (await page()) === 'first');
  }
});

test('F-26: while the name of one application hangs, others are looked up, and its own requests end in their time', async () => {
  const names = await new NameService().start();
  Object.assign(names.names, { localhost: '127.0.0.1', 'hangs.localhost': 'silent', 'app.localhost': '127.0.0.1' });
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  // Every connection is new, so that every request resolves the name.
  const port = await listen(http.createServer((request, response) => (response.shouldKeepAlive = false, response.end('here'))), 0, '127.0.0.1');
  const gateway = await startGateway({ name: 'dns-one', under: withNames(names), authentication: atIdp(idp),
    rest: `routes:
  - {path: /, upstream: "http://app.localhost:${port}", access: public, connectTimeout: 60s}
  - {path: /hangs, upstream: "http://hangs.localhost:${port}", access: public, connectTimeout: 1s}\n` });
  const page = async (path) => (await new Browser().send(`${gateway.origin}${path}`)).status;
  for (let round = 0; round < 3; round += 1) {
    const hanging = Array.from({ length: 20 }, () => page('/hangs'));
    await until('the name that hangs to be asked for', () => names.asked['hangs.localhost'] > 0);
    assert.equal(await page('/'), 200);
    for (const status of await Promise.all(hanging)) assert.ok([502, 504].includes(status), `${status}`);
  }
  Object.assign(names.names, { 'hangs.localhost': '127.0.0.1' });
  await until('the name to be known', async () => (await page('/hangs')) === 200);
});
