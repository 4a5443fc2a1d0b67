// Incoming TLS, if Sallyport terminates it, and outgoing TLS. Also the headers of every status, as a browser gets them
// over TLS.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import tls from 'node:tls';
import { Certificates } from '../certificates.mjs';
import { Idp } from '../evil_idp/idp.mjs';
import { Process, cleanup, temporaryFolder, test, until } from '../support.mjs';
import { BINARY, Recorder, isAlive, startGateway, startIdp } from './world.mjs';

const certificates = new Certificates();
const ca = certificates.authority('ours');
certificates.authority('strange');
const own = certificates.leaf('gateway', { by: 'ours' });
const application = await new Recorder().start();
const idp = await startIdp();
const gateway = await startGateway(idp, application, { scheme: 'https', server: `  tlsCertificateFile: ${own.certFile}\n  tlsKeyFile: ${own.keyFile}\n` });
const folder = temporaryFolder('directory');
const directory = new Process(BINARY, ['directory', '--data-dir', folder, '--http-port', '-1', '--https-port', '0']);
const [, directoryPort] = await directory.saying(/https:\/\/localhost:(\d+)/);
const listeners = { gateway: { port: gateway.port, ca: readFileSync(ca) }, directory: { port: Number(directoryPort), ca: readFileSync(join(folder, 'ca.pem')) } };

// Does a handshake. Returns the negotiated protocol and cipher, or the error.
async function handshake(options, listener = listeners.gateway) {
  const socket = tls.connect({ host: '127.0.0.1', servername: 'localhost', ...listener, ...options });
  try {
    await once(socket, 'secureConnect');
    return { protocol: socket.getProtocol(), cipher: socket.getCipher().name, socket };
  } catch (error) {
    return { error: error.code ?? error.message };
  } finally {
    if (!options?.keep) socket.destroy();
  }
}

async function overTls(bytes) {
  const { socket } = await handshake({ keep: true });
  let text = '';
  socket.on('data', (part) => (text += part.toString('latin1')));
  socket.on('error', () => {});
  socket.write(Buffer.from(bytes, 'latin1'));
  await once(socket, 'close');
  return text;
}

const WEAK = ['AES128-SHA', 'AES256-SHA', 'AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA384', 'ECDHE-RSA-AES128-SHA256', 'DHE-RSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-CCM8', 'AECDH-AES128-SHA', 'ADH-AES128-SHA', 'PSK-AES128-CBC-SHA', 'NULL-SHA256', 'ECDHE-ECDSA-NULL-SHA',
  'CAMELLIA128-SHA'];

