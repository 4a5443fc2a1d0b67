// What the tests of the portal share: a server over the objects in memory of web/portal/dev, and a page that is signed in.
import assert from 'node:assert/strict';
import { startDevServer } from '../../web/portal/dev/server.mjs';
import { cleanup, freePort } from '../support.mjs';
import { newContext } from './chromium.mjs';

let shared;

// The server of the tests that change nothing.
export async function sharedServer() {
  if (!shared) {
    shared = await startDevServer(await freePort());
    cleanup(() => shared.close());
  }
  return shared;
}

export async function ownServer(applications) {
  const server = await startDevServer(await freePort(), applications);
  cleanup(() => server.close());
  return server;
}

// Opens a page of the portal, signed in. Whatever the browser complains about, and each request to another place, is an
// error of the test.
export async function open(server, path = '', options = {}) {
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

export async function close(page) {
  assert.deepEqual(page.complaints, []);
  await page.context().close();
}

export const title = (page, text) => page.getByRole('heading', { level: 1, name: text }).waitFor();

// Waits until nothing is being loaded.
export const settled = (page) => page.waitForFunction(() => !document.querySelector('[role=progressbar], .fui-Spinner'));
