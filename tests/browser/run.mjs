// A browser does what the README tells a newcomer to do: open, sign in, see name and roles, get a refusal if the role
// is missing, sign out everywhere.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { Agent } from '../agent.mjs';
import { main, test, until } from '../support.mjs';
import { newContext } from './chromium.mjs';
import { startDemo } from './demo.mjs';
import './pages.mjs';
import './portal_guide.mjs';
import './portal_lists.mjs';
import './portal_logs.mjs';
import './portal_pages.mjs';
import './portal_people.mjs';
import './portal_policies.mjs';
import './portal_registration.mjs';
import './portal_rules.mjs';
import './portal_walks.mjs';
import './portal_directory.mjs'; // last: it looks at the complaints of all of them
import './sign_in.mjs';

const binary = process.argv[2];
const SESSION = 'sallyport';  // over http the cookie has no __Host- prefix
const shots = process.env.SCREENSHOTS;
if (shots) mkdirSync(shots, { recursive: true });
const demo = await startDemo(binary);

async function shot(page, name) {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

// Opens the application without a session and picks a person at the directory.
async function signIn(page, person) {
  await page.goto(demo.url);
  assert.ok(page.url().startsWith(demo.directory), `asked to sign in at the directory, not ${page.url()}`);
  await shot(page, 'account-picker');
  await page.getByRole('button', { name: new RegExp(person) }).click();
  await page.waitForURL(`${demo.url}/`);
}

test('a newcomer opens the application, signs in, and sees name and roles', async () => {
  const page = await (await newContext()).newPage();
  await signIn(page, 'Alice');
  assert.match(await page.textContent('#username'), /alice/i);
  assert.match(await page.textContent('#roles'), /Admin/);
  await shot(page, 'signed-in');
  await page.click('#admin');
  await page.locator('h1', { hasText: 'Administration' }).waitFor();
});

test('the session cookie is out of reach of scripts, and no token is in the browser', async () => {
  const context = await newContext();
  const page = await context.newPage();
  const urls = [];
  page.on('request', (request) => request.url().startsWith(demo.url) && urls.push(request.url()));
  await signIn(page, 'Alice');
  // Cookies are shared by all ports of a host, so the directory's are here, too. One of them is for scripts, as at Entra ID:
  // its check-session page tells whether somebody else has signed in.
  const ours = (cookie) => !/signin|^ESTS|^flow/.test(cookie.name);
  const cookies = (await context.cookies(demo.url)).filter(ours);
  assert.match(await page.evaluate('document.cookie'), /^(ESTSSC=[0-9a-f-]{36})?$/);
  assert.ok(cookies.every((cookie) => cookie.httpOnly && cookie.sameSite === 'Lax' && cookie.path === '/'));
  assert.ok(cookies.every((cookie) => !cookie.value.startsWith('eyJ')), 'a token in a cookie');
  const stored = await page.evaluate('JSON.stringify([{...localStorage}, {...sessionStorage}])');
  assert.equal(stored, '[{},{}]');
  assert.ok(urls.every((url) => !/eyJ[\w-]+\.eyJ/.test(url)), `a token in a URL: ${urls}`);
});

test('what the terminal says about the directory works as it stands there', async () => {
  const [, program, folder] = demo.process.output.match(/(\S+) ca install --data-dir (\S+)/);
  const ask = (...words) => execFileSync(program, [...words, '--data-dir', folder], { encoding: 'utf8' });
  const ca = readFileSync(ask('ca', 'show', '--path').trim());
  const { status, text } = await new Agent({ ca }).send(demo.directoryHttps);
  assert.equal(status, 200);
  assert.match(text, /not Microsoft Entra ID/);
  assert.ok(demo.process.output.includes(`${program} directory app list --data-dir ${folder}`));
  assert.match(demo.process.output, new RegExp(`${demo.directory}/portal +as Alice`));
  assert.match(ask('directory', 'app', 'list'), /Sallyport demo \(web\)/);
});

test('who lacks the role is told which, and stays signed in', async () => {
  const page = await (await newContext()).newPage();
  await signIn(page, 'Bob');
  const answer = await page.goto(`${demo.url}/admin`);
  assert.equal(answer.status(), 403);
  assert.match(await page.textContent('main'), /Admin/);
  await shot(page, 'role-missing');
  await page.goto(demo.url);
  assert.match(await page.textContent('#username'), /bob/i);
});

test('sign-out ends the session here and at the directory, and does not sign in again by itself', async () => {
  const context = await newContext();
  const page = await context.newPage();
  await signIn(page, 'Alice');
  const cookies = await context.cookies(demo.url);
  await page.click('#sign-out');
  await shot(page, 'sign-out');
  const question = page.locator('form button');
  await until('the end, or a question', async () => page.url() === `${demo.url}/signed-out` || (await question.count()) > 0);
  if (page.url() !== `${demo.url}/signed-out`) await question.first().click();
  await page.waitForURL(`${demo.url}/signed-out`);
  await shot(page, 'signed-out');
  const left = (await context.cookies(demo.url)).map((cookie) => cookie.name);
  assert.ok(!left.includes(SESSION), `the session cookie is left: ${left}`);
  await page.reload();
  assert.equal(page.url(), `${demo.url}/signed-out`);
  // The directory's session is over, too, so the directory asks for the account again.
  await page.goto(demo.url);
  assert.ok(page.url().startsWith(demo.directory));
  // The old cookie no longer opens anything.
  await context.addCookies(cookies);
  await page.goto(demo.url);
  assert.ok(page.url().startsWith(demo.directory), 'the old session cookie still opens the application');
});

test('a restart loses no session', async () => {
  const page = await (await newContext()).newPage();
  await signIn(page, 'Alice');
  await demo.process.stop();
  demo.process = demo.start();
  await demo.process.saying(/Press Ctrl\+C to stop/);
  await page.goto(demo.url);
  assert.match(await page.textContent('#username'), /alice/i);
});

test('two tabs may sign in at once', async () => {
  const context = await newContext();
  const one = await context.newPage();
  const two = await context.newPage();
  await one.goto(demo.url);
  await two.goto(`${demo.url}/reports`);
  await one.getByRole('button', { name: /Alice/ }).click();
  await one.waitForURL(`${demo.url}/`);
  await two.getByRole('button', { name: /Alice/ }).click();
  await two.waitForURL(`${demo.url}/reports`);
});

test('everything works without JavaScript, on a phone, by keyboard, in the dark', async () => {
  const context = await newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 700 }, colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto(demo.url);
  await shot(page, 'account-picker-phone-dark');
  await page.getByRole('button', { name: /Alice/ }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(`${demo.url}/`);
  await shot(page, 'signed-in-phone-dark');
  const width = await page.locator('html').evaluate((html) => html.scrollWidth).catch(() => 360);
  assert.ok(width <= 360, `the page is ${width} px wide on a phone`);
});

await main({ limit: 1_500_000 });
