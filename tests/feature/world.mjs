// The gateway under test: started with any configuration, restarted, killed, with a movable clock and a readable store.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import http from 'node:http';
import { resolve } from 'node:path';
import { Agent } from '../agent.mjs';
import { confidentialClient, writeConfiguration } from '../configuration.mjs';
import { CLIENT, SECRET, TENANT } from '../evil_idp/idp.mjs';
import { LeftOut, Process, cleanup, freePort, isReady, temporaryFolder, until, wholeLines } from '../support.mjs';
import { storeOf } from './store.mjs';

export const binary = process.argv[2];

// The values that no log may contain, and all the output of the gateways under test.
export const secrets = new Map();  // value -> what it is
export const gateways = [];
export const directories = [];
export const pagesWithTokens = [];

// The answers that hold a token, because their only use is to hand one out.
const handsOutAToken = (method, path) => path === '/api/v1/auth/refresh' || (method === 'PUT' && /^\/api\/(sallyport\/)?v1\/users\/(security\/token|generateToken\/[^/]+)$/.test(path));

export function keepSecret(value, what) {
  if (value && value.length >= 12) secrets.set(value, what);
}

// A browser that registers the secrets that it receives.
export class Browser extends Agent {
  async send(url, options) {
    const answer = await super.send(url, options);
    for (const jar of this.cookies.values()) for (const [name, value] of jar) keepSecret(value, `cookie ${name}`);
    for (const address of [answer.location, url]) {
      const code = address && new URL(address).searchParams.get('code');
      if (code) keepSecret(code, 'authorization code');
    }
    const tokens = [...answer.text.matchAll(/(eyJ[\w-]+\.[\w-]+\.[\w-]+)/g)].map(([, token]) => token);
    for (const token of tokens) keepSecret(token, 'token');
    const { origin, pathname } = new URL(url);
    const ours = gateways.some((gateway) => gateway.origin === origin);
    if (ours && !handsOutAToken(options?.method, pathname) && (tokens.length > 0 || /eyJ[\w-]+\.eyJ/.test(`${answer.location}${url}`))) pagesWithTokens.push(url);
    return answer;
  }
}

// The session cookie of a gateway; over http it has no prefix __Host-.
export const sessionOf = (browser, origin) => browser.jar(origin).get('sallyport');

// A browser with an existing session, to use that session elsewhere or after its end.
export function browserWith(origin, session) {
  const browser = new Browser();
  browser.jar(origin).set('sallyport', session);
  return browser;
}

export const check = (browser, gateway, path = '/check', options) => browser.send(`${gateway.origin}${path}`, options);

class Gateway {
  constructor(settings) {
    Object.assign(this, settings);
    this.output = '';
  }

  async start({ ready = true } = {}) {
    if (!this.store.hasTables && this.process) throw new LeftOut('it starts the gateway again');
    const [program, ...words] = [...this.under, this.binary ?? binary, 'serve', '--config', this.config];
    this.process = new Process(program, words, this.clock ? { env: this.clock.env } : {});
    for (const stream of [this.process.child.stdout, this.process.child.stderr]) stream.on('data', (part) => (this.output += part));
    const { process } = this;
    const ended = process.exited.then((code) => `it ended with ${code}`);
    const listening = until('the second listener', async () => {
      if (process.child.exitCode !== null) return 'ended';
      if (ready) return isReady(this.adminPort);
      return [200, 503].includes((await fetch(`${this.admin}/readyz`)).status);
    });
    const what = await Promise.race([listening, ended]);
    if (what === true) return this;
    listening.catch(() => {});
    throw new Error(`${what}\n${process.output}`);
  }

  async restart(signal = 'SIGTERM') {
    const code = await this.process.stop(signal);
    await this.start();
    return code;
  }

  // The link that it prints at its first start. It may be ready before we have read what it printed.
  async setupLink() {
    const [link] = await this.process.saying(/http:\/\/localhost:\d+\/local-admin\/setup\?link=[\w-]+/);
    return link;
  }

  // Returns rows of the store as objects.
  rows(sql) {
    return this.store.rows(sql);
  }

  // Changes the store as somebody with write access to it could, while the gateway is stopped.
  change(sql) {
    this.store.change(sql);
  }

  sessions() {
    return this.rows('SELECT count(*) AS n FROM session')[0].n;
  }

  // Checks how many sessions there are, and how many people have signed in, where there are tables to look at.
  expectSessions(count) {
    if (this.store.hasTables) assert.equal(this.sessions(), count);
  }

