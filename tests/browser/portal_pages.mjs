// Every page and panel of the portal on each screen: no mistake of accessibility, nothing too wide, all of it by keyboard.
import assert from 'node:assert/strict';
import { test, until } from '../support.mjs';
import { findings, walk } from './inspect.mjs';
import { close, open, settled, sharedServer, title } from './portal_world.mjs';

const shots = process.env.SCREENSHOTS;
const phone = { width: 360, height: 740 };
const desk = { width: 1280, height: 800 };
// The colours do not depend on the width, so two widths have both themes, and two have one. A page is loaded once for each
// width, and then changes its colours as the system does.
const screens = [
  ['phone', phone, ['light', 'dark']], ['tablet', { width: 768, height: 1024 }, ['light']], ['desk', desk, ['light', 'dark']], ['wide', { width: 1920, height: 1080 }, ['dark']],
];

function pagesOf({ world }) {
  const [app, spa] = world.apps;
  const principal = world.principals.find((each) => each.appId === app.appId);
  return {
    home: '', walk: '/walks/web', 'walk-mistake': '/walks/spa-with-secret', apps: '/apps', 'new-registration': '/apps/new', overview: `/apps/${app.id}`, 'overview-spa': `/apps/${spa.id}`,
    snippet: `/apps/${app.id}/snippet`, authentication: `/apps/${app.id}/authentication`, secrets: `/apps/${app.id}/secrets`, certificates: `/apps/${app.id}/secrets?tab=certificates`,
    federated: `/apps/${app.id}/secrets?tab=federated`, token: `/apps/${app.id}/token`, permissions: `/apps/${app.id}/permissions`, api: `/apps/${app.id}/api`, roles: `/apps/${app.id}/roles`,
    branding: `/apps/${app.id}/branding`, owners: `/apps/${app.id}/owners`, administrators: `/apps/${app.id}/administrators`, manifest: `/apps/${app.id}/manifest`, enterprise: '/enterprise', principal: `/enterprise/${principal.id}`, properties: `/enterprise/${principal.id}/properties`,
    assignments: `/enterprise/${principal.id}/users`, granted: `/enterprise/${principal.id}/permissions`, 'principal-signins': `/enterprise/${principal.id}/signins`, users: '/users',
    user: `/users/${world.people[1].id}`, groups: '/groups', group: `/groups/${world.groups[0].id}`, 'directory-roles': '/roles', 'directory-role': '/roles/62e90394-69f5-4237-9190-012177145e10', policies: '/conditional-access', policy: `/conditional-access/${world.policies[0].id}`, 'new-policy': '/conditional-access/new', locations: '/conditional-access/locations',
    logs: '/logs', connect: `/connect?client=${app.appId}`, tenants: '/tenants', nowhere: '/no-such-page',
  };
}

// What is cut off or broken although it must be read whole: an id on a wide screen, a badge, the tab that is chosen.
const unreadable = () => [
  ...[...document.querySelectorAll('.virtual-row .mono')].filter((each) => innerWidth >= 1280 && each.parentElement.scrollWidth > each.parentElement.clientWidth),
  ...[...document.querySelectorAll('.fui-Badge')].filter((each) => each.scrollHeight > 24),
  ...[...document.querySelectorAll('[role=tab][aria-selected=true]')].filter((each) => each.getBoundingClientRect().right > innerWidth),
].map((each) => each.textContent);

const tooWide = () => [...document.querySelectorAll('.table-frame')].filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.textContent.slice(0, 80));

// Checks the page as it is shown now.
async function look(page, name, screen, colorScheme) {
  const { width: limit } = page.viewportSize();
  if (shots) await page.screenshot({ path: `${shots}/portal-${name}-${screen}-${colorScheme}.png` });
  const here = `${name}, ${colorScheme}`;
  assert.match(await page.textContent('.banner'), /not Microsoft Entra ID/, here);
  assert.deepEqual(await findings(page), [], here);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= limit, `${here} is ${width} px wide on ${limit}`);
  assert.deepEqual(await page.evaluate(unreadable), [], here);
  assert.deepEqual(await page.evaluate(tooWide), [], `${here}: tables that one must push sideways`);
}

