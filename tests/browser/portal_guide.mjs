// The guide for Azure SSO, done in the portal of the demo's directory: both flows, and the mistake that each invites.
// The portal signs in with MSAL and calls the directory's own Microsoft Graph.
import assert from 'node:assert/strict';
import { confidentialClient, publicClient } from '../configuration.mjs';
import { binary, startGateway } from '../feature/world.mjs';
import { test, until } from '../support.mjs';
import { newContext } from './chromium.mjs';
import { startDemo } from './demo.mjs';
import { findings } from './inspect.mjs';

const shots = process.env.SCREENSHOTS;
const CALLBACK = 'http://localhost:8585/callback'; // Entra ID ignores the port of localhost
let demo;
let portal;

async function shot(page, name) {
  if (shots) await page.screenshot({ path: `${shots}/guide-${name}.png` });
}

// Alice is the demo's Global Administrator. Her portal is shared by the tests of this file.
async function openPortal() {
  if (portal) return portal;
  demo = await startDemo(binary);
  portal = await (await newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  portal.complaints = [];
  // A refused request of a probe is reported by the browser itself; the page shows what matters of it.
  portal.on('console', (message) => message.type() === 'error' && !/status of 4\d\d/.test(message.text()) && portal.complaints.push(message.text()));
  portal.on('pageerror', (error) => portal.complaints.push(error.message));
  portal.on('request', (request) => request.url().startsWith(demo.directory) || portal.complaints.push(`a request to ${request.url()}`));
  await portal.goto(`${demo.directory}/portal`);
  await portal.getByRole('button', { name: /Alice/ }).click();
  await portal.getByRole('heading', { level: 1, name: /^Contoso|^Demo/ }).waitFor();
  return portal;
}

const essential = (page, label) => page.locator('.essentials dl > div', { has: page.locator('dt', { hasText: label }) }).locator('.copyable > span').first().textContent();

// App registrations > New registration. Returns the IDs of the Overview.
async function register({ name, accounts, platform }) {
  const page = await openPortal();
  await page.getByRole('link', { name: 'App registrations' }).first().click();
  await page.getByRole('button', { name: 'New registration' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('radio', { name: accounts }).check();
  await page.getByRole('combobox', { name: 'Select a platform' }).selectOption({ label: platform });
  await page.getByRole('textbox', { name: 'Redirect URI' }).fill(CALLBACK);
  await shot(page, `register-${name.replaceAll(/\W+/g, '-')}`);
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await shot(page, `overview-${name.replaceAll(/\W+/g, '-')}`);
  return { clientId: await essential(page, 'Application (client) ID'), tenant: await essential(page, 'Directory (tenant) ID') };
}

// Authentication > ID tokens > Save.
async function tickIdTokens(page) {
  await page.getByRole('link', { name: 'Authentication' }).click();
  await page.getByLabel('ID tokens (used for implicit and hybrid flows)').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await until('saved', () => page.getByRole('button', { name: 'Save' }).isDisabled());
}

// Certificates & secrets > New client secret. Returns its value.
async function makeSecret(page) {
  await page.getByRole('link', { name: 'Certificates & secrets' }).click();
  await page.getByRole('button', { name: 'New client secret' }).click();
  await page.getByRole('textbox', { name: 'Description' }).fill('guide');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const row = page.getByRole('row', { name: /guide/ });
  await row.waitFor();
  await shot(page, 'secret');
  return (await row.locator('.mono').allTextContents())[0];
}

// Signs Alice in at a gateway, as a browser of her own. Returns the page where it ends.
async function signInAt(gateway) {
  const page = await (await newContext()).newPage();
  await page.goto(`${gateway.origin}/api/v1/auth/login?redirectUri=/`);
  await page.getByRole('button', { name: /Alice/ }).click();
  const accept = page.getByRole('button', { name: 'Accept' });
  await until('the gateway or a question', async () => page.url().startsWith(gateway.origin) || (await accept.count()) > 0);
  if (!page.url().startsWith(gateway.origin)) await accept.click();
  await page.waitForURL((url) => url.href.startsWith(gateway.origin));
  return page;
}

const publicAt = (ids) => publicClient({ authority: `${demo.directory}/${ids.tenant}`, clientId: ids.clientId });
const confidentialAt = (ids, secret) => confidentialClient({ authority: `${demo.directory}/${ids.tenant}`, tenant: ids.tenant, clientId: ids.clientId, secret });

// The sign-in log explains a refusal without being asked.
async function readLog(page, ids, code) {
  await page.goto(`${demo.directory}/portal/logs?app=${ids.clientId}`);
  await page.getByRole('row', { name: new RegExp(String(code)) }).first().getByRole('button').click();
  await page.getByRole('heading', { name: `AADSTS${code}` }).waitFor();
  await page.getByText('How to fix it').waitFor();
  await shot(page, `log-${code}`);
  assert.deepEqual(await findings(page), []);
  await page.getByRole('button', { name: 'Close' }).click();
}

test('portal guide: a single-page application, with its two IDs and no secret', async () => {
  const page = await openPortal();
  const ids = await register({ name: 'Guide SPA', accounts: /Any Microsoft Entra ID tenant - Multitenant\)$/, platform: 'Single-page application (SPA)' });
  await tickIdTokens(page);
  const gateway = await startGateway({ authentication: publicAt(ids) });
  const signedIn = await signInAt(gateway);
  assert.match(await signedIn.textContent('main'), /alice/i);
  await page.goto(`${demo.directory}/portal/logs?app=${ids.clientId}`);
  await page.getByRole('row', { name: /alice.*Guide SPA.*Success/i }).first().waitFor();
});

test('portal guide: a Web application, with a secret', async () => {
  const page = await openPortal();
  const ids = await register({ name: 'Guide Web', accounts: /Single tenant\)$/, platform: 'Web' });
  const secret = await makeSecret(page);
  const gateway = await startGateway({ authentication: confidentialAt(ids, secret) });
  const signedIn = await signInAt(gateway);
  assert.match(await signedIn.textContent('main'), /alice/i);
});

test('portal guide: the mistake of a SPA with a secret is AADSTS700025, and the log explains it', async () => {
  const page = await openPortal();
  const ids = await register({ name: 'Mistaken SPA', accounts: /Any Microsoft Entra ID tenant - Multitenant\)$/, platform: 'Single-page application (SPA)' });
  const secret = await makeSecret(page);
  const gateway = await startGateway({ authentication: confidentialAt(ids, secret) });
  const refused = await signInAt(gateway);
  assert.match(await refused.textContent('main'), /AADSTS700025/);
  await readLog(page, ids, 700025);
});

