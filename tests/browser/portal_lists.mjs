// The portal's lists and its help in a browser: many applications, a download, an application of another maker, a pasted URL.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from '../support.mjs';
import { findings } from './inspect.mjs';
import { close, open, ownServer, sharedServer, title } from './portal_world.mjs';

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