for (const [screen, viewport, themes] of screens)
  test(`UI-08: portal: every page on ${screen}, ${themes.join(' and ')}`, async () => {
    const server = await sharedServer();
    const page = await open(server, '', { viewport, colorScheme: themes[0] });
    for (const [name, path] of Object.entries(pagesOf(server))) {
      await page.emulateMedia({ colorScheme: themes[0] });
      await page.goto(`${server.origin}/portal${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await settled(page);
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme });
        await page.waitForFunction((wanted) => document.documentElement.style.colorScheme === wanted, theme);
        await look(page, name, screen, theme);
      }
    }
    await close(page);
  });

// The panels and questions: the page, and the button that opens each.
function panelsOf({ world }) {
  const [app] = world.apps;
  const principal = world.principals.find((each) => each.appId === app.appId);
  return [
    ['/apps', 'Endpoints'], ['/apps', 'Troubleshooting'], [`/apps/${app.id}`, 'Delete'], [`/apps/${app.id}/secrets`, 'New client secret'], [`/apps/${app.id}/secrets?tab=federated`, 'Add credential'],
    [`/apps/${app.id}/token`, 'Add optional claim'], [`/apps/${app.id}/token`, 'Add groups claim'], [`/apps/${app.id}/permissions`, 'Add a permission'], [`/apps/${app.id}/api`, 'Add a scope'],
    [`/apps/${app.id}/roles`, 'Create app role'], [`/apps/${app.id}/owners`, 'Add owners'], ['/enterprise', 'New application'], [`/enterprise/${principal.id}/users`, 'Add user/group'],
    ['/users', 'New user'], ['/users', 'Invite external user'], [`/users/${world.people[1].id}`, 'Reset password'], ['/groups', 'New group'], [`/groups/${world.groups[0].id}`, 'Add members'],
    ['/roles/62e90394-69f5-4237-9190-012177145e10', 'Add assignments'],
  ];
}

for (const [screen, viewport, colorScheme] of [['phone', phone, 'dark'], ['desk', desk, 'light']])
  test(`UI-08: portal: every panel and question on ${screen}, ${colorScheme}`, async () => {
    const server = await sharedServer();
    const page = await open(server, '', { viewport, colorScheme, reducedMotion: 'reduce' });
    for (const [path, button] of panelsOf(server)) {
      await page.goto(`${server.origin}/portal${path}`);
      await page.getByRole('button', { name: button, exact: true }).click();
      const panel = page.getByRole('dialog').or(page.getByRole('alertdialog'));
      await panel.waitFor();
      await settled(page);
      assert.deepEqual(await findings(page), [], button);
      const { x, width } = await panel.boundingBox();
      assert.ok(x >= 0 && x + width <= viewport.width + 1, `${button}: from ${x}, ${width} px wide`);
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'detached' });
    }
    await close(page);
  });

test('UI-08: portal: Tab reaches everything, and shows where it is', async () => {
  const server = await sharedServer();
  const page = await open(server);
  for (const [name, path] of Object.entries(pagesOf(server))) {
    await page.goto(`${server.origin}/portal${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await settled(page);
    await walk(page, name);
  }
  await close(page);
});

test('portal: the colours follow the system, until one chooses', async () => {
  const server = await sharedServer();
  const page = await open(server, '/users', { colorScheme: 'dark' });
  const dark = () => page.evaluate(() => document.documentElement.style.colorScheme);
  assert.equal(await dark(), 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await until('light', async () => (await dark()) === 'light');
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitemradio', { name: 'Colours: Dark' }).click();
  await page.reload();
  await title(page, 'Users');
  assert.equal(await dark(), 'dark');
  await close(page);
});
