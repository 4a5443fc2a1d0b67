// What people do around a sign-in: on a phone, by keyboard, with the back button, as another user, inside a frame.
import assert from 'node:assert/strict';
import http from 'node:http';
import { PASSWORD, confidentialAt, directory } from '../feature/entra.mjs';
import { binary, startGateway, startUpstream } from '../feature/world.mjs';
import { cleanup, test } from '../support.mjs';
import { newContext } from './chromium.mjs';
import { startDemo } from './demo.mjs';

const newPage = async (options) => (await newContext(options)).newPage();
const phone = { viewport: { width: 360, height: 740 } };

async function pick(page, demo, person, path = '/') {
  await page.goto(`${demo.url}${path}`);
  await page.getByRole('button', { name: new RegExp(person) }).click();
  await page.waitForURL(`${demo.url}${path}`);
}

async function typePassword(page) {
  await page.fill('#i0116', 'alice@contoso.example');
  await page.fill('#i0118', PASSWORD);
  await page.keyboard.press('Enter');
}

test('B23: on a phone the card keeps its distance from the edges, and nothing scrolls sideways', async () => {
  const demo = await startDemo(binary);
  const page = await newPage(phone);
  for (const address of [demo.url, demo.directory, `${demo.url}/signed-out`]) {
    await page.goto(address);
    const card = await page.locator('main').boundingBox();
    assert.ok(card.x >= 12 && card.x + card.width <= 348, `${address}: from ${card.x} to ${card.x + card.width}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 360, address);
  }
  await demo.process.stop();
});

test('B23: Tab goes through the buttons of the picker in the order in which one reads them', async () => {
  const demo = await startDemo(binary);
  for (const options of [{}, phone]) {
    const page = await newPage(options);
    await page.goto(demo.url);
    const places = [];
    const count = await page.locator('main button').count();
    for (let i = 0; i < count; i += 1) {
      const { x, y } = await page.locator(':focus').boundingBox();
      places.push({ x, y });
      await page.keyboard.press('Tab');
    }
    for (let i = 1; i < places.length; i += 1) {
      const [before, here] = [places[i - 1], places[i]];
      assert.ok(here.y > before.y + 1 || (Math.abs(here.y - before.y) <= 1 && here.x > before.x), JSON.stringify(places));
    }
  }
  await demo.process.stop();
});

test('Q7: the back button after a sign-in leads to where one is signed in', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: confidentialAt(there) });
  const page = await newPage();
  let callback;
  page.on('request', (request) => request.url().startsWith(`${gateway.origin}/callback`) && (callback = request.url()));
  await page.goto(`${gateway.origin}/api/v1/auth/login?redirectUri=%2Fapi%2Fv1%2Fauth%2Fsessions`);
  await typePassword(page);
  await page.waitForURL(`${gateway.origin}/api/v1/auth/sessions`);
  await page.goto(callback);  // a restored tab requests this
  assert.equal(page.url(), `${gateway.origin}/api/v1/auth/sessions`);
  await page.locator('main', { hasText: 'This browser' }).waitFor();
  await page.goBack();
  await page.goForward();
  await page.locator('main', { hasText: 'This browser' }).waitFor();
  assert.equal(gateway.sessions(), 1);
});

test('B16: signing in as somebody else is one click, a choice, and back where one was', async () => {
  const demo = await startDemo(binary);
  const page = await newPage();
  await pick(page, demo, 'Bob');
  await page.goto(`${demo.url}/admin`);
  await page.getByRole('link', { name: 'Sign in as somebody else' }).click();
  await page.getByRole('button', { name: /Alice/ }).click();
  await page.waitForURL(`${demo.url}/admin`);
  await page.locator('main', { hasText: 'You have the role Admin' }).waitFor();
  await demo.process.stop();
});

test('Q16: in a frame the sign-in opens in a window, and then the frame shows the application', async () => {
  const there = await directory();
  const application = await startUpstream();
  const rest = `routes:\n  - path: /framed\n    upstream: ${application.url}\n    frames: allow\n  - path: /\n    upstream: ${application.url}\n`;
  const gateway = await startGateway({ authentication: confidentialAt(there), rest });
  const portal = http.createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html><title>Portal</title><iframe name="allowed" src="${gateway.origin}/framed/x"></iframe>`);
  });
  await new Promise((resolve) => portal.listen(0, 'localhost', resolve));
  cleanup(() => portal.close());
  const page = await newPage();
  await page.goto(`http://localhost:${portal.address().port}/`);
  const frame = page.frameLocator('iframe[name=allowed]');
  const opened = page.waitForEvent('popup');
  await frame.getByRole('link', { name: 'Sign in in a new window' }).click();
  const window = await opened;
  await typePassword(window);
  await window.waitForURL(`${gateway.origin}/framed/x`);
  await frame.getByRole('link', { name: 'Load this page again' }).click();
  await frame.locator('body', { hasText: '"url":"/framed/x"' }).waitFor();
});
