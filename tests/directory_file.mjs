// Changes records in the file of a directory, as only its owner can, where no command and no endpoint does.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

function run(dataDir, sql) {
  const file = readdirSync(dataDir).find((name) => name.endsWith('.db'));
  return execFileSync('sqlite3', ['-cmd', '.timeout 5000', join(dataDir, file), sql], { encoding: 'utf8' }).trim();
}

// Sets one field of the records for which `where` holds. `tables` has the name of the table, and the names of before.
function setField(dataDir, tables, where, field, json) {
  const there = run(dataDir, "SELECT name FROM sqlite_master WHERE type = 'table'").split('\n');
  const table = tables.find((name) => there.includes(name));
  const changed = run(dataDir, `UPDATE ${table} SET body = json_set(body, '$.${field}', json('${json}')) WHERE ${where}; SELECT changes()`);
  if (changed !== '1') throw new Error(`${changed} records of ${table} have ${where}`);
}

// "Allow public client flows" of the portal.
export function allowPublicFlows(dataDir, clientId) {
  setField(dataDir, ['application', 'app'], `client_id = '${clientId}'`, 'public_client_flows', 'true');
}

// "Enabled for users to sign in" of the portal.
export function switchOff(dataDir, clientId) {
  setField(dataDir, ['service_principal', 'app'], `client_id = '${clientId}'`, 'enabled', 'false');
}

// "Revoke sessions" of the portal. `time` is in seconds since 1970.
export function revokeSessions(dataDir, userName, time) {
  setField(dataDir, ['account', 'user'], `name = '${userName}'`, 'tokens_valid_from', `${time}`);
}

export function expirePassword(dataDir, userName, time) {
  setField(dataDir, ['account', 'user'], `name = '${userName}'`, 'password_expires', `${time}`);
}

// The secret of an authenticator application, as bytes.
export function registerSecondFactor(dataDir, userName, secret) {
  setField(dataDir, ['account', 'user'], `name = '${userName}'`, 'totp', `"${secret.toString('base64')}"`);
}
