// oauth2-proxy at the directory over https, as the general OpenID Connect provider and as its own provider for Entra ID.
import assert from 'node:assert/strict';
import http from 'node:http';
import { join } from 'node:path';
import { Agent } from '../agent.mjs';
import { Process, cleanup, freePort, temporaryFolder, test, until, write } from '../support.mjs';
import { ADA, TENANT, WEB, directory, signInAtDirectory } from './directory.mjs';
import { make } from './programs.mjs';

// Answers with the headers that oauth2-proxy adds.
async function startUpstream() {
  const server = http.createServer((request, response) => response.end(JSON.stringify(request.headers)));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

async function startOauth2Proxy(more = []) {
  const [program] = make('oauth2Proxy');
  const { ca, caFile, authority, https } = await directory();
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const server = new Process(program, [
    `--http-address=127.0.0.1:${port}`, `--upstream=${await startUpstream()}`, `--redirect-url=${origin}/oauth2/callback`, `--oidc-issuer-url=${authority}/v2.0`,
    `--client-id=${WEB.clientId}`, `--client-secret-file=${write(join(temporaryFolder('oauth2-proxy'), 'secret'), WEB.secret)}`, `--provider-ca-file=${caFile}`,
    '--cookie-secret=0123456789abcdef0123456789abcdef', '--cookie-secure=false', '--email-domain=*', '--code-challenge-method=S256', '--skip-provider-button',
    '--pass-user-headers', '--insecure-oidc-allow-unverified-email', ...more]);
  await until('oauth2-proxy', async () => {
    if (server.child.exitCode !== null) throw new Error(server.output);
    return (await fetch(`${origin}/ping`)).status === 200;
  });
  return { origin, server, ca, https };
}

async function signIn({ origin, ca, https, server }) {
  const agent = new Agent({ ca });
  const first = await agent.get(`${origin}/`, { stop: (next) => next.startsWith(https) });
  assert.ok(first.location?.startsWith(https), `sent to the directory: ${first.status} ${first.text.slice(0, 300)} ${server.output}`);
  return { agent, page: await signInAtDirectory(agent, first.location, ADA.name, () => false) };
}

test('oauth2-proxy: the provider "oidc" signs people in', async () => {
  const proxy = await startOauth2Proxy(['--provider=oidc', '--scope=openid profile email offline_access']);
  const { page } = await signIn(proxy);
  assert.equal(page.status, 200, `${page.text.slice(0, 500)}\n${proxy.server.output}`);
  assert.equal(JSON.parse(page.text)['x-forwarded-email'], ADA.name);
});

test('oauth2-proxy: the provider "entra-id" signs people of its tenant in', async () => {
  const proxy = await startOauth2Proxy(['--provider=entra-id', `--entra-id-allowed-tenant=${TENANT}`, '--scope=openid profile email']);
  const { page } = await signIn(proxy);
  assert.equal(page.status, 200, `${page.text.slice(0, 500)}\n${proxy.server.output}`);
  assert.equal(JSON.parse(page.text)['x-forwarded-email'], ADA.name);
});

test('oauth2-proxy: reports a wrong secret (AADSTS7000215)', async () => {
  const proxy = await startOauth2Proxy(['--provider=oidc', `--client-secret-file=${write(join(temporaryFolder('oauth2-proxy'), 'secret'), 'wrong')}`]);
  const { page } = await signIn(proxy);
  assert.equal(page.status, 500);
  await until('the refusal in the log', () => /AADSTS7000215/.test(proxy.server.output));
});

test('oauth2-proxy: reports that the sign-in was cancelled', async () => {
  const proxy = await startOauth2Proxy(['--provider=oidc']);
  const agent = new Agent({ ca: proxy.ca });
  const first = await agent.get(`${proxy.origin}/`, { stop: (next) => next.startsWith(proxy.https) });
  const form = await agent.get(first.location);
  const page = await agent.submit(form, { login: '', passwd: '', act: 'cancel' }, { stop: () => false });
  assert.equal(page.status, 403);
  assert.match(proxy.server.output + page.text, /access_denied/);
});
