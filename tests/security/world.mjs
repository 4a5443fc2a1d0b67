// The target of the attacks: a gateway with a recording application behind it, at a provider whose keys the tests hold.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { confidentialClient, publicClient, writeConfiguration } from '../configuration.mjs';
import { CLIENT, Idp, SECRET, TENANT } from '../evil_idp/idp.mjs';
import { Process, cleanup, freePort, isReady, temporaryFolder, until, wholeLines } from '../support.mjs';

export const BINARY = process.argv[2];
export const SESSION = 'sallyport';  // over http the cookie has no __Host- prefix

// Sends raw bytes and no more, and returns the raw answer: all that comes until the other side closes. With `through` the
// connection stays open until that text has come, because an upgraded connection closes when either side does.
export function raw(port, bytes, { through } = {}) {
  return new Promise((resolve) => {
    let got = '';
    const socket = net.connect(port, '127.0.0.1', () => (through ? socket.write(bytes) : socket.end(bytes)));
    socket.setTimeout(60_000, () => socket.destroy());
    socket.on('data', (part) => {
      got += part.toString('latin1');
      if (through && got.includes(through)) socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(got));
  });
}

export const statusOf = (reply) => Number(reply.match(/^HTTP\/1\.1 (\d{3})/)?.[1] ?? 0);
export const countOf = (reply) => (reply.match(/HTTP\/1\.1 \d{3} /g) ?? []).length;

// An application that believes its headers and records its requests exactly as Node saw them.
export class Recorder {
  seen = [];
  headers = {};  // of its answers

  async start() {
    this.server = http.createServer((request, response) => {
      let body = '';
      request.on('data', (part) => (body += part));
      request.on('end', () => {
        this.seen.push({ method: request.method, url: request.url, headers: request.headers, raw: request.rawHeaders, body });
        response.writeHead(200, { 'content-type': 'text/plain', ...this.headers });
        response.end('application\n');
      });
    });
    this.server.on('upgrade', (request, socket) => {
      this.seen.push({ method: request.method, url: request.url, headers: request.headers, raw: request.rawHeaders, body: '', upgrade: true });
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\nhello');
      socket.on('data', (part) => socket.write(part));
      socket.on('error', () => {});
    });
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    cleanup(() => {
      this.server.closeAllConnections();
      this.server.close();
    });
    this.origin = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  take() {
    return this.seen.splice(0);
  }
}

const routes = (application) => `routes:
${[['/app'], ['/open', 'access: public'], ['/maybe', 'access: optional'], ['/admin', 'roles: [Admin]'], ['/jwt', 'identity: jwt'],
    ['/cut', 'stripPrefix: true'], ['/small', 'maxBody: 16'], ['/secret', 'roles: [Admin]', 'host: localhost']]
    .map(([path, ...rest]) => `  - path: ${path}\n    upstream: ${application}\n${rest.map((line) => `    ${line}\n`).join('')}`).join('')}`;

// `client` is confidential or public; a public client's ID token is a bearer token (OpenMetadata's implicit flow).
// `server`, `authorizer` and `more` are further lines below server, authorizerConfiguration and routes. `scheme` is
// that of publicUrl. `command` is the program, perhaps after a wrapper; `options` go to spawn. If `ready` is false,
// this does not wait until the gateway has reached its provider.
export async function startGateway(idp, application, { client = 'confidential', server = '', authorizer = '', more = '', scheme = 'http', ready = true, command = [BINARY], options = {}, makesKey = false } = {}) {
  const folder = temporaryFolder('attacked');
  const port = await freePort();
  const adminPort = await freePort();
  const origin = `${scheme}://localhost:${port}`;
  const registration = { authority: `${idp.origin}/${TENANT}`, tenant: TENANT, clientId: CLIENT, secret: SECRET };
  const config = writeConfiguration(folder, { origin, port, adminPort, admin: 'root@contoso.example', server, authorizer,
    authentication: client === 'confidential' ? confidentialClient(registration) : publicClient(registration),
    rest: `${routes(application.origin)}${more}`, makesKey });
  const process = new Process(command[0], [...command.slice(1), 'serve', '--config', config], options);
  await until('the gateway', async () => {
    if (process.child.exitCode !== null) throw new Error(process.output);
    return (await isReady(adminPort)) || !ready;
  });
  return { process, origin, port, adminPort, folder, config, log: () => wholeLines(process.output),
    metrics: async () => (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text() };
}

export const startIdp = async () => {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  return idp;
};

// Sends one request by node:http. `headers`, an array of pairs, keeps order, case and duplicates.
export function ask(gateway, path, { method = 'GET', headers = [], body } = {}) {
  return new Promise((resolve, reject) => {
    const list = [['Host', `localhost:${gateway.port}`], ['Connection', 'close'], ...headers];
    if (body !== undefined) list.push(['Content-Length', String(Buffer.byteLength(body))]);
    const request = http.request({ host: '127.0.0.1', port: gateway.port, path, method, headers: list.flat(), agent: false }, (response) => {
      let text = '';
      response.on('data', (part) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

export const bearer = (gateway, path, token) => ask(gateway, path, { headers: [['Authorization', `Bearer ${token}`]] });

export const cookieOf = (answer, name) =>
  (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).find((pair) => pair.startsWith(`${name}=`) && !pair.endsWith('='));

// Begins a sign-in. Returns the sealed cookie and the provider's URL.
export async function begin(gateway, redirectUri = '/', cookie) {
  const answer = await ask(gateway, `/api/v1/auth/login?redirectUri=${encodeURIComponent(redirectUri)}`, { headers: cookie ? [['Cookie', cookie]] : [] });
  return { cookie: answer.headers['set-cookie']?.map((line) => line.split(';')[0]).join('; '), url: new URL(answer.headers.location, gateway.origin), answer };
}

export async function authorize(url) {
  const answer = await fetch(url, { redirect: 'manual' });
  return new URL(answer.headers.get('location'));
}

// Does a whole sign-in. Returns the session cookie and the callback's answer.
export async function signIn(gateway, redirectUri = '/') {
  const started = await begin(gateway, redirectUri);
  const back = await authorize(started.url);
  const answer = await ask(gateway, back.pathname + back.search, { headers: [['Cookie', started.cookie]] });
  return { cookie: cookieOf(answer, SESSION), answer, back, started };
}

// In kB. Sanitizers hold memory back, so with them it is always 0.
export const memoryOf = (gateway) => (/\/asan\//.test(BINARY) ? 0 : Number(readFileSync(`/proc/${gateway.process.child.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]));

export const isAlive = (gateway) => gateway.process.child.exitCode === null && gateway.process.child.signalCode === null;
