// Microsoft's own client libraries at the directory: on a server, and in a browser in front of the gateway.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { selfSigned } from '../certificates.mjs';
import { newContext } from '../browser/chromium.mjs';
import { publicClient } from '../configuration.mjs';
import { Skip, cleanup, temporaryFolder, test, write } from '../support.mjs';
import { ADA, PASSWORD, SPA, TENANT, WEB, directory, startDirectory } from './directory.mjs';
import { startGateway } from './gateway.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

test('msal-node: code with PKCE, refresh, client credentials, and a wrong secret', async () => {
  const { authority, https, caFile } = await directory();
  const told = JSON.stringify({ authority, knownAuthority: new URL(https).host, clientId: WEB.clientId, secret: WEB.secret,
    redirectUri: 'http://localhost:4711/callback', person: ADA.name, caFile });
  const { stdout } = await promisify(execFile)(process.execPath, [here('msal_node_client.mjs'), told],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile }, timeout: 60_000 });
  const out = JSON.parse(stdout);
  assert.equal(out.state, 'the-state');
  assert.equal(out.homeAccountId, `${ADA.id}.${TENANT}`);
  assert.equal(out.tenantId, TENANT);
  assert.equal(out.username, ADA.name);
  assert.equal(out.claims.aud, WEB.clientId);
  assert.equal(out.claims.iss, `${authority}/v2.0`);
  assert.equal(out.claims.oid, ADA.id);
  assert.equal(out.claims.nonce, 'the-nonce');
  assert.deepEqual([...out.claims.roles].sort(), ADA.roles);
  assert.equal(out.refreshed, true);
  assert.equal(out.appToken.aud, WEB.clientId);
  assert.equal(out.appToken.tid, TENANT);
  assert.equal(out.refusal.code, 'invalid_client');
  assert.match(out.refusal.message, /7000215/);
});

// The application: its pages, and MSAL from npm.
async function startPage(certificate) {
  const types = { '.js': 'text/javascript', '.html': 'text/html' };
  const files = { '/page/': here('msal_page.html'), '/page/popup': here('msal_popup.html'), '/page/bridge': here('msal_bridge.html'), '/page/blank': here('msal_blank.html'),
    '/page/msal-redirect-bridge.js': here('../node_modules/@azure/msal-browser/lib/redirect-bridge/msal-redirect-bridge.js'),
    '/page/msal-browser.min.js': here('../node_modules/@azure/msal-browser/lib/msal-browser.min.js') };
  const answer = (request, response) => {
    const file = files[new URL(request.url, 'http://localhost').pathname];
    if (!file) return response.writeHead(404).end();
    return response.writeHead(200, { 'content-type': types[file.slice(file.lastIndexOf('.'))] ?? 'text/plain' }).end(readFileSync(file));
  };
  const server = certificate ? https.createServer(certificate, answer) : http.createServer(answer);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => server.close());
  return certificate ? `https://localhost:${server.address().port}` : `http://127.0.0.1:${server.address().port}`;
}

test('msal-browser: an ID token of the SPA registration opens loggedInUser', async () => {
  if (!existsSync('/usr/bin/chromium')) throw new Skip('Debian package chromium is not installed');
  const { authority, https, caFile } = await directory();
  const gateway = await startGateway({
    server: `  caFile: ${caFile}`,
    authentication: publicClient({ authority, clientId: SPA.clientId }),
    rest: `routes:\n  - {path: /page, upstream: "${await startPage()}", access: public}\n`,
  });
  const page = await (await newContext({ ignoreHTTPSErrors: true })).newPage();
  const settings = new URLSearchParams({ authority, knownAuthority: new URL(https).host, clientId: SPA.clientId });
  await page.goto(`${gateway.origin}/page/?${settings}`);
  await page.waitForURL(`${https}/**`);
  await page.fill('input[name=login]', ADA.name);
  await page.fill('input[name=passwd]', PASSWORD);
  await page.click('form button');
  await page.waitForFunction('window.outcome');
  const out = await page.evaluate('window.outcome');
  assert.equal(out.error, undefined);
  assert.equal(out.account.homeAccountId, `${ADA.id}.${TENANT}`);
  assert.equal(out.account.tenantId, TENANT);
  assert.equal(out.without.status, 401);
  assert.equal(out.with.status, 200);
  assert.equal(out.with.body.name, 'ada');
  assert.equal(out.with.body.email, ADA.name);
  assert.deepEqual(out.with.body.roles.map((role) => role.name).sort(), ADA.roles);
  assert.equal(out.damaged.status, 401);
  // A refresh token of the SPA platform renews without the user.
  assert.equal(out.silent.fromCache, false);
  assert.equal(out.silent.oid, ADA.id);
});