test('portal guide: the mistake of a Web application without a secret is AADSTS7000218', async () => {
  const page = await openPortal();
  const ids = await register({ name: 'Mistaken Web', accounts: /Single tenant\)$/, platform: 'Web' });
  await page.goto(`${demo.directory}/portal/connect`);
  await page.getByRole('textbox', { name: 'Settings or authorize URL' }).fill(`clientId: ${ids.clientId}\nclientType: public\ncallbackUrl: ${CALLBACK}\n`);
  await page.getByText(/AADSTS7000218/).waitFor(); // the portal says so before anybody tries
  const answer = await fetch(`${demo.directory}/${ids.tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', client_id: ids.clientId, redirect_uri: CALLBACK, code: 'made-up', scope: 'openid' }),
  });
  assert.deepEqual((await answer.json()).error_codes, [7000218]);
  await readLog(page, ids, 7000218);
});

test('portal guide: every page works over the directory itself', async () => {
  const page = await openPortal();
  const ids = await register({ name: 'Whole', accounts: /Single tenant\)$/, platform: 'Web' });
  const base = new URL(page.url()).pathname;
  for (const path of ['', '/snippet', '/authentication', '/secrets', '/secrets?tab=certificates', '/secrets?tab=federated', '/token', '/permissions', '/api', '/roles', '/owners', '/manifest']) {
    await page.goto(`${demo.directory}${base}${path}`);
    await page.getByRole('heading', { level: 1, name: /Whole/ }).waitFor();
    assert.equal(await page.getByRole('alert').count(), 0, `${path}: ${await page.getByRole('alert').allTextContents()}`);
  }
  for (const path of ['', '/apps', '/enterprise', '/users', '/groups', '/logs', '/tenants', `/connect?client=${ids.clientId}`]) {
    await page.goto(`${demo.directory}/portal${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForFunction(() => !document.querySelector('.fui-Spinner'));
    assert.equal(await page.getByRole('alert').count(), 0, `${path}: ${await page.getByRole('alert').allTextContents()}`);
  }
});

test('portal guide: admin consent, an app role with its assignment, and an owner are kept', async () => {
  const page = await openPortal();
  await register({ name: 'Managed', accounts: /Single tenant\)$/, platform: 'Web' });
  await page.getByRole('link', { name: 'API permissions' }).click();
  await page.getByRole('button', { name: /^Grant admin consent for/ }).click();
  await page.getByRole('button', { name: 'Yes' }).click();
  await page.getByText(/^Granted for/).first().waitFor();
  await page.getByRole('link', { name: 'App roles' }).click();
  await page.getByRole('button', { name: 'Create app role' }).click();
  await page.getByRole('textbox', { name: 'Display name' }).fill('Writers');
  await page.getByRole('textbox', { name: 'Value' }).fill('Task.Write');
  await page.getByRole('textbox', { name: 'Description' }).fill('May write.');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('row', { name: /Task\.Write/ }).waitFor();
  await page.getByRole('link', { name: 'Owners' }).click();
  await page.getByRole('button', { name: 'Add owners' }).click();
  await page.getByRole('searchbox').fill('Bob');
  await page.getByRole('button', { name: /^Select Bob/ }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('row', { name: /Bob/ }).waitFor();
  await page.getByRole('link', { name: 'Overview' }).last().click();
  await page.locator('.essentials').getByRole('link', { name: 'Managed' }).click();
  await page.getByRole('link', { name: 'Users and groups', exact: true }).click();
  await page.getByRole('button', { name: 'Add user/group' }).click();
  await page.getByRole('searchbox').fill('Bob');
  await page.getByRole('button', { name: /^Select Bob/ }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('row', { name: /Bob.*Writers/ }).waitFor();
});

test('portal guide: who has no directory role reads, changes nothing, and is told why', async () => {
  await openPortal();
  const page = await (await newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(`${demo.directory}/portal/apps/new`);
  await page.getByRole('button', { name: /Bob/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Register an application' }).waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('Not allowed');
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.getByText(/Your account may not do this/).waitFor();
  assert.deepEqual(portal.complaints, []);
});
