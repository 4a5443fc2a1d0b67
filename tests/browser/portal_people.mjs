// People, groups and directory roles in the portal.
import assert from 'node:assert/strict';
import { test, until } from '../support.mjs';
import { close, open, ownServer, title } from './portal_world.mjs';

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
