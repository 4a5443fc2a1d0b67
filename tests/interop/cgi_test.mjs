// Behind the gateway is a server that passes headers to its application as CGI does. lighttpd replaces every character
// that is not a letter or digit with '_', so the application cannot tell X.Auth.Request.Roles from X-Auth-Request-Roles
// (RFC 3875 4.1.18).
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { Agent } from '../agent.mjs';
import { Process, Skip, freePort, temporaryFolder, test, until, write } from '../support.mjs';
import { ADA, directory, signInAtDirectory } from './directory.mjs';
import { startWebGateway } from './gateway.mjs';

const LIGHTTPD = '/usr/sbin/lighttpd';

// Starts a CGI program that answers with its environment.
async function startCgi() {
  if (!existsSync(LIGHTTPD)) throw new Skip('the package lighttpd is not installed');
  const folder = temporaryFolder('lighttpd');
  const port = await freePort();
  write(join(folder, 'env.sh'), '#!/bin/sh\nprintf "Content-Type: text/plain\\r\\n\\r\\n"\nenv | grep ^HTTP_ || :\n', 0o755);
  const config = write(join(folder, 'lighttpd.conf'), `
server.modules = ("mod_rewrite", "mod_cgi")
server.document-root = "${folder}"
server.bind = "127.0.0.1"
server.port = ${port}
server.http-parseopts = ( "header-strict" => "disable" )
url.rewrite-once = ( ".*" => "/env.sh" )
cgi.assign = ( ".sh" => "/bin/sh" )
`);
  const server = new Process(LIGHTTPD, ['-D', '-f', config]);
  const url = `http://127.0.0.1:${port}`;
  await until('lighttpd', () => fetch(url).catch((error) => { throw new Error(error.message + server.output); }));
  return url;
}

// The program's environment for a request with these headers, in exactly this spelling.
const environment = (url, headers) => new Promise((resolve, reject) => {
  const request = http.request(url, { headers }, (response) => {
    let text = '';
    response.on('data', (part) => (text += part));
    response.on('end', () => resolve(Object.fromEntries(text.trim().split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))));
  });
  request.on('error', reject);
  request.end();
});

async function startAll() {
  const cgi = await startCgi();
  const gateway = await startWebGateway({ rest: `
routes:
  - {path: /, upstream: "${cgi}"}
  - {path: /maybe, upstream: "${cgi}", access: optional}
` });
  const agent = new Agent({ ca: (await directory()).ca });
  await signInAtDirectory(agent, `${gateway.origin}/`, ADA.name, () => false);
  const cookie = [...agent.jar(gateway.origin)].map((pair) => pair.join('=')).join('; ');
  return { cgi, origin: gateway.origin, cookie };
}

let started;
const world = () => (started ??= startAll());

const NAMES = ['X.Auth.Request.Roles', 'X!Auth~Request|Roles', 'X_Auth_Request_Roles', "X'Auth`Request^Roles", 'X.Auth-Request_Roles', 'x.auth.request.roles'];

test('A1: the server of this test does confuse the names', async () => {
  const { cgi } = await world();
  for (const name of NAMES) assert.equal((await environment(cgi, { [name]: 'Admin' })).HTTP_X_AUTH_REQUEST_ROLES, 'Admin', name);
});

test('A1: no spelling of an identity header reaches a CGI application as the one that we send', async () => {
  const { origin, cookie } = await world();
  for (const name of NAMES) {
    const signedIn = await environment(`${origin}/x`, { [name]: 'Admin', Cookie: cookie });
    assert.equal(signedIn.HTTP_X_AUTH_REQUEST_USER, ADA.name.split('@')[0], name);
    assert.ok(!(signedIn.HTTP_X_AUTH_REQUEST_ROLES ?? '').split(',').includes('Admin'), name);
    const nobody = await environment(`${origin}/maybe`, { [name.replace(/roles/i, 'User')]: 'mallory' });
    assert.ok(!nobody.HTTP_X_AUTH_REQUEST_USER, name);
    assert.ok(!Object.values({ ...signedIn, ...nobody }).some((value) => ['Admin', 'mallory'].includes(value)), name);
  }
});

test('A1: what Connection names goes no further in any spelling', async () => {
  const { origin, cookie } = await world();
  const seen = await environment(`${origin}/x`, { Connection: 'X.Mine', 'X-Mine': '1', X_Mine: '2', Cookie: cookie });
  assert.equal(seen.HTTP_X_MINE, undefined);
});
