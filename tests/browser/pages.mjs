// Tests every page of Sallyport as people see it: on a phone and on a desktop, light and dark, and without a mouse.
import assert from 'node:assert/strict';
import { IMPLICIT, PASSWORD, WEB, confidentialAt, directory, publicAt, startDirectory } from '../feature/entra.mjs';
import { binary, startGateway } from '../feature/world.mjs';
import { test } from '../support.mjs';
import { totp } from '../totp.mjs';
import { newContext } from './chromium.mjs';
import { startDemo } from './demo.mjs';
import { findings, walk } from './inspect.mjs';

const shots = process.env.SCREENSHOTS;
const screens = [['phone', { width: 360, height: 740 }], ['desk', { width: 1280, height: 800 }]];

async function look(page, name) {
  for (const [screen, size] of screens)
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      if (shots) await page.screenshot({ path: `${shots}/${name}-${screen}-${colorScheme}.png`, fullPage: true });
      assert.deepEqual(await findings(page), [], `${name}, ${screen}, ${colorScheme}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= size.width, `${name} is ${width} px wide on ${size.width}`);
    }
}

async function inspect(page, name, says) {
  await page.locator('main', { hasText: says }).waitFor();
  await walk(page, name);
  await look(page, name);
}

// A page of the stand-in must say that it is not Entra ID.
async function inspectStandIn(page, name, says) {
  assert.match(await page.textContent('.notice'), /not Microsoft Entra ID/, name);
  await inspect(page, name, says);
}

const newPage = async (options) => (await newContext(options)).newPage();
const PASSWORD_OF_ADMIN = 'A sentence of the administrator.';
const login = (gateway) => `${gateway.origin}/api/v1/auth/login?redirectUri=/`;

async function typePassword(page, person = 'alice', password = PASSWORD) {
  await page.fill('#i0116', `${person}@contoso.example`);
  await page.fill('#i0118', password);
  await page.keyboard.press('Enter');
}

test('UI-08: pages: the sample application and the account picker', async () => {
  const demo = await startDemo(binary);
  const page = await newPage();
  await page.goto(demo.url);
  await inspectStandIn(page, 'account-picker', /Pick an account/);
  await page.getByRole('button', { name: /Bob/ }).click();
  await page.waitForURL(`${demo.url}/`);
  await inspect(page, 'sample', /Reports/);
  await page.click('#reports');
  await inspect(page, 'sample-reports', /Viewer/);
  await page.goto(`${demo.url}/admin`);
  await inspect(page, 'role-missing', /Role needed/);
  await page.goto(`${demo.url}/nowhere`);
  await inspect(page, 'sample-nowhere', /Back/);
  await page.goto(demo.directory);
  await inspectStandIn(page, 'directory-welcome', /stand-in/);
  await demo.process.stop();
});

test('UI-08: pages: the link of a new directory, its first administrator, and their way into the portal', async () => {
  const there = await startDirectory();
  await there.process.saying(/Ready/);
  const [link] = there.process.output.match(/http:\/\/localhost:\d+\/setup\?link=[\w-]+/);
  const page = await newPage();
  await page.goto(link);
  await inspectStandIn(page, 'administrator', /Create your administrator account/);
  const fill = async (password) => {
    await page.getByLabel('Display name').fill('Ada Admin');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Password again').fill(password);
    await page.keyboard.press('Enter');
  };
  await fill('password');
  await inspectStandIn(page, 'administrator-refused', /too simple/);
  await fill(PASSWORD_OF_ADMIN);
  await inspectStandIn(page, 'administrator-done', /admin@contoso\.example is Global Administrator of Contoso/);
  await page.getByRole('link', { name: 'Open the portal' }).click();
  await typePassword(page, 'admin', PASSWORD_OF_ADMIN);
  await page.getByRole('link', { name: 'App registrations' }).first().waitFor();
  await page.goto(link);
  await inspectStandIn(page, 'administrator-dead-link', /This link does not work/);
});

test('UI-08: pages: sign-in, a wrong password, consent, signed in, signed out', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: (origin) => `${confidentialAt(there)(origin)}    prompt: consent\n` });
  const page = await newPage();
  await page.goto(gateway.origin);
  await inspect(page, 'home-signed-out', /not signed in/);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await inspectStandIn(page, 'sign-in', /User name/);
  await typePassword(page, 'alice', 'wrong');
  await inspectStandIn(page, 'sign-in-refused', /AADSTS50126/);
  await typePassword(page);
  await inspectStandIn(page, 'consent', /Permissions requested/);
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.waitForURL(`${gateway.origin}/`);
  await inspect(page, 'home-signed-in', /DataSteward/);
  await page.getByRole('link', { name: 'Where you are signed in' }).click();
  await inspect(page, 'sessions', /This browser/);
  const elsewhere = await newPage();
  await elsewhere.goto(login(gateway));
  await typePassword(elsewhere);
  await elsewhere.getByRole('button', { name: 'Accept' }).click();
  await elsewhere.waitForURL(`${gateway.origin}/`);
  await page.reload();
  await inspect(page, 'sessions-two', /Another browser/);
  await page.getByRole('button', { name: 'Sign out the others' }).click();
  await page.locator('main', { hasNotText: 'Another browser' }).waitFor();
  await elsewhere.reload();
  await elsewhere.locator('main', { hasText: 'not signed in' }).waitFor();
  await page.goto('about:blank');
  await page.goto(`${gateway.origin}/api/v1/auth/logout`);
  await inspect(page, 'sign-out', /signed in as/);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${gateway.origin}/signed-out`);
  await inspect(page, 'signed-out', /signed out/i);
  await page.goto(`${there.httpAuthority}/oauth2/v2.0/logout`);
  await inspectStandIn(page, 'directory-signed-out', /signed out/);
  await page.goto(`${gateway.origin}/callback?code=x&state=made-up-by-somebody`);
  await inspect(page, 'sign-in-lost', /start again/);
  await page.goto(`${gateway.origin}/nowhere`);
  await inspect(page, 'nowhere', /no such page/i);
  await page.goto(gateway.origin.replace('localhost', '127.0.0.1'));
  await inspect(page, 'another-address', new RegExp(gateway.origin));
  await page.getByRole('link').click();
  await page.waitForURL(`${gateway.origin}/`);
});

