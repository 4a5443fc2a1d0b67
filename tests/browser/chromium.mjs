// Debian's Chromium under Playwright, restricted to this machine.
import { chromium } from 'playwright-core';
import { cleanup } from '../support.mjs';

let browser;

export async function newContext(options = {}) {
  browser ??= await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
      '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1'],
  });
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });  // pages that do not move need less of the processor
  context.setDefaultTimeout(60_000);  // a bound, not an expectation: other suites run beside this one
  return context;
}

cleanup(() => browser?.close());
