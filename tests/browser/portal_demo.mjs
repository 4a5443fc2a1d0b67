// The portal of the demo's directory, as the guide for Azure SSO uses it. Its labels are the guide's own words. The portal signs
// in with MSAL and calls the directory's own Microsoft Graph.
import assert from 'node:assert/strict';
import { binary } from '../feature/world.mjs';
import { until } from '../support.mjs';
import { newContext } from './chromium.mjs';
import { startDemo } from './demo.mjs';
import { findings } from './inspect.mjs';

const shots = process.env.SCREENSHOTS;
export const CALLBACK = 'http://localhost:8585/callback'; // Entra ID ignores the port of localhost
export const MULTITENANT = /Any Microsoft Entra ID tenant - Multitenant\)$/;
export const SINGLE_TENANT = /Single tenant\)$/;
export const SPA = 'Single-page application (SPA)';
const PORTAL = '5a11f0c2-7d0e-4f2b-9c52-0d6b7a9e3b11';
const kScreen = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' }; // a picture shows no panel on its way in
let demo;
let portal;

// A picture of the guide: tools/guide_pictures.mjs puts it into docs/images.
export async function shot(page, name) {
  if (shots) await page.screenshot({ path: `${shots}/guide-${name}.png` });
}

// The demo and, opened by Alice, its Global Administrator, the portal. Both are shared by all tests. Whatever the browser complains
// about, and each request to another place, is kept in `complaints`.
export async function openPortal() {
  if (portal) return { demo, page: portal };
  demo = await startDemo(binary);
  portal = await (await newContext(kScreen)).newPage();
  portal.complaints = [];
  portal.tokenRequests = 0;
  // A refused request of a probe is reported by the browser itself; the page shows what matters of it.
  portal.on('console', (message) => message.type() === 'error' && !/status of 4\d\d/.test(message.text()) && portal.complaints.push(message.text()));
  portal.on('request', (request) => {
    if (new URL(request.url()).pathname.endsWith('/oauth2/v2.0/token') && request.postData().includes(`client_id=${PORTAL}`)) portal.tokenRequests += 1;
  });
  portal.on('pageerror', (error) => portal.complaints.push(error.message));
  portal.on('request', (request) => request.url().startsWith(demo.directory) || request.url().startsWith('blob:') || portal.complaints.push(`a request to ${request.url()}`));
  await portal.goto(`${demo.directory}/portal`);
  await portal.getByRole('button', { name: /Alice/ }).click();
  await portal.getByRole('heading', { level: 1, name: /^Contoso|^Demo/ }).waitFor();
  return { demo, page: portal };
}

const essential = (page, label) => page.locator('.essentials dl > div', { has: page.locator('dt', { hasText: label }) }).locator('.copyable > span').first().textContent();

// App registrations > New registration. Returns the IDs of the Overview. `picture` begins the names of its two pictures.
export async function register({ name, accounts, platform, picture }) {
  const { demo, page } = await openPortal();
  await page.goto(`${demo.directory}/portal`);
  await page.getByRole('link', { name: 'App registrations' }).first().click();
  await page.getByRole('heading', { level: 1, name: /\| App registrations$/ }).waitFor();
  await page.getByRole('button', { name: 'New registration' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('radio', { name: accounts }).check();
  await page.getByRole('combobox', { name: 'Select a platform' }).selectOption({ label: platform });
  await page.getByRole('textbox', { name: 'Redirect URI' }).fill(CALLBACK);
  if (picture) await shot(page, `register-${picture}`);
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  if (picture) await shot(page, `overview-${picture}`);
  return { clientId: await essential(page, 'Application (client) ID'), tenant: await essential(page, 'Directory (tenant) ID') };
}

// Presses Save, and waits until the directory has kept the change.
export async function save(page) {
  const kept = page.waitForResponse((response) => response.request().method() === 'PATCH');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.equal((await kept).status(), 204);
}

// Authentication > ID tokens > Save.
export async function tickIdTokens(page) {
  await page.getByRole('link', { name: 'Authentication' }).first().click();
  await page.getByLabel('ID tokens (used for implicit and hybrid flows)').check();
  await shot(page, 'id-tokens');
  await save(page);
}

// Certificates & secrets > New client secret. Returns its value.
export async function makeSecret(page) {
  await page.getByRole('link', { name: 'Certificates & secrets' }).first().click();
  await page.getByRole('button', { name: 'New client secret' }).click();
  await page.getByRole('textbox', { name: 'Description' }).fill('guide');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const row = page.getByRole('row', { name: /guide/ });
  await row.waitFor();
  await shot(page, 'secret');
  return (await row.locator('.mono').allTextContents())[0];
}

// Signs Alice in at a gateway, as a browser of her own. Returns the page where it ends.
export async function signInAt(origin) {
  const page = await (await newContext(kScreen)).newPage();
  await page.goto(`${origin}/api/v1/auth/login?redirectUri=/`);
  await page.getByRole('button', { name: /Alice/ }).click();
  const accept = page.getByRole('button', { name: 'Accept' });
  await until('the gateway or a question', async () => page.url().startsWith(origin) || (await accept.count()) > 0);
  if (!page.url().startsWith(origin)) await accept.click();
  await page.waitForURL((url) => url.href.startsWith(origin));
  return page;
}

// Sign-in logs: the row of the refusal, and its explanation: what was sent, what was expected, and the fix.
export async function readLog(page, clientId, code, { sent, expected, fix }) {
  await page.goto(`${demo.directory}/portal/logs?app=${clientId}`);
  await page.getByRole('row', { name: new RegExp(String(code)) }).first().getByRole('button').click();
  await page.getByRole('heading', { name: `AADSTS${code}` }).waitFor();
  const told = async (title) => (await page.locator('.compared', { hasText: title }).locator('code').textContent()).trim();
  assert.match(await told('What was sent'), sent);
  assert.match(await told('What was expected'), expected);
  assert.match(await page.locator('.message', { hasText: 'How to fix it' }).textContent(), fix);
  await shot(page, `log-${code}`);
  assert.deepEqual(await findings(page), []);
  await page.getByRole('button', { name: 'Close' }).click();
}
