// Every page of the portal in a browser, over the objects in memory of web/portal/dev: how it looks, and what it does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { startDevServer } from '../../web/portal/dev/server.mjs';
import { cleanup, freePort, test, until } from '../support.mjs';
import { newContext } from './chromium.mjs';
import { findings, walk } from './inspect.mjs';

const shots = process.env.SCREENSHOTS;
const phone = { width: 360, height: 740 };
const desk = { width: 1280, height: 800 };
// The colours do not depend on the width, so two widths have both themes, and two have one.
const screens = [
  ['phone', phone, 'light'], ['phone', phone, 'dark'], ['tablet', { width: 768, height: 1024 }, 'light'], ['desk', desk, 'light'], ['desk', desk, 'dark'], ['wide', { width: 1920, height: 1080 }, 'dark'],
];
let shared;

// The server of the tests that change nothing.
async function sharedServer() {
  if (!shared) {
    shared = await startDevServer(await freePort());
    cleanup(() => shared.close());
  }
  return shared;
}

async function ownServer(applications) {
  const server = await startDevServer(await freePort(), applications);
  cleanup(() => server.close());
  return server;
}

// Opens a page of the portal, signed in. Whatever the browser complains about, and each request to another place, is an
// error of the test.
async function open(server, path = '', options = {}) {
  const context = await newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && page.complaints.push(message.text()));
  page.on('pageerror', (error) => page.complaints.push(error.message));
  page.on('request', (request) => request.url().startsWith(server.origin) || page.complaints.push(`a request to ${request.url()}`));
  await page.goto(`${server.origin}/portal${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

async function close(page) {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
}

const title = (page, text) => page.getByRole('heading', { level: 1, name: text }).waitFor();

function pagesOf({ world }) {
  const [app, spa] = world.apps;
  const principal = world.principals.find((each) => each.appId === app.appId);
  return {
    home: '', walk: '/walks/web', 'walk-mistake': '/walks/spa-with-secret', apps: '/apps', 'new-registration': '/apps/new', overview: `/apps/${app.id}`, 'overview-spa': `/apps/${spa.id}`,
    snippet: `/apps/${app.id}/snippet`, authentication: `/apps/${app.id}/authentication`, secrets: `/apps/${app.id}/secrets`, certificates: `/apps/${app.id}/secrets?tab=certificates`,
    federated: `/apps/${app.id}/secrets?tab=federated`, token: `/apps/${app.id}/token`, permissions: `/apps/${app.id}/permissions`, api: `/apps/${app.id}/api`, roles: `/apps/${app.id}/roles`,
    branding: `/apps/${app.id}/branding`, owners: `/apps/${app.id}/owners`, administrators: `/apps/${app.id}/administrators`, manifest: `/apps/${app.id}/manifest`, enterprise: '/enterprise', principal: `/enterprise/${principal.id}`, properties: `/enterprise/${principal.id}/properties`,
    assignments: `/enterprise/${principal.id}/users`, granted: `/enterprise/${principal.id}/permissions`, 'principal-signins': `/enterprise/${principal.id}/signins`, users: '/users',
    user: `/users/${world.people[1].id}`, groups: '/groups', group: `/groups/${world.groups[0].id}`, 'directory-roles': '/roles', 'directory-role': '/roles/62e90394-69f5-4237-9190-012177145e10', policies: '/conditional-access', policy: `/conditional-access/${world.policies[0].id}`, 'new-policy': '/conditional-access/new', locations: '/conditional-access/locations',
    logs: '/logs', connect: `/connect?client=${app.appId}`, tenants: '/tenants', nowhere: '/no-such-page',
  };
}

// Waits until nothing is being loaded.
const settled = (page) => page.waitForFunction(() => !document.querySelector('[role=progressbar], .fui-Spinner'));

for (const [screen, viewport, colorScheme] of screens)
  test(`UI-08: portal: every page on ${screen}, ${colorScheme}`, async () => {
    const server = await sharedServer();
    const page = await open(server, '', { viewport, colorScheme });
    for (const [name, path] of Object.entries(pagesOf(server))) {
      await page.goto(`${server.origin}/portal${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await settled(page);
      if (shots) await page.screenshot({ path: `${shots}/portal-${name}-${screen}-${colorScheme}.png` });
      assert.match(await page.textContent('.banner'), /not Microsoft Entra ID/, name);
      assert.deepEqual(await findings(page), [], name);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= viewport.width, `${name} is ${width} px wide on ${viewport.width}`);
    }
    await close(page);
  });

