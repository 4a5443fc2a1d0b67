// The four walks of the portal's first page, as a newcomer does them: every click, and the gateway's file as the page shows it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { binary } from '../feature/world.mjs';
import { Process, freePort, isReady, temporaryFolder, test, until, write } from '../support.mjs';
import { makeSecret, openPortal, signInAt, tickIdTokens } from './portal_demo.mjs';

// Starts the gateway with a file of the walk. Only its ports are others, because other tests run beside this one.
async function startFrom(text, secret) {
  const folder = temporaryFolder('walk');
  const port = await freePort();
  const adminPort = await freePort();
  assert.match(text, /port: 8590\n +adminPort: 8591/);
  const config = write(join(folder, 'sallyport.yaml'), text.replaceAll('8590', port).replaceAll('8591', adminPort));
  const gateway = new Process(binary, ['serve', '--config', config], { cwd: folder, env: { ...process.env, ...(secret ? { OIDC_CLIENT_SECRET: secret } : {}) } });
  await until('ready', () => isReady(adminPort));
  return { origin: `http://localhost:${port}`, gateway };
}

async function openWalk(title) {
  const { demo, page } = await openPortal();
  await page.goto(`${demo.directory}/portal`);
  await page.getByRole('link', { name: title }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  const address = page.url();
  return { page, back: () => page.goto(address) };
}

// Step 1: registers the application with what the walk fills in.
async function registerFilledIn(page) {
  await page.getByRole('button', { name: 'New registration, filled in' }).click();
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.locator('.essentials').waitFor();
}

const done = (page, step) => page.getByRole('heading', { level: 2, name: new RegExp(`${step} \\(done\\)`) }).waitFor();
const fileOf = (page) => page.locator('figure', { hasText: 'sallyport.yaml' }).locator('code').textContent();

test('portal walk: a single-page application signs in with the file that the page shows', async () => {
  const { page, back } = await openWalk('Single-page application, without a secret');
  await registerFilledIn(page);
  await tickIdTokens(page);
  await back();
  await done(page, 'Register the application');
  await done(page, 'Allow ID tokens');
  const { origin, gateway } = await startFrom(await fileOf(page));
  assert.match(await (await signInAt(origin)).textContent('main'), /alice/i);
  await done(page, 'Sign in');
  await page.getByText(/alice.* has signed in\./i).waitFor();
  await gateway.stop();
});

test('portal walk: a Web application signs in with the file that the page shows, and its secret', async () => {
  const { page, back } = await openWalk('Web application, with a client secret');
  await registerFilledIn(page);
  const secret = await makeSecret(page);
  await back();
  await done(page, 'Make a client secret');
  const { origin, gateway } = await startFrom(await fileOf(page), secret);
  assert.match(await (await signInAt(origin)).textContent('main'), /alice/i);
  await done(page, 'Sign in');
  await gateway.stop();
});

test('portal walk: a SPA with a secret is refused, and the walk shows the difference', async () => {
  const { page, back } = await openWalk('The mistake: a SPA with a secret');
  await registerFilledIn(page);
  const secret = await makeSecret(page);
  await back();
  await page.getByText('Waiting for the refusal in the sign-in log.').waitFor();
  const { origin, gateway } = await startFrom(await fileOf(page), secret);
  assert.match(await (await signInAt(origin)).textContent('main'), /AADSTS700025/);
  await done(page, 'Read AADSTS700025');
  await page.getByText(/neither 'client_assertion' nor 'client_secret'/).waitFor();
  await page.getByRole('link', { name: 'Open Authentication' }).waitFor();
  await gateway.stop();
});

test('portal walk: a Web application without a secret is refused, by the request that the page sends', async () => {
  const { page, back } = await openWalk('The mistake: a Web application without a secret');
  await registerFilledIn(page);
  await back();
  await page.getByRole('button', { name: 'Send it from this page' }).click();
  await page.locator('figure', { hasText: 'The answer' }).getByText(/7000218/).waitFor();
  await done(page, 'Read AADSTS7000218');
  await page.getByRole('link', { name: 'Open Certificates & secrets' }).waitFor();
});
