// App registrations in a browser: the list, New registration, and what each page of one application saves.
import assert from 'node:assert/strict';
import { test, until } from '../support.mjs';
import { close, open, ownServer, title } from './portal_world.mjs';

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
  const platform = page.getByRole('combobox', { name: 'Select a platform' });
  for (let i = 0; i < 5 && (await platform.inputValue()) !== 'spa'; i += 1) await keyboard.press('ArrowDown');
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
  await until('both are shown as granted', async () => (await page.getByText('Granted for Contoso', { exact: true }).count()) === 2);
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
