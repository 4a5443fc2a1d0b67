// The portal's snippets as files, and running what they are for.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Agent } from '../agent.mjs';
import { application, loadPortalModule } from '../portal_modules.mjs';
import { Skip, temporaryFolder, write } from '../support.mjs';
import { SPA, TENANT, WEB, directory } from './directory.mjs';

export const CALLBACK = 'http://localhost:8585/callback';
const kRegistered = {
  web: { appId: WEB.clientId, web: { redirectUris: [CALLBACK] } },
  spa: { appId: SPA.clientId, spa: { redirectUris: [CALLBACK] } },
  publicClient: { appId: SPA.clientId, publicClient: { redirectUris: ['http://localhost'] } },
};

// The text of a snippet with the secret in its place, and the file that holds it.
export async function print(id, platform = 'web') {
  const { inputOf, snippetsFor } = await loadPortalModule('snippets/index.ts');
  const snippet = snippetsFor(platform).find((each) => each.id === id);
  const { https } = await directory();
  const text = snippet.print(inputOf(application(kRegistered[platform]), https, TENANT)).replaceAll('<client secret value>', WEB.secret);
  const folder = temporaryFolder('snippet');
  return { text, folder, file: write(join(folder, snippet.file.split('/').pop()), text) };
}

// Runs a program to its end, and returns what it printed.
export function run(command, words, options = {}) {
  const { error, status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8', timeout: 300_000, ...options });
  if (error?.code === 'ENOENT') throw new Skip(`${command} is not installed`);
  assert.equal(status, 0, `${command} ${words.join(' ')}: ${stderr}${stdout}${error ?? ''}`);
  return stdout + stderr;
}

export async function environment() {
  const { caFile } = await directory();
  return { ...process.env, CLIENT_SECRET: WEB.secret, OIDC_CLIENT_SECRET: WEB.secret, NODE_EXTRA_CA_CERTS: caFile, REQUESTS_CA_BUNDLE: caFile, SSL_CERT_FILE: caFile };
}

export async function opensSignIn(output) {
  const [address] = output.match(/https:\/\/\S+/);
  const { ca } = await directory();
  const page = await new Agent({ ca }).get(address);
  assert.equal(page.status, 200, page.text.slice(0, 500));
  assert.match(page.text, /name="login"/);
}