test('UI-08: pages: what a refusal of Entra means, who can mend it, and where', async () => {
  const there = await directory();
  const wrong = (from, to) => (origin) => confidentialAt(there)(origin).replace(from, to);
  const gateway = await startGateway({ authentication: wrong(/secret: .*/, 'secret: of-somebody-else') });
  const page = await newPage();
  await page.goto(login(gateway));
  await typePassword(page);
  await page.waitForURL(/callback/);
  await inspect(page, 'aadsts-7000215', /AADSTS7000215/);
  await page.goto(`${there.httpAuthority}/oauth2/v2.0/authorize?client_id=${WEB}&response_type=code&redirect_uri=https://elsewhere.example/callback&scope=openid`);
  await inspectStandIn(page, 'aadsts-50011', /AADSTS50011/);
  const implicit = await startGateway({ authentication: publicAt(there, WEB) });
  await page.goto(login(implicit));
  if (await page.locator('#i0116').count()) await typePassword(page);
  await page.waitForURL(/callback/);
  await inspect(page, 'aadsts-700054', /AADSTS700054/);
});

test('pages: the ID token comes by form_post, with and without JavaScript', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: publicAt(there, IMPLICIT) });
  const page = await newPage();
  await page.goto(login(gateway));
  await typePassword(page);
  await page.waitForURL(`${gateway.origin}/`);
  assert.match(await page.textContent('main'), /DataSteward/);
  const plain = await newPage({ javaScriptEnabled: false });
  await plain.goto(login(gateway));
  await typePassword(plain);
  assert.match(await plain.textContent('.notice'), /not Microsoft Entra ID/);
  await plain.getByRole('button', { name: 'Continue' }).click();
  await plain.waitForURL(`${gateway.origin}/`);
  assert.match(await plain.textContent('main'), /DataSteward/);
});

// Like Entra ID, the provider is another site. A browser sends no Lax cookie when its page posts to us.
test('pages: form_post from another site finds its sign-in', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: publicAt(there, IMPLICIT), publicUrl: (port) => `http://127.0.0.1:${port}` });
  const page = await newPage();
  await page.goto(login(gateway));
  await typePassword(page);
  await page.waitForURL(`${gateway.origin}/`);
  assert.match(await page.textContent('main'), /DataSteward/);
});