// The panels and questions: the page, and the button that opens each.
function panelsOf({ world }) {
  const [app] = world.apps;
  const principal = world.principals.find((each) => each.appId === app.appId);
  return [
    ['/apps', 'Endpoints'], ['/apps', 'Troubleshooting'], [`/apps/${app.id}`, 'Delete'], [`/apps/${app.id}/secrets`, 'New client secret'], [`/apps/${app.id}/secrets?tab=federated`, 'Add credential'],
    [`/apps/${app.id}/token`, 'Add optional claim'], [`/apps/${app.id}/token`, 'Add groups claim'], [`/apps/${app.id}/permissions`, 'Add a permission'], [`/apps/${app.id}/api`, 'Add a scope'],
    [`/apps/${app.id}/roles`, 'Create app role'], [`/apps/${app.id}/owners`, 'Add owners'], ['/enterprise', 'New application'], [`/enterprise/${principal.id}/users`, 'Add user/group'],
    ['/users', 'New user'], ['/users', 'Invite external user'], [`/users/${world.people[1].id}`, 'Reset password'], ['/groups', 'New group'], [`/groups/${world.groups[0].id}`, 'Add members'],
    ['/roles/62e90394-69f5-4237-9190-012177145e10', 'Add assignments'],
  ];
}

for (const [screen, viewport, colorScheme] of [['phone', phone, 'dark'], ['desk', desk, 'light']])
  test(`UI-08: portal: every panel and question on ${screen}, ${colorScheme}`, async () => {
    const server = await sharedServer();
    const page = await open(server, '', { viewport, colorScheme, reducedMotion: 'reduce' });
    for (const [path, button] of panelsOf(server)) {
      await page.goto(`${server.origin}/portal${path}`);
      await page.getByRole('button', { name: button, exact: true }).click();
      const panel = page.getByRole('dialog').or(page.getByRole('alertdialog'));
      await panel.waitFor();
      await settled(page);
      assert.deepEqual(await findings(page), [], button);
      const { x, width } = await panel.boundingBox();
      assert.ok(x >= 0 && x + width <= viewport.width + 1, `${button}: from ${x}, ${width} px wide`);
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'detached' });
    }
    await close(page);
  });

