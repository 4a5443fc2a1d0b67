// Debian's Chromium under Playwright, restricted to this machine.
import { chromium } from 'playwright-core';
import { cleanup } from '../support.mjs';

// For each window Chromium draws the suggestions of its address bar beforehand, in a page of their own, which costs about a third
// of the processor time of a short test. They are two features that are only left out together.
const ADDRESS_BAR = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'];

// Only the last --disable-features counts, so what Playwright leaves out on Linux is named again.
const PLAYWRIGHTS = ['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay', 'MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints',
  'NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'];

let browser;

export async function newContext(options = {}) {
  browser ??= await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
      '--disable-sync', `--disable-features=${[...PLAYWRIGHTS, ...ADDRESS_BAR]}`, '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1'],
  });
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });  // pages that do not move need less of the processor
  context.setDefaultTimeout(60_000);  // a bound, not an expectation: other suites run beside this one
  return context;
}

cleanup(() => browser?.close());
