// The guide for Azure SSO (docs/guide.md), done in the portal of the demo's directory: both flows, and the mistake that each invites.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { confidentialClient, publicClient, writeConfiguration } from '../configuration.mjs';
import { binary, startGateway } from '../feature/world.mjs';
import { temporaryFolder, test } from '../support.mjs';
import { CALLBACK, MULTITENANT, SINGLE_TENANT, SPA, makeSecret, openPortal, readLog, register, shot, signInAt, tickIdTokens } from './portal_demo.mjs';

// The gateway's settings with what the guide copies from the portal: the IDs of the Overview and, for Web, the secret's Value.
const authority = (demo, ids) => `${demo.directory}/${ids.tenant}`;
const publicAt = (demo, ids) => publicClient({ authority: authority(demo, ids), clientId: ids.clientId });
const confidentialAt = (demo, ids, secret) => confidentialClient({ authority: authority(demo, ids), tenant: ids.tenant, clientId: ids.clientId, secret });

test('portal guide: a single-page application, with its two IDs and no secret', async () => {
  const { demo, page } = await openPortal();
  const ids = await register({ name: 'Guide SPA', accounts: MULTITENANT, platform: SPA, picture: 'spa' });
  await tickIdTokens(page);
  const gateway = await startGateway({ authentication: publicAt(demo, ids) });
  const signedIn = await signInAt(gateway.origin);
  assert.match(await signedIn.textContent('main'), /alice/i);
  await shot(signedIn, 'signed-in');
  await page.goto(`${demo.directory}/portal/logs?app=${ids.clientId}`);
  await page.getByRole('row', { name: /alice.*Success/i }).first().waitFor();
});

test('portal guide: a Web application, with a secret', async () => {
  const { demo, page } = await openPortal();
  const ids = await register({ name: 'Guide Web', accounts: SINGLE_TENANT, platform: 'Web', picture: 'web' });
  const secret = await makeSecret(page);
  const gateway = await startGateway({ authentication: confidentialAt(demo, ids, secret) });
  const signedIn = await signInAt(gateway.origin);
  assert.match(await signedIn.textContent('main'), /alice/i);
});

test('portal guide: the mistake of a SPA with a secret is AADSTS700025, and the log explains it', async () => {
  const { demo, page } = await openPortal();
  const ids = await register({ name: 'Mistaken SPA', accounts: MULTITENANT, platform: SPA });
  const secret = await makeSecret(page);
  const gateway = await startGateway({ authentication: confidentialAt(demo, ids, secret) });
  const refused = await signInAt(gateway.origin);
  assert.match(await refused.textContent('main'), /AADSTS700025/);
  await shot(refused, 'refused-700025');
  await readLog(page, ids.clientId, 700025, { sent: /^client_secret \(its value is not kept\)$/, expected: /No client secret: the application is a public client/, fix: /Web platform/ });
});

test('portal guide: the mistake of a Web application without a secret is AADSTS7000218, and the log explains it', async () => {
  const { demo, page } = await openPortal();
  const ids = await register({ name: 'Mistaken Web', accounts: SINGLE_TENANT, platform: 'Web' });
  const folder = temporaryFolder('guide');
  const withoutSecret = confidentialAt(demo, ids, '')('http://localhost:8585').replace(/ +secret:.*\n/, '');
  const config = writeConfiguration(folder, { origin: 'http://localhost:8585', port: 8585, adminPort: 8586, authentication: withoutSecret });
  const checked = spawnSync(binary, ['config', 'check', config], { encoding: 'utf8' });
  assert.equal(checked.status, 1);
  assert.match(checked.stdout + checked.stderr, /confidential_client_without_credential/); // Sallyport says so before anybody signs in
  const answer = await fetch(`${authority(demo, ids)}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', client_id: ids.clientId, redirect_uri: CALLBACK, code: 'CODE' }),
  });
  assert.equal(answer.status, 401);
  assert.deepEqual((await answer.json()).error_codes, [7000218]);
  await readLog(page, ids.clientId, 7000218, { sent: /^No client_secret$/, expected: /A client secret or a client assertion/, fix: /client secret/ });
});

test('portal guide: Connect an application says both mistakes before anybody tries', async () => {
  const { demo, page } = await openPortal();
  const rows = [
    { platform: SPA, accounts: MULTITENANT, authentication: (ids) => confidentialAt(demo, ids, 'a-secret-of-the-guide'), code: /AADSTS700025/ },
    { platform: 'Web', accounts: SINGLE_TENANT, authentication: (ids) => publicAt(demo, ids), code: /AADSTS7000218/ },
  ];
  for (const { platform, accounts, authentication, code } of rows) {
    const ids = await register({ name: `Asked before, ${platform}`, accounts, platform });
    await page.goto(`${demo.directory}/portal/connect`);
    await page.getByRole('textbox', { name: 'Settings or authorize URL' }).fill(authentication(ids)('http://localhost:8585'));
    await page.getByText(code).waitFor();
  }
});
