// Conditional access in the portal: policies and named locations.
import assert from 'node:assert/strict';
import { test, until } from '../support.mjs';
import { close, open, ownServer, title } from './portal_world.mjs';

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
