// What the portal changes is kept by the directory itself; pages that other tests use over objects in memory work there, too.
import assert from 'node:assert/strict';
import { test } from '../support.mjs';
import { newContext } from './chromium.mjs';
import { SINGLE_TENANT, openPortal, register, save } from './portal_demo.mjs';

test('portal at the directory: every page works over the directory itself', async () => {
  const { demo, page } = await openPortal();
  const ids = await register({ name: 'Whole', accounts: SINGLE_TENANT, platform: 'Web' });
  const base = new URL(page.url()).pathname;
  for (const path of ['', '/snippet', '/authentication', '/secrets', '/secrets?tab=certificates', '/secrets?tab=federated', '/token', '/permissions', '/api', '/roles', '/branding', '/owners', '/administrators', '/manifest']) {
    await page.goto(`${demo.directory}${base}${path}`);
    await page.getByRole('heading', { level: 1, name: /Whole/ }).waitFor();
    assert.equal(await page.getByRole('alert').count(), 0, `${path}: ${await page.getByRole('alert').allTextContents()}`);
  }
  for (const path of ['', '/apps', '/enterprise', '/users', '/groups', '/roles', '/roles/62e90394-69f5-4237-9190-012177145e10', '/logs', '/tenants', `/connect?client=${ids.clientId}`]) {
    await page.goto(`${demo.directory}/portal${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForFunction(() => !document.querySelector('.fui-Spinner'));
    assert.equal(await page.getByRole('alert').count(), 0, `${path}: ${await page.getByRole('alert').allTextContents()}`);
  }
});

test('portal at the directory: admin consent, an app role with its assignment, and an owner are kept', async () => {
  const { page } = await openPortal();
  await register({ name: 'Managed', accounts: SINGLE_TENANT, platform: 'Web' });
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

test('portal at the directory: who has no directory role reads, changes nothing, and is told why', async () => {
  const { demo } = await openPortal();
  const page = await (await newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(`${demo.directory}/portal/apps/new`);
  await page.getByRole('button', { name: /Bob/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Register an application' }).waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('Not allowed');
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.getByText(/Your account may not do this/).waitFor();
});

test('portal at the directory: directory roles are given and taken under Roles and administrators', async () => {
  const { demo, page } = await openPortal();
  await page.goto(`${demo.directory}/portal/roles`);
  await page.getByText('Your role: Global Administrator').waitFor();
  await page.getByRole('link', { name: 'User Administrator' }).click();
  await page.getByRole('button', { name: 'Add assignments' }).click();
  await page.getByRole('searchbox', { name: 'Search users' }).fill('Carol');
  await page.getByRole('button', { name: /^Select Carol/ }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('row', { name: /Carol.*Directory/ }).waitFor();
  await page.getByRole('button', { name: /^Remove Carol/ }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('Nobody has this role.').waitFor();
});

test('portal at the directory: Branding & properties, and an application of the gallery\'s kind, are kept', async () => {
  const { demo, page } = await openPortal();
  await page.goto(`${demo.directory}/portal/enterprise`);
  await page.getByRole('button', { name: 'New application' }).click();
  await page.getByRole('textbox', { name: "What's the name of your app?" }).fill('Wiki');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Wiki' }).waitFor();
  await page.locator('.essentials').getByRole('link', { name: 'Wiki' }).click();
  await page.getByRole('link', { name: 'Branding & properties' }).click();
  await page.getByRole('textbox', { name: 'Home page URL' }).fill('https://wiki.contoso.example');
  await page.getByRole('textbox', { name: 'Internal note' }).fill('Of the rehearsal.');
  await save(page);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Wiki | Branding & properties' }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Home page URL' }).inputValue(), 'https://wiki.contoso.example');
});

// Else each call would ask for a token first, and the sign-in log would show nothing but the portal.
test('portal at the directory: one token is enough for all pages', async () => {
  const { demo, page } = await openPortal();
  for (const path of ['/apps', '/users', '/logs']) {
    await page.goto(`${demo.directory}/portal${path}`);
    await page.getByRole('table').waitFor();
  }
  assert.equal(page.tokenRequests, 1);
});

// The policy is strict, and a page that breaks it would be reported to the console.
test('portal at the directory: no page asked for anything of another host, nor broke the policy', async () => {
  const { demo, page } = await openPortal();
  const answer = await fetch(`${demo.directory}/portal`);
  const policy = answer.headers.get('content-security-policy');
  for (const rule of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]) assert.ok(policy.includes(rule), policy);
  assert.doesNotMatch(policy, /unsafe|https?:|\*|data:/);
  assert.deepEqual(page.complaints, []);
});
