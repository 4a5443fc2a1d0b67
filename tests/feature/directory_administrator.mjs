// How a directory gets its administrators: no account is shipped, a one-time link makes the first one, and the last one
// stays.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Process, freePort, temporaryFolder, test, until, write } from '../support.mjs';
import { Browser, binary, directoryWords, run } from './world.mjs';

const PASSWORD = 'A sentence of the administrator.';
const ADMIN = 'admin@contoso.example';
const LINK = /http:\/\/localhost:\d+\/setup\?link=[\w-]{43}/;

// A directory whose standard output and standard error are kept apart, since the link may stand in one of them only.
async function start(folder = temporaryFolder('administrator'), ...flags) {
  const process = new Process(binary, directoryWords(folder, ...flags));
  let log = '';
  process.child.stderr.on('data', (part) => (log += part));
  await process.saying(/Ready/);
  const [origin] = process.output.match(/http:\/\/localhost:\d+/);
  return { folder, process, origin, link: process.output.match(LINK)?.[0], log: () => log };
}

const form = (name = ADMIN) => ({ login: name, name: 'Ada Admin', passwd: PASSWORD, again: PASSWORD });
const users = (there) => run(['directory', 'user', 'list', '--data-dir', there.folder]).out;
const command = (there, ...words) => run(['directory', ...words, '--data-dir', there.folder]);

async function setUp(link, fields = form()) {
  const browser = new Browser();
  const page = await browser.get(link);
  return page.status === 200 ? browser.submit(page, fields) : page;
}

test('directory: nobody administers a new one; the link of its start makes the first administrator, once', async () => {
  const there = await start();
  assert.ok(there.link, there.process.output);
  assert.doesNotMatch(users(there), /Global Administrator/);
  assert.equal((await setUp(there.link)).status, 200);
  assert.match(users(there), /admin@contoso\.example {2}Ada Admin {2}\(Global Administrator\)/);
  assert.equal((await setUp(there.link, form('second@contoso.example'))).status, 400);
  assert.doesNotMatch(users(there), /second@/);
  const token = new URL(there.link).searchParams.get('link');
  await until('the audit line', () => there.log().includes('"event":"directory_admin_made"'));
  assert.ok(!there.log().includes(token), 'the link stands in no log');
  await there.process.stop();
  assert.equal((await start(there.folder)).link, undefined, 'no second link');
});

test('directory: of many that use the link at once, one makes an administrator', async () => {
  const there = await start();
  const names = Array.from({ length: 12 }, (_, i) => `racer${i}@contoso.example`);
  const done = await Promise.all(names.map((name) => new Browser().send(`${there.origin}/setup`,
    { method: 'POST', form: { link: new URL(there.link).searchParams.get('link'), ...form(name) } })));
  assert.deepEqual(done.map(({ status }) => status).sort(), [200, ...Array(11).fill(400)]);
  assert.equal(users(there).match(/Global Administrator/g).length, 1);
  assert.equal(users(there).match(/racer/g).length, 1);
});

test('directory: a link belongs to its directory, and to its start', async () => {
  const [one, other] = [await start(), await start()];
  const { searchParams } = new URL(one.link);
  assert.equal((await new Browser().send(`${other.origin}/setup?${searchParams}`)).status, 400);
  await one.process.stop();
  const again = await start(one.folder);
  assert.notEqual(again.link, one.link);
  assert.equal((await new Browser().send(`${again.origin}/setup?${searchParams}`)).status, 400, 'a new start makes a new one');
  assert.equal((await setUp(again.link)).status, 200);
});

test('directory: a seed with an administrator gets no link', async () => {
  const seed = write(join(temporaryFolder('seed'), 'seed.yaml'), `tenants:
  - name: Contoso
    domains: [contoso.example]
    users:
      - {userPrincipalName: ${ADMIN}, displayName: Ada, password: ${PASSWORD}, directoryRole: Global Administrator}
`);
  assert.equal((await start(undefined, '--seed', seed)).link, undefined);
});

test('directory admin-link: an operator gets a new link at the same folder, also beside another administrator', async () => {
  const there = await start();
  assert.equal((await setUp(there.link)).status, 200);
  const made = command(there, 'admin-link');
  assert.equal(made.code, 0, made.err);
  const link = made.out.match(LINK)?.[0];
  assert.ok(link?.startsWith(there.origin), made.out);
  assert.match(made.out, /shown this once/);
  assert.match(made.err, /"event":"directory_admin_link_made"/);
  assert.ok(!made.err.includes(new URL(link).searchParams.get('link')));
  const json = JSON.parse(command(there, 'admin-link', '--json').out);
  assert.equal((await setUp(link)).status, 400, 'the newest link alone works');
  assert.equal((await setUp(json.link, form('second@contoso.example'))).status, 200);
  assert.equal(users(there).match(/Global Administrator/g).length, 2);
  assert.equal(command(there, 'admin-link', '--tenant', 'nowhere.example').code, 1);
  assert.equal(run(['directory', 'admin-link', '--data-dir', temporaryFolder('nothing')]).code, 1);
});

test('directory: the last Global Administrator is neither disabled nor demoted by command', async () => {
  const there = await start();
  assert.equal((await setUp(there.link)).status, 200);
  for (const words of [['user', 'disable', ADMIN], ['user', 'directory-role', ADMIN, 'none'], ['user', 'directory-role', ADMIN, 'User Administrator']]) {
    const { code, err } = command(there, ...words);
    assert.equal(code, 1, words.join(' '));
    assert.match(err, /last_administrator: admin@contoso\.example: make another Global Administrator first/);
  }
  assert.equal(command(there, 'user', 'directory-role', 'bob@contoso.example', 'Global Administrator').code, 0);
  assert.equal(command(there, 'user', 'disable', ADMIN).code, 0);
});

test('demo: it has one administrator, and says who', async () => {
  const folder = temporaryFolder('demo');
  const ports = ['--port', await freePort(), '--directory-port', await freePort(), '--directory-https-port', await freePort()];
  const demo = new Process(binary, ['demo', '--data-dir', folder, ...ports.map(String)]);
  const [, name] = await demo.saying(/Its portal .*\/portal {3}as its administrator: (\S+)/);
  await demo.saying(/Press Ctrl\+C to stop/);
  const { out } = run(['directory', 'user', 'list', '--data-dir', join(folder, 'directory')]);
  assert.deepEqual(out.split('\n').filter((line) => line.includes('Global Administrator')).map((line) => line.split(/ {2}/)[1]), [name]);
  assert.doesNotMatch(demo.output, /setup\?link=/);
});