test('UI-08: pages: who may not come in by form_post reads why', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: (origin) => `${publicAt(there, IMPLICIT)(origin)}  enableSelfSignup: false\n` });
  const page = await newPage();
  await page.goto(login(gateway));
  await typePassword(page);
  await page.waitForURL(`${gateway.origin}/callback`);
  await inspect(page, 'person-unknown', /no account here/);
});

test('UI-08: pages: the first start, and the local administrator', async () => {
  const gateway = await startGateway({ authentication: '  provider: basic\n' });
  const link = await gateway.setupLink();
  const page = await newPage();
  await page.goto(link);
  await inspect(page, 'first-start', /Choose the password/);
  await page.fill('#password', 'a sentence does well');
  await page.fill('#again', 'another sentence does well');
  await page.keyboard.press('Enter');
  await inspect(page, 'first-start-refused', /differ/);
  for (const id of ['#password', '#again']) await page.fill(id, 'a sentence does well');
  await page.keyboard.press('Enter');
  await page.waitForURL(/local-admin\?set=1$/);
  await inspect(page, 'password-set', /The password is set/);
  await page.goto(`${gateway.origin}/local-admin`);
  await inspect(page, 'local-admin', /local administrator/);
  await page.fill('#password', 'wrong');
  await page.keyboard.press('Enter');
  await inspect(page, 'local-admin-refused', /not the password/);
  await page.goto(link);
  await inspect(page, 'first-start-used', /does not work/);
});

test('UI-08, LOC-12: pages: a second factor is set up at the sign-in, asked for at the next, and looked after', async () => {
  const mail = 'mail: {url: "smtps://localhost:465", from: us@contoso.example}\n';
  const gateway = await startGateway({ authentication: '  provider: basic\n', rest: `${mail}localAccounts: {secondFactorFor: administrators, signUpDomains: [contoso.example]}\n` });
  const link = await gateway.setupLink();
  const page = await newPage();
  await page.goto(link);
  for (const id of ['#password', '#again']) await page.fill(id, 'a sentence does well');
  await page.keyboard.press('Enter');
  await page.waitForURL(/local-admin\?set=1$/);
  const signIn = async () => {
    await page.goto(`${gateway.origin}/local-admin`);
    await page.fill('#password', 'a sentence does well');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#code');
  };
  const enter = async (code) => {
    await page.fill('#code', code);
    await page.keyboard.press('Enter');
  };
  await signIn();
  await inspect(page, 'second-factor-offer', /scan this picture/);
  const key = (await page.textContent('#totp-secret')).replaceAll(' ', '');
  await enter('000000');
  await page.waitForSelector('#complaint');
  await inspect(page, 'second-factor-offer-refused', /not the code/);
  await enter(totp(key));
  await page.waitForSelector('#recovery-codes');
  await inspect(page, 'recovery-codes', /shown only now/);
  const recovery = await page.textContent('#recovery-codes li:first-child code');
  await page.click('text=Continue');
  await page.click('text=Second factor');
  await page.waitForSelector('#code');
  await inspect(page, 'own-second-factor', /Recovery codes left: 10/);
  await page.context().clearCookies();
  await signIn();
  await inspect(page, 'second-factor-code', /authenticator app shows/);
  await enter('000000');
  await page.waitForSelector('#complaint');
  await inspect(page, 'second-factor-code-refused', /not the code/);
  await enter(recovery);
  await page.waitForURL(`${gateway.origin}/`);
  await page.goto(`${gateway.origin}/api/v1/auth/second-factor`);
  await enter(totp(key, Math.floor(Date.now() / 1000) + 30));
  await page.waitForSelector('#recovery-codes');
  await page.context().clearCookies();
  await page.goto(`${gateway.origin}/api/v1/auth/local`);
  await inspect(page, 'account-sign-in', /name and password/);
  await page.click('text=Make an account');
  await inspect(page, 'sign-up', /mailed to you/);
});

test('UI-08: pages: the identity provider is away', async () => {
  const there = await startDirectory();
  const gateway = await startGateway({ authentication: confidentialAt(there) });
  await there.process.stop();
  await gateway.process.stop();
  await gateway.start({ ready: false });
  const page = await newPage();
  const answer = await page.goto(login(gateway));
  assert.equal(answer.status(), 503);
  await inspect(page, 'provider-away', /try again/i);
});
