// A directory's content as a file, by command: out of one folder, into another.
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, test, write } from '../support.mjs';
import { run, serveDirectory } from './world.mjs';

const TENANT = '7f1d6c3e-7f20-4b8a-9c4d-0e1f2a3b4c5d';
const CLIENT = '76666666-0000-4000-8000-00000000c11e';
const SECRET = 'the secret of the application that moves';
const PASSWORD = 'correct horse battery staple';

const seed = `tenants:
  - name: Contoso
    id: ${TENANT}
    domains: [contoso.example]
    users:
      - {userPrincipalName: alice@contoso.example, displayName: Alice, password: ${PASSWORD}, directoryRole: Global Administrator}
      - {userPrincipalName: bob@contoso.example, displayName: Bob, password: ${PASSWORD}}
    groups:
      - {name: Staff, members: [alice@contoso.example]}
    apps:
      - name: Desk
        clientId: ${CLIENT}
        web: [http://localhost/callback]
        secret: ${SECRET}
        roles: [Admin]
        assignments: [{principal: Staff, role: Admin}]
        consents: [{scopes: [openid, profile]}]
        graphPermissions: [User.Read.All]
`;

// A folder with the seed's content, and the commands in it.
async function planted() {
  const folder = temporaryFolder('transfer');
  const { process } = await serveDirectory(folder, '--seed', write(join(folder, 'seed.yaml'), seed));
  await process.stop();
  return folder;
}

const command = (folder, ...words) => run(['directory', ...words, '--data-dir', folder]);

test('transfer: an export with hashes makes the same directory elsewhere, where people and programs sign in', async () => {
  const from = await planted();
  const file = join(from, 'content.json');
  assert.equal(command(from, 'export', '--with-hashes', '--output', file).code, 0);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const to = temporaryFolder('transfer');
  const done = command(to, 'import', file, '--new-directory');
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, /^add tenant Contoso\nadd user alice@contoso\.example\n/);
  assert.equal(command(to, 'export', '--with-hashes').out, readFileSync(file, 'utf8'));
  const { origin } = await serveDirectory(to);
  const answer = await fetch(`${origin}/${TENANT}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials',
    client_id: CLIENT, client_secret: SECRET, scope: 'https://graph.microsoft.com/.default' }) });
  const { access_token: token } = await answer.json();
  const people = await (await fetch(`${origin}/v1.0/users`, { headers: { authorization: `Bearer ${token}` } })).json();
  assert.deepEqual(people.value.map(({ displayName }) => displayName), ['Alice', 'Bob'], 'its permission came along');
});

test('transfer: a second import has nothing to do; a dry run changes nothing', async () => {
  const folder = await planted();
  const file = write(join(folder, 'content.json'), command(folder, 'export').out);
  assert.equal(command(folder, 'import', file).out, 'nothing to do\n');
  assert.equal(command(folder, 'user', 'disable', 'bob@contoso.example').code, 0);
  assert.equal(command(folder, 'import', file, '--dry-run').out, 'would change user bob@contoso.example\n');
  assert.match(command(folder, 'user', 'list').out, /bob@contoso\.example .*\(disabled\)/);
  assert.equal(command(folder, 'import', file).out, 'change user bob@contoso.example\n');
  assert.doesNotMatch(command(folder, 'user', 'list').out, /disabled/);
});

test('transfer: hashes are in the file only if asked for', async () => {
  const folder = await planted();
  const plain = command(folder, 'export').out;
  assert.doesNotMatch(plain, /argon2id|secretHash/);
  assert.match(command(folder, 'export', '--with-hashes').out, /argon2id.*secretHash/);
  for (const secret of [PASSWORD, SECRET, 'PRIVATE KEY']) assert.ok(!plain.includes(secret), secret);
});

test('transfer: a mistake is told with file, place and what to write, and changes nothing', async () => {
  const folder = await planted();
  const file = join(folder, 'content.json');
  const content = JSON.parse(command(folder, 'export').out);
  const before = command(folder, 'export').out;
  content.tenants[0].users[0].displayName = 'Changed';
  content.tenants[0].groups[0].members.push({ id: 'nobody' });
  writeFileSync(file, JSON.stringify(content));
  const { code, err } = command(folder, 'import', file);
  assert.equal(code, 1);
  assert.ok(err.includes(`import_file: ${file}: `), err);
  assert.match(err, /tenants\[0\]\.groups\[0\]\.members\[1\]\.id.*It must be a GUID\./);
  for (const text of ['', '[]', '{"format": ', '{}']) {
    writeFileSync(file, text);
    assert.equal(command(folder, 'import', file).code, 1, text);
  }
  assert.equal(command(folder, 'import', join(folder, 'nothing')).code, 2);
  assert.equal(command(folder, 'export').out, before);
  assert.equal(command(temporaryFolder('transfer'), 'export').code, 1, 'there is no directory');
});