// Over https, as the directory is: a frame of another site would not be sent the cookie of the sign-in.
test('msal-browser: a popup, silent renewal in a frame, and refusals as the library reports them', async () => {
  if (!existsSync('/usr/bin/chromium')) throw new Skip('Debian package chromium is not installed');
  const { authority, https: there } = await directory();
  const { certFile, keyFile } = selfSigned();
  const origin = await startPage({ cert: readFileSync(certFile), key: readFileSync(keyFile) });
  const context = await newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const settings = { authority, knownAuthority: new URL(there).host, clientId: SPA.clientId, redirectUri: `${origin}/page/bridge` };
  const silently = (more = {}) => page.evaluate((told) => window.silent(told), { ...settings, ...more });
  await page.goto(`${origin}/page/popup`);
  const nobody = await silently();
  assert.equal(nobody.errorCode, 'login_required');
  assert.match(nobody.errorMessage, /AADSTS50058/);
  const opened = context.waitForEvent('page');
  const signedIn = page.evaluate((told) => window.popup(told), settings);
  const popup = await opened;
  await popup.fill('input[name=login]', ADA.name);
  await popup.fill('input[name=passwd]', PASSWORD);
  await popup.click('form button');
  await Promise.race([signedIn, popup.click('button[value=consent]').catch(() => {})]);
  assert.deepEqual(await signedIn, { homeAccountId: `${ADA.id}.${TENANT}` });
  assert.deepEqual(await silently(), { homeAccountId: `${ADA.id}.${TENANT}` });
  const refused = await silently({ scopes: ['api://nobody/read'] });
  assert.equal(refused.errorCode, 'invalid_resource');
  assert.match(refused.errorMessage, /AADSTS500011/);
});

// Signs Ada in by a popup, and returns what the library says. The popup goes on even if the library has given up.
async function signInByPopup({ authority, https: there }, origin, settings) {
  const context = await newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  await page.goto(`${origin}/page/popup`);
  const opened = context.waitForEvent('page');
  const told = { authority, knownAuthority: new URL(there).host, clientId: SPA.clientId, ...settings };
  const said = page.evaluate((all) => window.popup(all), told);
  const popup = await opened;
  await popup.fill('input[name=login]', ADA.name);
  await popup.fill('input[name=passwd]', PASSWORD);
  await popup.click('form button');
  await popup.waitForURL(/\/page\//).catch(() => {});  // the library may close it first
  return said;
}

// The popup of MSAL.js 4 watches the window that it opened; MSAL.js 5 does so with enableLegacyPolling.
test('msal-browser: an opener policy breaks a popup that is polled, not the redirect bridge, and the log says why', async () => {
  if (!existsSync('/usr/bin/chromium')) throw new Skip('Debian package chromium is not installed');
  const { certFile, keyFile } = selfSigned();
  const origin = await startPage({ cert: readFileSync(certFile), key: readFileSync(keyFile) });
  const polled = { redirectUri: `${origin}/page/blank`, enableLegacyPolling: true };
  const signedIn = { homeAccountId: `${ADA.id}.${TENANT}` };
  assert.deepEqual(await signInByPopup(await directory(), origin, polled), signedIn, 'without a policy it works');
  const tokenFile = write(`${temporaryFolder('opener')}/token`, 'the-token-of-this-test\n');
  const strict = await startDirectory(['--opener-policy', 'same-origin', '--control', '--control-token-file', tokenFile]);
  const failed = await signInByPopup(strict, origin, polled);
  assert.equal(failed.errorCode, 'user_cancelled', JSON.stringify(failed));
  assert.deepEqual(await signInByPopup(strict, origin, { redirectUri: `${origin}/page/bridge` }), signedIn);
  const log = await fetch(`${strict.http}/control/sign-ins?app=${SPA.clientId}`, { headers: { authorization: 'Bearer the-token-of-this-test' } });
  const fixes = (await log.json()).value.filter(({ sallyport }) => sallyport.endpoint === 'authorize').map(({ sallyport }) => sallyport.fix);
  assert.ok(fixes.length > 0);
  for (const fix of fixes) assert.match(fix, /Cross-Origin-Opener-Policy: same-origin, so the popup lost its opener/);
});
