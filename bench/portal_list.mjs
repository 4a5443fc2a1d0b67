// How long the portal's list of applications takes from a keystroke to the rows that fit: at the median and at the 95th percentile.
//   node bench/portal_list.mjs APPLICATIONS      after web/build.sh; prints a JSON object: { keys, p50, p95, slowest } in milliseconds
// Chromium types into the search box of the built portal, which lists objects in memory. A keystroke's time runs from the browser's
// own time of the event to the frame that shows the new count and the new rows.
import { startDevServer } from '../web/portal/dev/server.mjs';
import { newContext } from '../tests/browser/chromium.mjs';
import { freePort } from '../tests/support.mjs';

const kTexts = ['application 4711', 'zzz', 'c11e', 'open', 'a', 'application 00'];
const kRounds = 5;

// Runs in the page, before a key: resolves with the milliseconds until `count` applications are shown.
function untilShown(count) {
  const words = `${count} ${count === 1 ? 'application' : 'applications'} found`;
  const isShown = () =>
    document.querySelector('.filter [role=status]')?.textContent === words &&
    (count === 0 ? document.querySelector('.empty') !== null : document.querySelector('.virtual')?.getAttribute('aria-rowcount') === String(count + 1));
  window.measured = new Promise((resolve) => {
    addEventListener('keydown', (event) => {
      const look = () => (isShown() ? requestAnimationFrame((now) => resolve(now - event.timeStamp)) : requestAnimationFrame(look));
      look();
    }, { once: true, capture: true });
  });
}

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

const server = await startDevServer(await freePort(), Number(process.argv[2]));
const names = server.world.apps.map((app) => `${app.displayName}\n${app.appId}`.toLowerCase());
const fitting = (text) => names.filter((name) => name.includes(text.trim())).length;
const page = await (await newContext({ viewport: { width: 1280, height: 800 } })).newPage();
await page.goto(`${server.origin}/portal/apps`);
await page.getByText(`${names.length} applications found`).waitFor();
const box = page.getByRole('searchbox');
await box.focus();
const times = [];

async function press(key, text) {
  await page.evaluate(untilShown, fitting(text));
  await page.keyboard.press(key);
  times.push(await page.evaluate(() => window.measured));
}

for (let round = 0; round < kRounds; round += 1)
  for (const text of kTexts) {
    for (let end = 1; end <= text.length; end += 1) await press(text[end - 1] === ' ' ? 'Space' : text[end - 1], text.slice(0, end));
    for (let end = text.length - 1; end >= 0; end -= 1) await press('Backspace', text.slice(0, end));
  }

times.sort((a, b) => a - b);
console.log(JSON.stringify({ keys: times.length, p50: percentile(times, 0.5), p95: percentile(times, 0.95), slowest: times.at(-1) }));
process.exit(0);