test('HTTP-15: TLS 1.2 and 1.3 with ciphers of today; 1.0, 1.1 and everything weak is refused, by gateway and directory', async () => {
  for (const [who, listener] of Object.entries(listeners)) {
    assert.equal((await handshake({}, listener)).protocol, 'TLSv1.3', who);
    const good = await handshake({ maxVersion: 'TLSv1.2' }, listener);
    assert.equal(good.protocol, 'TLSv1.2', who);
    assert.match(good.cipher, /^ECDHE-.*(GCM|CHACHA20)/);
    for (const version of ['TLSv1', 'TLSv1.1']) {
      const { error, protocol } = await handshake({ minVersion: 'TLSv1', maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' }, listener);
      assert.ok(error && !protocol, `${who} ${version}: ${protocol}`);
      assert.match(String(error), /PROTOCOL|VERSION|ECONNRESET/i);
    }
    for (const ciphers of WEAK) {
      const { error, cipher } = await handshake({ maxVersion: 'TLSv1.2', ciphers: `${ciphers}:@SECLEVEL=0` }, listener).catch((thrown) => ({ error: thrown.code }));
      assert.ok(error && !cipher, `${who} ${ciphers}: ${cipher}`);
    }
    const { error } = await handshake({ ca: readFileSync(certificates.path('strange.pem')) }, listener);
    assert.match(String(error), /SELF_SIGNED|UNABLE|ISSUER/, `${who}: its certificate is its own authority's`);
  }
});

test('HTTP-15: a client cannot renegotiate, and what is no TLS gets no HTTP', async () => {
  const { socket } = await handshake({ maxVersion: 'TLSv1.2', keep: true });
  const refused = await new Promise((resolve) => {
    socket.on('error', resolve);
    socket.on('close', () => resolve(new Error('closed')));
    socket.renegotiate({}, (error) => resolve(error));
  });
  assert.ok(refused instanceof Error);
  socket.destroy();
  const { exchange } = await import('./bytes.mjs');
  assert.deepEqual((await exchange(gateway.port, `GET /open/x HTTP/1.1\r\nHost: localhost:${gateway.port}\r\n\r\n`)).statuses, []);
  assert.ok(isAlive(gateway));
});

test('HTTP-14: every status that we answer carries the security headers, also where the request was none', async () => {
  const head = (path, more = '') => `GET ${path} HTTP/1.1\r\nHost: localhost:${gateway.port}\r\nConnection: close\r\n${more}\r\n`;
  const html = 'Accept: text/html\r\n';
  const cases = [[200, head('/', html)], [200, head('/signed-out', html)], [200, head('/api/v1/system/version')], [302, head('/api/v1/auth/login')], [302, head('/app/x', html)], [302, head('/api/v1/auth/logout')], [400, head('/callback', html)], [400, head('/a%2fb')], [400, head('/a%2fb', html)], [400, 'nonsense\r\n\r\n'],
    [400, head('/', 'Content-Length: x\r\n')], [401, head('/app/x')], [401, head('/check')], [401, head('/api/v1/auth/refresh')], [404, head('/nowhere', html)], [404, head('/nowhere')], [405, head('/signed-out').replace('GET', 'DELETE')], [405, head('/').replace('GET', 'TRACE')], [405, head('/').replace('GET', 'BREW')],
    [413, `POST /callback HTTP/1.1\r\nHost: localhost:${gateway.port}\r\nContent-Length: 9999999\r\n\r\n`], [414, head(`/${'x'.repeat(9000)}`)], [421, head('/').replace('localhost', 'evil.example')], [421, head('/', html).replace('localhost', 'evil.example')], [431, head('/', `X: ${'y'.repeat(40000)}\r\n`)], [200, head('/check/open/x')]];
  for (const [status, bytes] of cases) {
    const text = await overTls(bytes);
    const what = `${status} of ${JSON.stringify(bytes.slice(0, 60))}: ${text.slice(0, 900)}`;
    assert.ok(text.startsWith(`HTTP/1.1 ${status} `), what);
    const [top, body] = text.split('\r\n\r\n');
    const value = (name) => [...top.matchAll(new RegExp(`^${name}: (.*)\\r?$`, 'gim'))].map(([, found]) => found.trim());
    assert.deepEqual(value('strict-transport-security'), ['max-age=31536000'], what);
    assert.deepEqual(value('x-content-type-options'), ['nosniff'], what);
    assert.deepEqual(value('referrer-policy'), ['same-origin'], what);
    assert.deepEqual(value('cross-origin-opener-policy'), ['same-origin'], what);
    assert.match(value('cache-control').join(), /no-store/, what);
    if (!bytes.includes('/check/open')) assert.match(value('content-security-policy').join(), /default-src 'none'.*frame-ancestors 'none'/, what);
    assert.deepEqual([...value('server'), ...value('x-powered-by'), ...value('via')], [], what);
    if (body) assert.equal(value('content-type').length, 1, what);
  }
});

test('HTTP-14: 502 and 503 carry them too, and so does a proxied answer where it is ours to say', async () => {
  await application.server.close();
  application.server.closeAllConnections();
  const text = await overTls(`GET /open/x HTTP/1.1\r\nHost: localhost:${gateway.port}\r\nConnection: close\r\n\r\n`);
  assert.match(text, /^HTTP\/1\.1 502 /);
  for (const line of [/strict-transport-security: max-age=31536000/i, /x-content-type-options: nosniff/i, /content-security-policy: default-src 'none'/i, /cache-control: no-store/i]) assert.match(text, line);
});

test('over https every cookie is __Host-, Secure, HttpOnly, for the whole path, without Domain', async () => {
  const text = await overTls(`GET /api/v1/auth/login HTTP/1.1\r\nHost: localhost:${gateway.port}\r\nConnection: close\r\n\r\n`);
  const cookies = [...text.matchAll(/^set-cookie: (.*)\r$/gim)].map(([, line]) => line);
  assert.ok(cookies.length >= 1);
  for (const line of cookies) {
    assert.match(line, /^__Host-/);
    for (const word of ['Secure', 'HttpOnly', 'Path=/', 'SameSite=']) assert.ok(line.includes(word), line);
    assert.ok(!/domain=/i.test(line), line);
  }
});

async function providerWith(leaf, caFile) {
  const provider = await new Idp({ tls: { key: leaf.key, cert: leaf.cert } }).start();
  cleanup(() => provider.stop());
  return { provider, start: () => startGateway(provider, application, { server: caFile ? `  caFile: ${caFile}\n` : '', ready: false }) };
}

test('HTTP-15: a provider whose certificate is self-signed, for another name, expired or not yet valid is not spoken to, and the reason is plain', async () => {
  certificates.authority('self');
  const alone = { key: readFileSync(certificates.path('self.key')), cert: readFileSync(certificates.path('self.pem')) };
  const cases = [['self-signed', alone, ca, /self.signed/], ['of a stranger', certificates.leaf('foreign', { by: 'strange' }), ca, /issuer|self.signed/], ['nobody trusts', certificates.leaf('unknown', { by: 'ours' }), undefined, /issuer|self.signed/],
    ['for another name', certificates.leaf('other', { by: 'ours', host: 'evil.example' }), ca, /no alternative certificate subject name matches|match/], ['expired', certificates.leaf('old', { by: 'ours', dates: ['20200101000000Z', '20210101000000Z'] }), ca, /expired/],
    ['not yet valid', certificates.leaf('young', { by: 'ours', dates: ['20480101000000Z', '20491231235959Z'] }), ca, /not yet valid/]];
  await Promise.all(cases.map(async ([what, leaf, caFile, reason]) => {
    const { provider, start } = await providerWith(leaf, caFile);
    const client = await start();
    await until(`the reason: ${what}`, () => /certificate of localhost is not trusted/.test(client.log()));
    assert.match(client.log(), reason, what);
    assert.match(client.log(), /server\.caFile names a CA file/);
    assert.deepEqual(provider.counts, {}, `${what}: something was asked`);
    await client.process.stop();
  }));
  const { provider, start } = await providerWith(certificates.leaf('good', { by: 'ours' }), ca);
  const client = await start();
  await until('the keys', () => provider.counts.keys > 0);
  await until('readiness', async () => (await fetch(`http://127.0.0.1:${client.adminPort}/readyz`)).status === 200);
  await client.process.stop();
});

test('HTTP-15: nothing turns verification off: no key of the configuration, no variable of the environment', async () => {
  const reference = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  assert.ok(!/skipVerif|verifyNone|noVerif|disableVerif|insecureSkip|allowInsecure|trustAll|rejectUnauthorized/i.test(reference));
  const { provider } = await providerWith(certificates.leaf('unknown2', { by: 'strange' }), ca);
  const client = await startGateway(provider, application, { server: `  caFile: ${ca}\n`, ready: false,
    options: { env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', CURL_INSECURE: '1', CURL_CA_BUNDLE: certificates.path('strange.pem'), SSL_CERT_FILE: '/dev/null', https_proxy: provider.origin, ALL_PROXY: provider.origin, CURL_SSL_BACKEND: 'none' } } });
  await until('the refusal', () => /certificate of localhost is not trusted/.test(client.log()));
  assert.deepEqual(provider.counts, {});
  await client.process.stop();
});
