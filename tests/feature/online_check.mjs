// `config check --online` against the directory and against a provider that misbehaves.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import http from 'node:http';
import { confidentialClient, writeConfiguration } from '../configuration.mjs';
import { CLIENT, Idp, SECRET as IDP_SECRET, TENANT as IDP_TENANT } from '../evil_idp/idp.mjs';
import { cleanup, freePort, temporaryFolder, test } from '../support.mjs';
import { SECRET, TENANT, WEB, directory } from './entra.mjs';
import { binary } from './world.mjs';

// Asynchronous, because this process is also the provider and must answer meanwhile.
const check = (path) => new Promise((resolve) => {
  execFile(binary, ['config', 'check', '--online', '--json', path], (error, out) => resolve({ code: error?.code ?? 0, findings: JSON.parse(out).findings }));
});

async function configuration(client, rest = '') {
  const folder = temporaryFolder('online');
  const port = await freePort();
  return writeConfiguration(folder, { origin: `http://localhost:${port}`, port, adminPort: await freePort(), authentication: client, rest });
}

const worth = ({ findings }) => findings.filter(({ rule }) => !['admin_by_role', 'no_routes', 'secret_file_open'].includes(rule));

async function provider() {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const client = (secret = IDP_SECRET) => confidentialClient({ authority: `${idp.origin}/${IDP_TENANT}`, tenant: IDP_TENANT, clientId: CLIENT, secret });
  return { idp, client };
}

test('B3: the directory takes the right secret, and a wrong one is named by its key and line', async () => {
  const there = await directory();
  const at = (clientId, secret) => confidentialClient({ authority: there.httpAuthority, tenant: TENANT, clientId, secret });
  const good = await check(await configuration(at(WEB, SECRET)));
  assert.deepEqual([good.code, worth(good)], [0, []]);
  const bad = await check(await configuration(at(WEB, `${SECRET}x`)));
  assert.equal(bad.code, 1);
  const [finding] = worth(bad);
  assert.equal(finding.rule, 'client_refused');
  assert.equal(finding.key, 'authenticationConfiguration.oidcConfiguration.secret');
  assert.ok(finding.line > 0 && finding.write, JSON.stringify(finding));
  assert.match(finding.wrong, /AADSTS7000215/);
  assert.ok(!JSON.stringify(bad).includes(SECRET), 'the secret is not repeated');
  const unknown = await check(await configuration(at('99999999-0000-4000-8000-00000000c11e', SECRET)));
  assert.deepEqual(worth(unknown).map(({ rule }) => rule), ['client_refused']);
});

test('B3: a tenant that is not there is no provider', async () => {
  const there = await directory();
  const nowhere = '77777777-0000-4000-8000-000000007e4a';
  const { code, findings } = await check(await configuration(confidentialClient({ authority: `${there.http}/${nowhere}`, tenant: nowhere, clientId: WEB, secret: SECRET })));
  assert.equal(code, 1);
  assert.ok(findings.some(({ rule, key }) => ['provider_unreachable', 'provider_metadata'].includes(rule) && key.endsWith('discoveryUri')), JSON.stringify(findings));
});

test('B3: another issuer, keys that are none, and silence are told apart from a good provider', async () => {
  const { idp, client } = await provider();
  const rules = async () => worth(await check(await configuration(client()))).map(({ rule }) => rule);
  idp.switches.metadata = (honest) => ({ ...honest, issuer: 'https://login.microsoftonline.com/x/v2.0' });
  assert.deepEqual(await rules(), ['provider_metadata']);
  idp.switches.metadata = undefined;
  idp.switches.keys = (request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"keys":[]}');
  assert.match((await rules()).join(), /^provider_(metadata|unreachable)$/);
  idp.switches.keys = undefined;
  idp.switches.token = (request, response) => response.writeHead(503).end('busy');
  assert.deepEqual(await rules(), ['client_not_checked']);
  idp.switches.token = undefined;
  await idp.stop();
  assert.deepEqual(await rules(), ['provider_unreachable']);
});

test('B3: a wrong secret at a provider that refuses every grant but a good client is still found', async () => {
  const { client } = await provider();
  assert.deepEqual(worth(await check(await configuration(client('another-secret')))).map(({ rule }) => rule), ['client_refused']);
});

test('B3: clocks that are apart are said with both times', async () => {
  const { idp, client } = await provider();
  idp.switches.discovery = (request, response) => response.writeHead(200, { 'content-type': 'application/json', date: new Date(Date.now() - 600000).toUTCString() }).end(JSON.stringify(idp.metadata()));
  idp.switches.keys = (request, response) => response.writeHead(200, { 'content-type': 'application/json', date: new Date(Date.now() - 600000).toUTCString() }).end(JSON.stringify({ keys: idp.keys.map((key) => key.jwk) }));
  const found = worth(await check(await configuration(client()))).find(({ rule }) => rule === 'clock_differs');
  assert.match(found.wrong, /\d{4}-\d\d-\d\dT\S+Z, the provider's \d{4}-\d\d-\d\dT\S+Z: (599|60[01]) seconds/);
});

test('B3: an upstream that does not answer is named by its route', async () => {
  const { client } = await provider();
  const application = http.createServer((request, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
  await new Promise((resolve) => application.once('listening', resolve));
  cleanup(() => application.close());
  const nobody = await freePort();
  const routes = `routes:\n  - {path: /, upstream: "http://127.0.0.1:${application.address().port}"}\n  - {path: /b, upstream: "http://127.0.0.1:${nobody}"}\n  - {path: /c, upstream: "unix:/nowhere/app.sock"}\n`;
  const { code, findings } = await check(await configuration(client(), routes));
  assert.equal(code, 0, 'an application may come later');
  assert.deepEqual(findings.filter(({ rule }) => rule === 'upstream_unreachable').map(({ key }) => key), ['routes[1].upstream', 'routes[2].upstream']);
});
