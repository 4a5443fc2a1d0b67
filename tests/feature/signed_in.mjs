// A gateway with routes at a provider that signs people in without asking, and people who are signed in. All tests
// share one instance.
import net from 'node:net';
import { join } from 'node:path';
import { Idp } from '../evil_idp/idp.mjs';
import { cleanup, shared, temporaryFolder } from '../support.mjs';
import { Browser, atIdp, signIn, startGateway, startUpstream } from './world.mjs';

export const sockets = temporaryFolder('socket');

async function start() {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const upstream = await startUpstream();
  const socket = join(sockets, 'check.sock');
  const gateway = await startGateway({ authentication: atIdp(idp), server: `  unixSocket: ${socket}`, rest: `routes:
  - {path: /, upstream: "${upstream.url}"}
  - {path: /admin, upstream: "${upstream.url}", roles: [Admin]}
  - {path: /public, upstream: "${upstream.url}", access: public}
  - {path: /optional, upstream: "${upstream.url}", access: optional}
  - {path: /jwt, upstream: "${upstream.url}", identity: jwt}
  - {path: /stripped, upstream: "${upstream.url}", stripPrefix: true}
  - {path: /small, upstream: "${upstream.url}", maxBody: 100}
` });
  const browser = new Browser();
  await signIn(browser, gateway, '/signed-out');
  return { idp, upstream, gateway, socket, browser };
}

export const signedIn = shared(start);

// Sends bytes unchanged, over TCP or a unix socket. Returns everything that comes back.
export function raw(target, text) {
  return new Promise((resolve, reject) => {
    let back = '';
    const connection = net.connect(target, () => connection.write(text));
    connection.on('data', (part) => (back += part));
    connection.on('close', () => resolve(back));
    connection.on('error', reject);
  });
}

// Sends one request as bytes; the connection closes after the answer.
export async function rawRequest(world, line, headers = []) {
  const cookie = [...world.browser.jar(world.gateway.origin)].map(([name, value]) => `${name}=${value}`).join('; ');
  const host = new URL(world.gateway.origin).host;
  const back = await raw({ host: '127.0.0.1', port: world.gateway.port },
    [`${line} HTTP/1.1`, `Host: ${host}`, `Cookie: ${cookie}`, 'Connection: close', ...headers, '', ''].join('\r\n'));
  const [head, ...body] = back.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, body: body.join('\r\n\r\n') };
}
