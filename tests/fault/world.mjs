// Tools that break things and look at a process meanwhile.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import http from 'node:http';
import { createInterface } from 'node:readline';
import { CLIENT, Idp } from '../evil_idp/idp.mjs';
import { cleanup, until } from '../support.mjs';
import { Browser, atIdp, sessionOf, signIn, startGateway } from '../feature/world.mjs';

// The tests trace the gateway and count its descriptors. Without this only root may do that.
process.env.SALLYPORT_CORE_DUMPS = 'true';

// All these people come from one address, more of them in a minute than an office has.
for (const limit of ['SIGN_IN', 'CALLBACK', 'REFUSED_CREDENTIALS']) process.env[`SALLYPORT_RATE_LIMIT_${limit}`] = '0';

export async function startIdp(options) {
  const idp = await new Idp(options).start();
  cleanup(() => idp.stop());
  return idp;
}

// The provider in its own process, so that a test can freeze it at any moment.
export class IdpProcess {
  static async start() {
    const made = new IdpProcess();
    made.child = spawn(process.execPath, [new URL('../evil_idp/process.mjs', import.meta.url).pathname], { stdio: ['pipe', 'pipe', 'inherit'] });
    made.lines = createInterface({ input: made.child.stdout })[Symbol.asyncIterator]();
    Object.assign(made, JSON.parse((await made.lines.next()).value));
    cleanup(() => made.child.kill('SIGKILL'));
    return made;
  }

  async #ask(what) {
    this.child.stdin.write(`${JSON.stringify(what)}\n`);
    return JSON.parse((await this.lines.next()).value);
  }
  call(name, ...args) {
    return this.#ask({ call: name, args });
  }
  get counts() {
    return this.#ask({ read: 'counts' });
  }
  signal(name) {
    this.child.kill(name);
  }
}

let tokens = 0;

// The claims of an access token for our API; no two are the same.
export const apiClaims = (extra = {}) => ({ aud: `api://${CLIENT}`, scp: 'access_as_user', azp: CLIENT, jti: `t${(tokens += 1)}`, ...extra });
export const apiToken = (idp, extra, header) => idp.sign(idp.claims(apiClaims(extra)), header);

// A gateway at a provider with switches, and functions that use it.
export async function world(settings = {}, idp = undefined) {
  idp ??= await startIdp();
  const gateway = await startGateway({ name: 'fault', ...settings, authentication: (origin) => atIdp(idp)(origin) + (settings.authentication ?? '') });
  return { idp, gateway, ...uses(gateway) };
}

export function uses(gateway) {
  const enter = async () => {
    const browser = new Browser();
    const answer = await signIn(browser, gateway, '/signed-out');
    return { browser, answer, session: sessionOf(browser, gateway.origin) };
  };
  return { enter, ask: asker(gateway) };
}

// Sends requests over kept connections. `ask(path, headers)` returns the status, or 0 if the connection broke.
export function asker(gateway, sockets = 8) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: sockets });
  cleanup(() => agent.destroy());
  const host = new URL(gateway.origin).host;
  const ask = (path, headers = {}, method = 'GET') => new Promise((resolve) => {
    const request = http.request({ agent, host: '127.0.0.1', port: gateway.port, path, method, headers: { host, ...headers } }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
      response.on('error', () => resolve(0));
    });
    // When its clock was moved, the gateway may take a kept connection for too old and close it. Like a browser, we
    // then send the request again.
    request.on('error', () => resolve(request.reusedSocket ? ask(path, headers, method) : 0));
    request.end();
  });
  ask.token = (token, path = '/check') => ask(path, { authorization: `Bearer ${token}` });
  ask.session = (session, path = '/check') => ask(path, { cookie: `sallyport=${session}` });
  return ask;
}

// Returns how often each result came.
export function tally(results) {
  const counts = {};
  for (const result of results) counts[result] = (counts[result] ?? 0) + 1;
  return counts;
}

export const times = (count, make) => Array.from({ length: count }, (_, i) => make(i));

// Sends `count` requests, `parallel` of them at a time.
export async function drive(count, parallel, send) {
  const results = [];
  let next = 0;
  await Promise.all(times(parallel, async () => {
    while (next < count) results.push(await send(next++));
  }));
  return results;
}

// Returns whether the promise is still unsettled.
export const pending = async (promise) => (await Promise.race([promise, new Promise((resolve) => setImmediate(resolve, pending))])) === pending;

export const pidOf = (gateway) => gateway.process.child.pid;
export const isAlive = (gateway) => gateway.process.child.exitCode === null && gateway.process.child.signalCode === null;
export const rss = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;  // MB
export const descriptors = (pid) => readdirSync(`/proc/${pid}/fd`).length;

// The processor time so far, in seconds.
export function processorTime(pid) {
  const words = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(words[11]) + Number(words[12])) / 100;
}

export const metric = async (gateway, pattern) => Number((await gateway.metrics()).match(pattern)?.[1] ?? 0);
export const readiness = async (gateway) => (await fetch(`${gateway.admin}/readyz`)).text();
export const isHealthy = async (gateway) => (await fetch(`${gateway.admin}/healthz`)).status === 200;

// The provider's state as the gateway sees it.
export const untilProvider = (gateway, state) => until(`idp=${state}`, async () => (await readiness(gateway)).includes(`idp=${state}`));

export const exitOf = (child) => (child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : once(child, 'exit'));
