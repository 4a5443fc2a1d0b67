// Several nodes of one gateway: they share a PostgreSQL database, the keys and the address of a balancer.
import { copyFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { Idp } from '../evil_idp/idp.mjs';
import { PostgresServer } from '../postgres_server.mjs';
import { cleanup, freePort, temporaryFolder } from '../support.mjs';
import { Browser, atIdp, makeGateway, sessionOf } from '../feature/world.mjs';
import { Balancer } from './balancer.mjs';

export const HEARD_WITHIN = 1000;  // milliseconds: how soon all nodes know what one has ended, nearly always

const KEYS = ['sealing.key', 'own_token_private.der', 'own_token_public.der'];

// All people of these tests are at one address, which no real load is.
const FROM_ONE_ADDRESS = 'rateLimits: {signIn: 0, callback: 0, refusedCredentials: 0}\n';

let shared;
export const postgres = () => (shared ??= PostgresServer.start());

export async function provider() {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  return idp;
}

export class Nodes {
  // `url`: of the database; that of node i if it is a function of i. `offsets`: how many seconds the clock of each node
  // is ahead of the true time. `clock`: one that all nodes share. `balanced`: whether HAProxy runs, too. `store`,
  // `server`, `authentication` and `rest` are further lines of the configuration.
  static async start({ count = 3, url, offsets = [], clock, balanced = true, store = '', server = '', authentication = '', rest = '' } = {}) {
    const nodes = new Nodes();
    url ??= (await postgres()).newDatabase();
    nodes.port = await freePort();
    nodes.origin = `http://localhost:${nodes.port}`;
    nodes.idp = await provider();
    nodes.all = [];
    for (let i = 0; i < count; i += 1) {
      const gateway = await makeGateway({ name: 'node', folder: nodes.#folder(), clock, movable: offsets.length > 0, publicUrl: () => nodes.origin,
        authentication: (origin) => atIdp(nodes.idp)(origin) + authentication, server: `  trustedProxies: [127.0.0.1]\n${server}`,
        rest: `${FROM_ONE_ADDRESS}store:\n  url: "${typeof url === 'function' ? url(i) : url}"\n${store}${rest}` });
      gateway.name = `node${i + 1}`;
      if (offsets[i]) gateway.clock.set(offsets[i]);
      nodes.all.push(gateway);
      await gateway.start();
    }
    if (balanced) nodes.balancer = await Balancer.start(nodes.port, nodes.all);
    if (balanced) for (const { name } of nodes.all) await nodes.balancer.untilState(name, true);
    return nodes;
  }

  // The first node makes the keys, and the others get them, as docs/high_availability.md says.
  #folder() {
    const folder = temporaryFolder('node');
    if (this.all.length > 0) for (const key of KEYS) copyFileSync(join(this.all[0].folder, key), join(folder, key));
    return folder;
  }

  // A browser that reaches the balancer, or the node that its property `node` names.
  browser(node, options = {}) {
    const browser = new Browser({ ...options, through: (url) => (url.origin === this.origin && browser.node ? { host: '127.0.0.1', port: browser.node.port } : undefined) });
    browser.node = node;
    return browser;
  }

  // Signs somebody in through the balancer, or at one node. Returns the browser, its session, and the last answer.
  async enter(node) {
    const browser = this.browser(node);
    const answer = await browser.get(`${this.origin}/api/v1/auth/login?redirectUri=/signed-out`);
    return { browser, answer, session: sessionOf(browser, this.origin) };
  }

  // The status of a check with that session at one node, or through the balancer. Rejects if there is no answer in 30 s.
  status(session, node, path = '/check') {
    return new Promise((resolve, reject) => {
      const headers = { host: new URL(this.origin).host, cookie: `sallyport=${session}` };
      const request = http.get({ agent: false, host: '127.0.0.1', port: node?.port ?? this.port, path, headers, timeout: 30_000 }, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode));
        response.once('error', reject);
      });
      request.once('error', reject).once('timeout', () => request.destroy(new Error(`${node?.name ?? 'the balancer'} did not answer ${path} in 30 s`)));
    });
  }

  // The status at each node.
  statuses(session, nodes = this.all) {
    return Promise.all(nodes.map((node) => this.status(session, node)));
  }
}

// Ends the session of a browser, wherever the browser sends that. Returns the answer's status: 302 if it has ended.
export const signOut = async (nodes, browser) =>
  (await browser.send(`${nodes.origin}/api/v1/auth/logout`, { headers: { 'sec-fetch-site': 'same-origin' } })).status;