test('UI-08: portal: Tab reaches everything, and shows where it is', async () => {
  const server = await sharedServer();
  const page = await open(server);
  for (const [name, path] of Object.entries(pagesOf(server))) {
    await page.goto(`${server.origin}/portal${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await settled(page);
    await walk(page, name);
  }
  await close(page);
});

test('portal: New registration asks for what Entra ID asks for, and leads to the Overview', async () => {
  const server = await ownServer();
  const page = await open(server, '/apps');
  await page.getByRole('button', { name: 'New registration' }).click();
  await title(page, 'Register an application');
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.getByText('Give the application a name.').waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('Reports');
  await page.getByRole('combobox', { name: 'Select a platform' }).selectOption({ label: 'Single-page application (SPA)' });
  await page.getByRole('textbox', { name: 'Redirect URI' }).fill('http://reports.example/callback');
  await page.getByText('The address must start with https:// (http is allowed for localhost only).').waitFor();
  await page.getByRole('textbox', { name: 'Redirect URI' }).fill('http://localhost:8585/callback');
  await page.getByRole('radio', { name: /Multitenant\)$/ }).check();
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await title(page, 'Reports');
  const made = server.world.apps.at(-1);
  assert.deepEqual([made.displayName, made.signInAudience, made.spa.redirectUris], ['Reports', 'AzureADMultipleOrgs', ['http://localhost:8585/callback']]);
  assert.equal(made.requiredResourceAccess[0].resourceAccess.length, 1, 'User.Read');
  assert.ok(server.world.principals.some((each) => each.appId === made.appId), 'its service principal');
  const text = await page.locator('.essentials').textContent();
  for (const words of [made.appId, made.id, server.world.tenant.id, '0 web, 1 spa, 0 public client', '0 certificate, 0 secret', 'Multiple organizations']) assert.ok(text.includes(words), words);
  await close(page);
});

// Presses Tab until the focus is where `role` and `name` say.
async function tabTo(page, role, name) {
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('Tab');
    if (await page.getByRole(role, { name }).first().evaluate((element) => element === document.activeElement)) return;
  }
  assert.fail(`Tab does not reach ${role} ${name}`);
}

test('UI-08: portal: an application is registered by keyboard alone', async () => {
  const server = await ownServer();
  const page = await open(server);
  const { keyboard } = page;
  await tabTo(page, 'link', 'App registrations');
  await keyboard.press('Enter');
  await title(page, /\| App registrations$/);
  await tabTo(page, 'button', 'New registration');
  await keyboard.press('Enter');
  await title(page, 'Register an application');
  await tabTo(page, 'textbox', 'Name');
  await keyboard.type('By keyboard');
  await tabTo(page, 'radio', /Single tenant\)$/);
  await keyboard.press('ArrowDown');
  await tabTo(page, 'combobox', 'Select a platform');
  await keyboard.type('Single-page');
  await tabTo(page, 'textbox', 'Redirect URI');
  await keyboard.type('http://localhost:8585/callback');
  await keyboard.press('Enter');
  await title(page, 'By keyboard');
  const made = server.world.apps.at(-1);
  assert.deepEqual([made.displayName, made.signInAudience, made.spa.redirectUris], ['By keyboard', 'AzureADMultipleOrgs', ['http://localhost:8585/callback']]);
  await tabTo(page, 'link', 'Certificates & secrets');
  await keyboard.press('Enter');
  await tabTo(page, 'button', 'New client secret');
  await keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await until('the focus is back', () => page.getByRole('button', { name: 'New client secret' }).evaluate((element) => element === document.activeElement));
  await close(page);
});

test('portal: Authentication saves what one changed, and Discard takes it back', async () => {
  const server = await ownServer();
  const app = server.world.apps[0];
  const page = await open(server, `/apps/${app.id}/authentication`);
  const save = page.getByRole('button', { name: 'Save' });
  assert.ok(await save.isDisabled());
  await page.getByLabel('ID tokens (used for implicit and hybrid flows)').check();
  await page.getByRole('button', { name: 'Discard' }).click();
  assert.ok(!(await page.getByLabel('ID tokens (used for implicit and hybrid flows)').isChecked()));
  await page.getByLabel('ID tokens (used for implicit and hybrid flows)').check();
  await page.getByRole('button', { name: 'Add a platform' }).click();
  await page.getByRole('menuitem', { name: 'Single-page application (SPA)' }).click();
  await page.getByRole('textbox', { name: 'Single-page application (SPA) redirect URI 1' }).fill('https://spa.example/cb');
  app.notes = 'changed by somebody else meanwhile';
  await save.click();
  await until('saved', () => app.spa.redirectUris.includes('https://spa.example/cb'));
  assert.equal(app.web.implicitGrantSettings.enableIdTokenIssuance, true);
  assert.equal(app.web.redirectUris.length, 2);
  assert.equal(app.notes, 'changed by somebody else meanwhile');
  await close(page);
});

test('portal: an error of Graph stands at the field that it is about', async () => {
  const server = await ownServer();
  const page = await open(server, `/apps/${server.world.apps[0].id}/authentication`);
  await page.getByRole('textbox', { name: 'Web redirect URI 1' }).fill('https://refuse-me.example/cb');
  await page.getByRole('button', { name: 'Save' }).click();
  const field = page.locator('.uri', { has: page.getByRole('textbox', { name: 'Web redirect URI 1' }) });
  await field.getByText(/is refused here/).waitFor();
  assert.equal(await page.getByRole('alert').filter({ hasText: 'refused here' }).filter({ hasText: 'This did not work' }).count(), 0);
  page.complaints = page.complaints.filter((each) => !each.includes('400')); // the browser reports the refused request
  await close(page);
});

test('portal: the value of a secret is shown once, beside its Secret ID', async () => {
  const server = await ownServer();
  const app = server.world.apps[0];
  const page = await open(server, `/apps/${app.id}/secrets`);
  await page.getByRole('button', { name: 'New client secret' }).click();
  await page.getByRole('textbox', { name: 'Description' }).fill('of the test');
  await page.getByRole('combobox', { name: 'Expires' }).selectOption({ label: '365 days (12 months)' });
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const row = page.getByRole('row', { name: /of the test/ });
  await row.waitFor();
  const made = app.passwordCredentials.at(-1);
  const shown = await row.locator('.mono').allTextContents();
  assert.equal(shown[1], made.keyId);
  assert.ok(shown[0].length >= 40, `the value: ${shown[0]}`);
  assert.ok(!JSON.stringify(made).includes(shown[0]));
  const months = (Date.parse(made.endDateTime) - Date.parse(made.startDateTime)) / 86_400_000;
  assert.ok(months > 360 && months < 370, `${months} days`);
  await page.reload();
  await row.waitFor();
  assert.equal((await row.locator('.mono').allTextContents())[0], `${made.hint}******`);
  assert.equal(await page.evaluate((value) => JSON.stringify({ ...sessionStorage, ...localStorage }).includes(value), shown[0]), false, 'the value is stored');
  await close(page);
});

test('portal: Grant admin consent grants delegated and application permissions', async () => {
  const server = await ownServer();
  const app = server.world.apps[0];
  const page = await open(server, `/apps/${app.id}/permissions`);
  await page.getByText('Not granted for Contoso').waitFor();
  await page.getByRole('button', { name: 'Grant admin consent for Contoso' }).click();
  await page.getByRole('button', { name: 'Yes' }).click();
  await until('granted', () => server.world.assignments.some((each) => each.appRoleId === 'df021288-bdef-4463-88db-98f22de89214'));
  await page.getByText('Not granted for Contoso').waitFor({ state: 'detached' });
  assert.equal(await page.getByText('Granted for Contoso', { exact: true }).count(), 2);
  await page.getByRole('button', { name: 'Add a permission' }).click();
  await page.getByRole('checkbox', { name: /Group\.Read\.All/ }).check();
  await page.getByRole('button', { name: 'Add permissions' }).click();
  await until('added', () => app.requiredResourceAccess[0].resourceAccess.length === 3);
  await page.getByRole('row', { name: /Group\.Read\.All.*Yes.*Not granted for Contoso/ }).waitFor();
  await close(page);
});

test('portal: a scope and an app role are made with what Entra ID asks for', async () => {
  const server = await ownServer();
  const app = server.world.apps[1];
  const page = await open(server, `/apps/${app.id}/api`);
  assert.ok(await page.getByRole('button', { name: 'Add a scope' }).isDisabled());
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await until('the Application ID URI', () => app.identifierUris[0] === `api://${app.appId}`);
  await page.getByRole('button', { name: 'Add a scope' }).click();
  await page.getByRole('button', { name: 'Add scope' }).click();
  await page.getByText(/A scope name has 1 to 120/).waitFor();
  await page.getByRole('textbox', { name: 'Scope name' }).fill('Files.Read');
  await page.getByRole('textbox', { name: 'Admin consent display name' }).fill('Read files');
  await page.getByRole('textbox', { name: 'Admin consent description' }).fill('Reads the files of people.');
  await page.getByRole('button', { name: 'Add scope' }).click();
  await page.getByText(`api://${app.appId}/Files.Read`).waitFor();
  await page.goto(`${server.origin}/portal/apps/${app.id}/roles`);
  await page.getByRole('button', { name: 'Create app role' }).click();
  await page.getByRole('textbox', { name: 'Display name' }).fill('Writers');
  await page.getByRole('textbox', { name: 'Value' }).fill('Task.Write');
  await page.getByRole('textbox', { name: 'Description' }).fill('May write.');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('row', { name: /Writers/ }).waitFor();
  assert.deepEqual(app.appRoles.map((role) => [role.value, role.isEnabled, role.allowedMemberTypes]), [['Task.Write', true, ['User']]]);
  await close(page);
});

test('portal: a manifest with a mistake cannot be saved, and says where it is', async () => {
  const server = await ownServer();
  const app = server.world.apps[0];
  const page = await open(server, `/apps/${app.id}/manifest`);
  const editor = page.getByRole('textbox', { name: 'Manifest' });
  const text = await editor.inputValue();
  await editor.fill(text.replace('"http://localhost:8585/callback"', '"http://elsewhere.example/callback"'));
  await page.getByText('web.redirectUris[0]').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Save' }).isDisabled());
  await editor.fill(text.replace('"groupMembershipClaims": null', '"groupMembershipClaims": "SecurityGroup"'));
  await page.getByRole('button', { name: 'Save' }).click();
  await until('saved', () => app.groupMembershipClaims === 'SecurityGroup');
  await close(page);
});

test('portal: a new sign-in appears by itself, and its difference is marked', async () => {
  const server = await ownServer();
  const page = await open(server, '/logs');
  await page.getByText('50011').first().waitFor();
  server.world.signIns.unshift({
    ...server.world.signIns[1], id: 'new', createdDateTime: new Date().toISOString(), status: { errorCode: 700025, failureReason: 'Client is public.', additionalDetails: null },
    sallyport: { endpoint: '/oauth2/v2.0/token', sent: 'client ID and client secret', expected: 'client ID', fix: 'Remove the secret.' },
  });
  await page.getByText('700025').waitFor();
  await page.getByRole('row', { name: /700025/ }).getByRole('button').click();
  await page.getByRole('heading', { name: 'AADSTS700025' }).waitFor();
  assert.equal(await page.locator('.compared mark').textContent(), ' and client secret');
  await page.getByText('Remove the secret.').waitFor();
  assert.deepEqual(await findings(page), []);
  await close(page);
});

test('portal: the log shows failures alone, or successes alone', async () => {
  const server = await sharedServer();
  const page = await open(server, '/logs');
  await page.getByText('50011').first().waitFor();
  await page.getByRole('combobox', { name: 'Status' }).selectOption('Failure');
  await page.getByText('Success', { exact: true }).and(page.locator('.fui-Badge')).waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('row', { name: /Failure \d/ }).count(), 2);
  await page.getByRole('combobox', { name: 'Status' }).selectOption('Success');
  await page.getByRole('row', { name: /Success -/ }).waitFor();
  assert.equal(await page.getByText('50011').count(), 0);
  await close(page);
});

test('portal: a pasted authorize URL is judged, and the application can be registered rightly', async () => {
  const server = await ownServer();
  const page = await open(server, '/connect');
  const box = page.getByRole('textbox', { name: 'Settings or authorize URL' });
  const app = server.world.apps[0];
  await box.fill(`clientId: ${app.appId}\ncallbackUrl: http://localhost:8585/callback\nclientType: public\n`);
  await page.getByText(/AADSTS7000218/).waitFor();
  await box.fill('clientId: 99999999-0000-4000-8000-000000000009\nclientType: public\ncallbackUrl: http://localhost:3000/callback\n');
  await page.getByText(/AADSTS700016/).waitFor();
  await page.getByRole('button', { name: 'Register this application' }).click();
  await title(page, 'Register an application');
  assert.equal(await page.getByRole('textbox', { name: 'Redirect URI' }).inputValue(), 'http://localhost:3000/callback');
  assert.equal(await page.getByRole('combobox', { name: 'Select a platform' }).inputValue(), 'spa');
  await close(page);
});

test('portal: a conditional access policy is made, says what it does, is switched on, and deleted', async () => {
  const server = await ownServer();
  const { world } = server;
  const page = await open(server, '/conditional-access');
  await page.getByText('For everybody, but not Alice Adams, at OpenMetadata: a second factor is needed.').waitFor();
  await page.getByRole('button', { name: 'New policy' }).click();
  await title(page, 'New policy');
  assert.ok(await page.getByRole('button', { name: 'Create', exact: true }).isDisabled(), 'a policy has a name');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('No guests');
  await page.getByRole('combobox', { name: 'Include users' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'All users' }).or(page.getByRole('option', { name: 'All users' })).click();
  await page.getByRole('menuitemcheckbox', { name: 'Guests' }).or(page.getByRole('option', { name: 'Guests' })).click();
  await page.keyboard.press('Escape');
  await page.getByRole('checkbox', { name: 'Block access' }).check();
  assert.ok(!(await page.getByRole('checkbox', { name: 'Require multifactor authentication' }).isChecked()), 'a block stands alone');
  await page.getByText('For guests, at every application: access is blocked.').waitFor();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await title(page, 'No guests');
  const made = world.policies.at(-1);
  assert.deepEqual([made.state, made.conditions.users.includeUsers, made.grantControls.builtInControls], ['enabledForReportingButNotEnforced', ['GuestsOrExternalUsers'], ['block']]);
  await page.getByRole('radio', { name: /^On:/ }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The policy has been saved.').waitFor();
  assert.equal(made.state, 'enabled');
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await title(page, 'Conditional Access');
  assert.equal(world.policies.length, 1);
  await close(page);
});

test('portal: a policy that locks everybody out is warned about, and a refusal is shown', async () => {
  const server = await ownServer();
  const page = await open(server, '/conditional-access/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Lock');
  await page.getByRole('checkbox', { name: 'Block access' }).check();
  await page.getByRole('radio', { name: /^On:/ }).check();
  await page.getByText('This policy locks everybody out, you too.').waitFor();
  await page.getByRole('checkbox', { name: 'Block access' }).uncheck();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByText("Invalid value specified for property 'grantControls'").waitFor();
  assert.equal(server.world.policies.length, 1);
  page.complaints = page.complaints.filter((each) => !/status of 400/.test(each));
  await close(page);
});

test('portal: a named location is made and deleted', async () => {
  const server = await ownServer();
  const page = await open(server, '/conditional-access/locations');
  await page.getByRole('button', { name: 'IP ranges location' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Branch');
  await page.getByRole('textbox', { name: 'IP ranges' }).fill('198.51.100.0/24\n2001:db8::/32');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByText('198.51.100.0/24, 2001:db8::/32').waitFor();
  assert.equal(server.world.locations.at(-1).ipRanges[1]['@odata.type'], '#microsoft.graph.iPv6CidrRange');
  await page.getByRole('button', { name: 'Delete Branch' }).click();
  await until('deleted', () => server.world.locations.length === 1);
  await close(page);
});

test('portal: of 5,000 applications only those in sight are drawn, and the search finds any', async () => {
  const server = await ownServer(5000);
  const page = await open(server, '/apps');
  await page.getByText('5002 applications found').waitFor();
  const drawn = () => page.locator('.virtual-row').count();
  assert.ok((await drawn()) < 60, `${await drawn()} rows`);
  await page.getByRole('searchbox').fill('application 4711');
  await page.getByText('1 application found').waitFor();
  await page.getByRole('link', { name: 'Application 4711' }).click();
  await title(page, 'Application 4711');
  await page.goBack();
  await page.getByText('5002 applications found').waitFor();
  await page.locator('.virtual').evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await page.getByRole('link', { name: 'Sales dashboard' }).waitFor();
  await close(page);
});

test('portal: the colours follow the system, until one chooses', async () => {
  const server = await sharedServer();
  const page = await open(server, '/users', { colorScheme: 'dark' });
  const dark = () => page.evaluate(() => document.documentElement.style.colorScheme);
  assert.equal(await dark(), 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await until('light', async () => (await dark()) === 'light');
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitemradio', { name: 'Colours: Dark' }).click();
  await page.reload();
  await title(page, 'Users');
  assert.equal(await dark(), 'dark');
  await close(page);
});

test('portal: a directory role is given, and taken after a question', async () => {
  const server = await ownServer();
  const { world } = server;
  const page = await open(server, '/roles');
  await page.getByText('Your role: Global Administrator').waitFor();
  await page.getByRole('row', { name: /Application Administrator.*0$/ }).waitFor();
  await page.getByRole('link', { name: 'Application Administrator' }).click();
  await title(page, 'Application Administrator | Assignments');
  await page.getByRole('button', { name: 'Add assignments' }).click();
  await page.getByRole('searchbox', { name: 'Search users' }).fill('carol');
  await page.getByRole('button', { name: 'Select Carol Chen' }).click();
  await until('given', () => world.roles.some((each) => each.principalId === world.people[2].id));
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('row', { name: /Carol Chen.*carol@contoso\.example.*Directory/ }).waitFor();
  await page.goto(`${server.origin}/portal/apps/${world.apps[0].id}/administrators`);
  await page.getByRole('row', { name: /Application Administrator.*Carol Chen/ }).waitFor();
  assert.equal(await page.getByRole('row', { name: /User Administrator/ }).count(), 0);
  await page.getByRole('link', { name: 'Application Administrator' }).click();
  await page.getByRole('button', { name: 'Remove Carol Chen' }).click();
  await page.getByRole('alertdialog').getByText('keeps the account').waitFor();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('Nobody has this role.').waitFor();
  assert.ok(!world.roles.some((each) => each.principalId === world.people[2].id));
  await close(page);
});

test('portal: who takes their own role away is warned that they cannot give it back', async () => {
  const server = await ownServer();
  const page = await open(server, '/roles/62e90394-69f5-4237-9190-012177145e10');
  await page.getByRole('button', { name: 'Remove Alice Adams' }).click();
  await page.getByRole('alertdialog').getByText('This is your own role.').waitFor();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  assert.equal(server.world.roles.length, 1);
  await close(page);
});

test('portal: Branding & properties saves the name, the home page and the note', async () => {
  const server = await ownServer();
  const app = server.world.apps[0];
  const page = await open(server, `/apps/${app.id}/branding`);
  await page.getByRole('textbox', { name: 'Name' }).fill('');
  await page.getByText('Give the application a name.').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Save' }).isDisabled());
  await page.getByRole('textbox', { name: 'Name' }).fill('Catalogue');
  await page.getByRole('textbox', { name: 'Home page URL' }).fill('https://data.contoso.example');
  await page.getByRole('textbox', { name: 'Internal note' }).fill('Owned by the data team.');
  await page.getByRole('button', { name: 'Save' }).click();
  await title(page, 'Catalogue | Branding & properties');
  assert.deepEqual([app.displayName, app.web.homePageUrl, app.notes], ['Catalogue', 'https://data.contoso.example', 'Owned by the data team.']);
  assert.equal(app.web.redirectUris.length, 2);
  await close(page);
});

test('portal: an application that is not developed here is made under Enterprise applications', async () => {
  const server = await ownServer();
  const page = await open(server, '/enterprise');
  await page.getByRole('button', { name: 'New application' }).click();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByText('Give the application a name.').waitFor();
  await page.getByRole('textbox', { name: "What's the name of your app?" }).fill('Wiki');
  await page.getByRole('radio', { name: /Integrate any other application/ }).check();
  assert.deepEqual(await findings(page), []);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await title(page, 'Wiki');
  assert.equal(server.world.principals.filter((each) => each.displayName === 'Wiki').length, 1);
  await page.goto(`${server.origin}/portal/enterprise`);
  await page.getByRole('button', { name: 'New application' }).click();
  await page.getByRole('textbox', { name: "What's the name of your app?" }).fill('Ours');
  await page.getByRole('radio', { name: /App you're developing/ }).check();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await title(page, 'Register an application');
  assert.equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), 'Ours');
  await close(page);
});

test('portal: the list of applications can be downloaded, and says where to look for trouble', async () => {
  const server = await sharedServer();
  const page = await open(server, '/apps');
  await page.getByRole('searchbox').fill('open');
  await page.getByText('1 application found').waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
  assert.equal(file.suggestedFilename(), 'app-registrations.csv');
  const lines = readFileSync(await file.path(), 'utf8').split('\r\n');
  assert.deepEqual(lines, ['Display name,Application (client) ID,Created on,Certificates & secrets', `OpenMetadata,${server.world.apps[0].appId},2026-11-03T09:12:00Z,Current`, '']);
  await page.getByRole('button', { name: 'Troubleshooting' }).click();
  await page.getByRole('link', { name: /AADSTS700025/ }).waitFor();
  assert.deepEqual(await findings(page), []);
  await close(page);
});

test('portal: people are assigned, added to groups, blocked and deleted', async () => {
  const server = await ownServer();
  const { world } = server;
  const principal = world.principals[1];
  const page = await open(server, `/enterprise/${principal.id}/users`);
  await page.getByRole('button', { name: 'Add user/group' }).click();
  await page.getByRole('searchbox', { name: 'Search users and groups' }).fill('dave');
  await page.getByRole('button', { name: 'Select Dave Diaz' }).click();
  await page.getByRole('row', { name: /Dave Diaz.*User.*Administrators/, includeHidden: true }).waitFor();
  await page.goto(`${server.origin}/portal/groups/${world.groups[0].id}`);
  await page.getByRole('button', { name: 'Add members' }).click();
  await page.getByRole('searchbox').fill('erin');
  await page.getByRole('button', { name: 'Select Erin Eich' }).click();
  await until('a member', () => world.members.get(world.groups[0].id).includes(world.people[4].id));
  await page.goto(`${server.origin}/portal/users/${world.people[1].id}`);
  await page.getByRole('button', { name: 'Remove authenticator app' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove authenticator app' }).waitFor({ state: 'detached' });
  assert.equal(world.authenticators.size, 0);
  await page.getByRole('row', { name: /Password/ }).waitFor();
  await page.goto(`${server.origin}/portal/users/${world.people[3].id}`);
  await page.getByRole('combobox', { name: 'Directory role' }).selectOption({ label: 'User Administrator: may change people and groups' });
  await page.getByRole('button', { name: 'Save' }).click();
  await until('a role', () => world.roles.some((each) => each.principalId === world.people[3].id));
  await page.getByRole('button', { name: 'Block sign-in' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Block sign-in' }).click();
  await page.getByRole('button', { name: 'Allow sign-in' }).waitFor();
  assert.equal(world.people[3].accountEnabled, false);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await title(page, 'Users');
  assert.ok(!world.people.some((each) => each.displayName === 'Dave Diaz'));
  await close(page);
});
