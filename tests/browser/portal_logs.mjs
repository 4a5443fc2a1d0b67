// The portal's sign-in logs in a browser.
import assert from 'node:assert/strict';
import { test, until } from '../support.mjs';
import { findings } from './inspect.mjs';
import { close, open, ownServer, sharedServer } from './portal_world.mjs';

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

/** The states of the sign-ins that the table shows, from the newest on. */
async function states(page) {
  const badges = page.getByRole('table', { name: 'Sign-ins' }).locator('tbody tr .fui-Badge');
  return (await badges.allTextContents()).join(', ');
}

test('portal: the log shows failures alone, or successes alone', async () => {
  const server = await sharedServer();
  const page = await open(server, '/logs');
  await page.getByText('50011').first().waitFor();
  await page.getByRole('combobox', { name: 'Status' }).selectOption('Failure');
  await until('the two failures, and nothing else', async () => (await states(page)) === 'Failure, Failure');
  await page.getByRole('combobox', { name: 'Status' }).selectOption('Success');
  await until('successes, and nothing else', async () => /^Success(, Success)*$/.test(await states(page)));
  await close(page);
});

test('portal: failures behind hundreds of successes are found, and older sign-ins are shown when asked for', async () => {
  const server = await ownServer();
  const { signIns } = server.world;
  const success = signIns.find((each) => each.status.errorCode === 0);
  signIns.unshift(...Array.from({ length: 250 }, (_, i) => ({ ...success, id: `filler-${i}`, createdDateTime: new Date(Date.now() - i * 1000).toISOString() })));
  const page = await open(server, '/logs');
  const rows = page.getByRole('table', { name: 'Sign-ins' }).locator('tbody tr');
  const older = page.getByRole('button', { name: 'Show older sign-ins' });
  await until('the newest hundred', async () => (await rows.count()) === 100);
  assert.equal(await page.getByText('50011').count(), 0);
  await page.getByRole('combobox', { name: 'Status' }).selectOption('Failure');
  await page.getByRole('row', { name: /Failure 50011/ }).waitFor();
  await until('both failures, and no older ones', async () => (await rows.count()) === 2 && (await older.count()) === 0);
  await page.getByRole('combobox', { name: 'Status' }).selectOption('All');
  await until('the newest hundred again', async () => (await rows.count()) === 100);
  await older.click();
  await until('two hundred', async () => (await rows.count()) === 200);
  signIns.unshift({ ...success, id: 'newest', createdDateTime: new Date().toISOString() });
  await until('the newest one, and none lost', async () => (await rows.count()) === 201);
  await older.click();
  await until('all of them', async () => (await rows.count()) === 254);
  await older.waitFor({ state: 'detached' });
  await close(page);
});