  expectPeople(count, why) {
    if (this.store.hasTables) assert.equal(this.rows('SELECT count(*) AS n FROM person WHERE last_sign_in > 0')[0].n, count, why);
  }

  // The log lines as objects, audit lines included.
  lines(event) {
    return wholeLines(this.output).split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)).filter((line) => !event || line.event === event);
  }

  // The same, but waits until there are so many, because a separate thread writes the log.
  async heard(event, least = 1) {
    await until(`the line ${event}`, () => this.lines(event).length >= least);
    return this.lines(event);
  }

  async metrics() {
    return (await fetch(`${this.admin}/metrics`)).text();
  }
}

// `authentication` is the YAML below authenticationConfiguration, or a function that makes it from the origin. `under`
// is a program, with arguments, that runs the gateway; `clock` is a clock that it shares with others. With `makesKey` it is
// given no key. A test about SQLite's file says `store: 'sqlite'`; otherwise TEST_STORE decides, unless `rest` names a
// store.
export async function makeGateway({ authentication, authorizer = '', server = '', rest = '', movable = false, clock, name = 'feature', publicUrl,
  folder = temporaryFolder(name), under = [], makesKey = false, store: kind = /^store:/m.test(rest) ? 'sqlite' : undefined }) {
  const port = await freePort();
  const adminPort = await freePort();
  const origin = publicUrl?.(port) ?? `http://localhost:${port}`;
  const store = await storeOf(folder, kind);
  const config = writeConfiguration(folder, { origin, port, adminPort, authentication, server, authorizer, rest: rest + store.configuration, makesKey });
  const gateway = new Gateway({ origin, admin: `http://127.0.0.1:${adminPort}`, port, adminPort, folder, config, under, store,
    clock: clock ?? (movable ? store.clock(folder, movable) : undefined) });
  gateways.push(gateway);
  return gateway;
}

export const startGateway = async (settings) => (await makeGateway(settings)).start(settings);

// The auth code flow at the provider with switches.
export const atIdp = (idp) => confidentialClient({ authority: `${idp.origin}/${TENANT}`, tenant: TENANT, clientId: CLIENT, secret: SECRET });

// Signs in at a provider that does not ask, and follows redirects until the gateway's final answer.
export async function signIn(browser, gateway, returnTo = '/') {
  const answer = await browser.get(`${gateway.origin}/api/v1/auth/login?redirectUri=${encodeURIComponent(returnTo)}`);
  return answer;
}

// An upstream that keeps every request and answers with it.
export async function startUpstream() {
  const upstream = { requests: [], connections: 0 };
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      upstream.requests.push({ method: request.method, url: request.url, headers: request.rawHeaders, body });
      response.end(JSON.stringify({ url: request.url }));
    });
  });
  server.on('connection', () => (upstream.connections += 1));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  upstream.url = `http://127.0.0.1:${server.address().port}`;
  return upstream;
}

// The words that start a directory in a folder, without https.
export const directoryWords = (folder, ...more) => ['directory', '--data-dir', folder, '--http-port', '0', '--https-port', '-1', ...more];

// Starts a directory in a folder. Its output is searched for secrets when all tests have run.
export async function serveDirectory(folder, ...more) {
  const process = new Process(binary, directoryWords(folder, ...more));
  directories.push(process);
  await process.saying(/Ready/);
  return { folder, process, origin: process.output.match(/http:\/\/localhost:\d+/)[0] };
}

// Names and values of a request as it arrived, in lower case with '-' for '_'.
export function headersOf({ headers }) {
  const found = [];
  for (let i = 0; i < headers.length; i += 2) found.push([headers[i].toLowerCase().replaceAll('_', '-'), headers[i + 1]]);
  return found;
}

// The commands that open the store of a gateway.
const OPEN_THE_STORE = ['admin', 'audit', 'key', 'store'];

export function run(args, { input = '', env, cwd } = {}) {
  if (gateways.some((gateway) => !gateway.store.hasTables && OPEN_THE_STORE.includes(args[0]) && args.includes(gateway.config))) throw new LeftOut(`it uses sallyport ${args[0]}, which is another process`);
  const done = spawnSync(resolve(binary), args, { encoding: 'utf8', input, cwd, env: { ...process.env, ...env }, maxBuffer: 64 << 20 });
  return { code: done.status, out: done.stdout, err: done.stderr };
}
