// Where our own requests may go. A provider's documents, a name service or a request name the attacker's listener in
// every possible way. It counts its connections, and there must be none.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { FAULTS } from '../evil_idp/faults.mjs';
import { CLIENT, SECRET, TENANT } from '../evil_idp/idp.mjs';
import { Process, Skip, cleanup, freePort, temporaryFolder, test, until, write } from '../support.mjs';
import { BINARY, Recorder, ask, begin, isAlive, memoryOf, startGateway, startIdp } from './world.mjs';

const INSIDE = 'what-only-the-inside-may-know';

// Listens on every address of the machine, and answers.
class Listener {
  connections = 0;

  async start() {
    this.server = net.createServer((socket) => {
      this.connections += 1;
      socket.on('error', () => {});
      socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${INSIDE.length + 2}\r\n\r\n"${INSIDE}"`);
    });
    await new Promise((resolve) => this.server.listen(0, '::', resolve));
    cleanup(() => this.server.close());
    this.port = this.server.address().port;
    return this;
  }
}

const listener = await new Listener().start();
const application = await new Recorder().start();
const there = (host) => `http://${host}:${listener.port}/latest/meta-data/`;
const TARGETS = [there('127.0.0.1'), there('localhost'), there('[::1]'), there('[::ffff:127.0.0.1]'), there('0'), there('0.0.0.0'), there('2130706433'), there('0x7f.1'), there('0x7f000001'), there('017700000001'), there('127.1'), there('127.0.0.1.'), there('localhost.'), there('LOCALHOST'), there('[::]'),
  there('app.localhost'), there('metadata'), there('metadata.google.internal'), there('169.254.169.254'), there('100.100.100.200'), there('[fd00:ec2::254]'), there('[fe80::1]'), there('2852039166'), there('0xa9fea9fe'), there('[::ffff:a9fe:a9fe]'), there('[64:ff9b::7f00:1]'),
  'file:///etc/passwd', 'gopher://127.0.0.1/', 'unix:///run/docker.sock', 'ftp://127.0.0.1/', 'dict://127.0.0.1:11211/', '//127.0.0.1/', '', 'http:', `https://127.0.0.1:${listener.port}/`];

const said = (gateway) => gateway.log() + gateway.process.output;

// Starts a gateway whose provider publishes false documents.
async function started(idp, options = {}) {
  return startGateway(idp, application, { ready: false, server: '  logLevel: debug\n', ...options });
}

test('SSRF-01: a discovery document leads to no other host, port or scheme, in any spelling', async () => {
  await Promise.all(['jwks_uri', 'token_endpoint', 'authorization_endpoint', 'end_session_endpoint'].map(async (endpoint) => {
    const idp = await startIdp();
    const targets = [...TARGETS, there(`localhost:${new URL(idp.origin).port}@127.0.0.1`), `${idp.origin.replace('localhost', '127.0.0.1')}/keys`];
    const honest = idp.metadata.bind(idp);
    let at = 0;
    const refused = [];
    idp.switches.discovery = (request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ...honest(), [endpoint]: targets[at] }));
    };
    const gateway = await started(idp);
    // While nothing is known of the provider, each sign-in tries to fetch its documents again.
    for (; at < targets.length; at += 1) {
      const { status, headers, text } = await ask(gateway, '/api/v1/auth/login', { headers: [['Accept', 'text/html']] });
      refused.push(status);
      assert.ok(status === 503 || (endpoint !== 'authorization_endpoint' && headers.location?.startsWith(idp.origin)), `${endpoint} ${targets[at]}: ${status} ${headers.location}`);
      assert.ok(!`${text}${headers.location ?? ''}`.includes(INSIDE));
    }
    assert.equal(idp.counts.keys ?? 0, 0, `${endpoint}: believed`);
    assert.ok(!said(gateway).includes(INSIDE));
    assert.match(await gateway.metrics(), /^sallyport_provider_healthy 0$/m);
    await gateway.process.stop();
  }));
  assert.equal(listener.connections, 0);
});

test('SSRF-01: no redirect is followed, from no endpoint, neither elsewhere nor to the provider itself', async () => {
  await Promise.all([['discovery', 302], ['keys', 307], ['discovery', 301], ['keys', 303], ['keys', 308]].map(async ([name, status]) => {
    const idp = await startIdp();
    idp.switches[name] = (request, response) => {
      response.writeHead(status, { location: idp.counts[name] % 2 ? there('127.0.0.1') : `${idp.origin}/elsewhere` });
      response.end();
    };
    const gateway = await started(idp);
    await until(`${name} asked`, () => idp.counts[name] > 0);
    for (let i = 0; i < 3; i += 1) await ask(gateway, '/api/v1/auth/login');
    assert.equal(idp.counts.unknown ?? 0, 0, 'followed');
    assert.match(await gateway.metrics(), /^sallyport_provider_healthy 0$/m);
    await gateway.process.stop();
  }));
  const idp = await startIdp();
  const gateway = await startGateway(idp, application);
  for (const status of [301, 302, 303, 307, 308]) {
    idp.switches.token = (request, response) => {
      response.writeHead(status, { location: there('127.0.0.1') });
      response.end();
    };
    const { cookie, url } = await begin(gateway);
    const back = new URL((await fetch(url, { redirect: 'manual' })).headers.get('location'));
    const answer = await ask(gateway, back.pathname + back.search, { headers: [['Cookie', cookie]] });
    assert.ok(answer.status >= 400 && !(answer.headers['set-cookie'] ?? []).some((line) => /^sallyport=[^;]/.test(line)), `${status}: ${answer.status}`);
  }
  assert.equal(idp.counts.unknown ?? 0, 0);
  assert.equal(listener.connections, 0);
});

test('SSRF-01: nothing in a request, a cookie or the environment makes us ask anybody', async () => {
  const idp = await startIdp();
  const target = there('127.0.0.1');
  const gateway = await startGateway(idp, application, { options: { env: { ...process.env, http_proxy: target, https_proxy: target, HTTP_PROXY: target, HTTPS_PROXY: target, ALL_PROXY: target, all_proxy: target } } });
  const counts = { ...idp.counts };
  const at = encodeURIComponent(target);
  for (const path of [`/api/v1/auth/login?redirectUri=${at}`, `/api/v1/auth/login?request_uri=${at}&authority=${at}&issuer=${at}&iss=${at}`, `/callback?code=x&state=y&iss=${at}`, `/callback?error=x&error_uri=${at}`, `/frontchannel-logout?iss=${at}&sid=x`, `/api/v1/auth/logout?post_logout_redirect_uri=${at}&id_token_hint=${at}`, `/app/x?url=${at}`,
    `/check?url=${at}`])
    for (const headers of [[], [['X-Forwarded-Host', `127.0.0.1:${listener.port}`], ['X-Original-URI', target], ['Referer', target], ['Origin', target], ['X-Forwarded-Uri', target]]]) {
      const { text } = await ask(gateway, path, { headers });
      assert.ok(!text.includes(INSIDE));
    }
  assert.deepEqual(idp.counts, counts, 'and the provider was asked nothing');
  assert.equal(listener.connections, 0);
});

test('SSRF-01: an answer of the provider has limits, is not unpacked, and is asked for plainly', async () => {
  const idp = await startIdp();
  const asked = [];
  idp.switches.discovery = (request, response) => {
    asked.push(request.headers);
    const fault = ['huge', 'gzip-bomb'][asked.length % 2];
    FAULTS[fault]({ idp, request, response, honest: () => [200, idp.metadata()] });
  };
  const gateway = await started(idp);
  const before = memoryOf(gateway);
  await until('some answers', async () => {
    assert.equal((await ask(gateway, '/api/v1/auth/login')).status, 503);
    return asked.length >= 2;
  });
  assert.ok(memoryOf(gateway) - before < 20_000, `grew by ${memoryOf(gateway) - before} kB`);
  for (const headers of asked) assert.ok(!headers['accept-encoding'] && !headers.cookie && !headers.authorization && !headers.referer, JSON.stringify(headers));
  assert.ok(isAlive(gateway));
});

// Starts a gateway with its own /etc/hosts, in a mount namespace, if that is allowed.
function withNames(hosts) {
  const file = write(join(temporaryFolder('hosts'), 'hosts'), hosts, 0o644);
  const probe = spawnSync('unshare', ['-m', 'sh', '-c', `mount --bind ${file} /etc/hosts && getent hosts rebound.example`], { encoding: 'utf8' });
  if (probe.status !== 0) throw new Skip('no mount namespace of our own here (unshare -m)');
  return { file, command: ['unshare', '-m', 'sh', '-c', `mount --bind ${file} /etc/hosts && exec "$0" "$@"`, BINARY] };
}

// `patience` is short where a connection to nowhere has to be waited for.
async function atNamedProvider(names, discoveryUri, patience = '60s') {
  const folder = temporaryFolder('named');
  const port = await freePort();
  const adminPort = await freePort();
  const azure = discoveryUri.includes('microsoftonline');
  const config = write(join(folder, 'sallyport.yaml'), `server: {publicUrl: "http://localhost:${port}", port: ${port}, adminPort: ${adminPort}, dataDir: ${folder}, logLevel: debug}
authenticationConfiguration:
  provider: ${azure ? 'azure' : 'custom-oidc'}
  providerTimeout: ${patience}
  clientType: confidential
  clientId: ${CLIENT}
  callbackUrl: http://localhost:${port}/callback
  oidcConfiguration: {id: ${CLIENT}, secret: ${SECRET}, scope: openid profile email offline_access, discoveryUri: "${discoveryUri}"${azure ? `, tenant: ${TENANT}` : ''}}
authorizerConfiguration: {adminPrincipals: [root@contoso.example], principalDomain: contoso.example}
`);
  const [command, ...words] = names.command;
  const process = new Process(command, [...words, 'serve', '--config', config]);
  await until('a line of the provider', () => {
    if (process.child.exitCode !== null) throw new Error(process.output);
    return /"event":"provider_\w+"/.test(process.output);
  });
  const gateway = { port, adminPort, process, log: () => process.output };
  return gateway;
}

test('SSRF-01: a name that leads inside is not followed there, first or later, alone or among others (DNS rebinding)', async () => {
  const name = `https://rebound.example:${listener.port}/.well-known/openid-configuration`;
  const cases = [['127.0.0.1 rebound.example', /127\.0\.0\.1 is a loopback address, which is not allowed/], ['::1 rebound.example', /::1 is a loopback address/], ['203.0.113.9 rebound.example\n127.0.0.1 rebound.example', /127\.0\.0\.1 is a loopback address/], ['169.254.169.254 rebound.example', /169\.254\.169\.254 is a link-local or metadata address, which is never spoken to/],
    ['100.100.100.200 rebound.example', /100\.100\.100\.200 is a metadata address/], ['fd00:ec2::254 rebound.example', /is a metadata address/], ['0.0.0.0 rebound.example', /is an unspecified address/], ['::ffff:127.0.0.1 rebound.example', /127\.0\.0\.1 is a loopback address/]];
  await Promise.all(cases.map(async ([hosts, reason]) => {
    const gateway = await atNamedProvider(withNames(`${hosts}\n127.0.0.1 localhost\n`), name);
    assert.match(gateway.log(), reason, hosts);
    assert.ok(!gateway.log().includes(INSIDE));
    assert.equal((await ask(gateway, '/api/v1/auth/login')).status, 503);
    await gateway.process.stop();
  }));
  // The name first resolves to a public address, and later to an internal one.
  const names = withNames('203.0.113.9 rebound.example\n');
  const gateway = await atNamedProvider(names, name, '1s');
  assert.ok(!/is a loopback address/.test(gateway.log()));
  writeFileSync(names.file, '127.0.0.1 rebound.example\n');
  await until('the other address', async () => {
    assert.equal((await ask(gateway, '/api/v1/auth/login')).status, 503);
    return /127\.0\.0\.1 is a loopback address, which is not allowed/.test(gateway.log());
  });
  await gateway.process.stop();
  assert.equal(listener.connections, 0);
});

test('SSRF-01: the public cloud is on the open internet; a provider that the configuration names may be inside, and never on this machine', async () => {
  const cloud = 'https://login.microsoftonline.com';
  const names = withNames('10.255.255.1 login.microsoftonline.com\n10.255.255.1 rebound.example\n');
  const gateway = await atNamedProvider(names, `${cloud}/${TENANT}/v2.0/.well-known/openid-configuration`);
  assert.match(gateway.log(), /10\.255\.255\.1 is a private address, which is not allowed/);
  await gateway.process.stop();
  const inside = await atNamedProvider(withNames('127.0.0.1 localhost\n10.255.255.1 rebound.example\n'), `https://rebound.example:${listener.port}/.well-known/openid-configuration`, '1s');
  assert.ok(!/is a private address/.test(inside.log()), inside.log());
  await inside.process.stop();
  assert.equal(listener.connections, 0);
});
