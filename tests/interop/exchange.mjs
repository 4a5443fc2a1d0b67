// What a test needs to play the exchange of a proxy with /check: a gateway with routes, signed-in people, and requests with
// exactly the headers that the proxy sends.
import http from 'node:http';
import { Agent } from '../agent.mjs';
import { ADA, BOB, directory, signInAtDirectory } from './directory.mjs';
import { startWebGateway } from './gateway.mjs';

export const BROWSER = { accept: 'text/html', 'sec-fetch-mode': 'navigate' };
export const SPOOFED = { 'x-auth-request-user': 'mallory', 'x-auth-request-roles': 'Editor', 'x-auth-request-groups': 'all', x_auth_request_user: 'mallory' };

export function ask(port, path, { method, headers }) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      response.resume().once('end', () => resolve({ status: response.statusCode, headers: response.headers }));
    });
    request.once('error', reject).end();
  });
}

export const pick = (headers, wanted) => Object.fromEntries(Object.entries(headers).filter(([name]) => wanted(name)));

// Signs a person in at a gateway, and returns the browser and its Cookie header.
export async function enter(gateway, person) {
  const { ca } = await directory();
  const agent = new Agent({ ca });
  await signInAtDirectory(agent, `${gateway.origin}/api/v1/auth/login?redirectUri=/signed-out`, person.name, () => false);
  return { agent, cookie: [...agent.jar(gateway.origin)].map((pair) => pair.join('=')).join('; ') };
}

async function start() {
  const gateway = await startWebGateway({ server: '  trustedProxies: [127.0.0.1]\n', rest: `
routes:
  - {path: /, upstream: "http://127.0.0.1:9"}
  - {path: /editors, upstream: "http://127.0.0.1:9", roles: [Editor]}
  - {path: /open, upstream: "http://127.0.0.1:9", access: public}
` });
  return { ...gateway, ada: (await enter(gateway, ADA)).cookie, bob: (await enter(gateway, BOB)).cookie };
}

let started;

// A gateway with routes for everybody, for editors, and for people who are not signed in; and two cookies. All tests
// share it.
export const protectedGateway = () => (started ??= start());
