// Checks an edited manifest before it is saved, and finds what has changed.
import type { Application } from '../graph/types.ts';
import { kPlatforms, nameProblem, redirectProblem } from './registration.ts';

export interface ManifestProblem {
  path: string; // "web.redirectUris[0]"
  text: string;
}

// Members that the directory sets itself, and secrets, which have a page of their own.
const kFixed = new Set(['id', 'appId', 'createdDateTime', 'publisherDomain', 'passwordCredentials', 'keyCredentials', 'deletedDateTime']);
const kAudiences = ['AzureADMyOrg', 'AzureADMultipleOrgs', 'AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount'];
const kGroupClaims = ['None', 'SecurityGroup', 'ApplicationGroup', 'DirectoryRole', 'All'];
const kGuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const plain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

// The text of the manifest, without what belongs to the answer alone.
export function printManifest(app: Application): string {
  const shown = Object.fromEntries(Object.entries(app).filter(([key]) => !key.startsWith('@odata')));
  return JSON.stringify(shown, null, 2);
}

// Where JSON.parse stopped, in words with the line.
function jsonProblem(text: string, thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const position = message.match(/position (\d+)/)?.[1];
  if (position === undefined) return `This is not JSON: ${message}.`;
  const line = text.slice(0, Number(position)).split('\n').length;
  return `This is not JSON: line ${line}. ${message}.`;
}

export interface ReadManifest {
  change: Record<string, unknown>; // the members that differ, ready for PATCH
  problems: ManifestProblem[];
}

export function readManifest(text: string, before: Application): ReadManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return { change: {}, problems: [{ path: '', text: jsonProblem(text, thrown) }] };
  }
  if (!plain(value)) return { change: {}, problems: [{ path: '', text: 'The manifest must be one JSON object.' }] };
  const old = before as unknown as Record<string, unknown>;
  const change: Record<string, unknown> = {};
  const problems: ManifestProblem[] = [];
  for (const [key, now] of Object.entries(value)) {
    if (JSON.stringify(now) === JSON.stringify(old[key])) continue;
    if (kFixed.has(key)) problems.push({ path: key, text: `${key} cannot be changed here.` });
    else if (!(key in old)) problems.push({ path: key, text: `The directory does not know the member ${key}.` });
    else change[key] = now;
  }
  for (const key of Object.keys(old)) {
    if (key.startsWith('@odata') || key in value) continue;
    problems.push({ path: key, text: `${key} is missing. Write null or an empty list to clear it.` });
  }
  if (problems.length === 0) problems.push(...check({ ...old, ...change } as unknown as Application, change));
  return { change, problems };
}

function checkRedirects(app: Application): ManifestProblem[] {
  return kPlatforms.flatMap(({ platform }) => {
    const uris: unknown = app[platform]?.redirectUris;
    if (!Array.isArray(uris)) return [{ path: `${platform}.redirectUris`, text: 'This must be a list of addresses.' }];
    return uris.flatMap((uri: unknown, index) => {
      const path = `${platform}.redirectUris[${index}]`;
      if (typeof uri !== 'string') return [{ path, text: 'This must be a text.' }];
      const text = redirectProblem(uri, platform, app.signInAudience, 'manifest');
      return text === undefined ? [] : [{ path, text }];
    });
  });
}

function checkIds(name: string, entries: unknown): ManifestProblem[] {
  if (!Array.isArray(entries)) return [{ path: name, text: 'This must be a list.' }];
  const seen = new Set<string>();
  return entries.flatMap((entry: unknown, index) => {
    const id = plain(entry) ? entry.id : undefined;
    const path = `${name}[${index}].id`;
    if (typeof id !== 'string' || !kGuid.test(id)) return [{ path, text: 'The id must be a GUID.' }];
    if (seen.has(id)) return [{ path, text: `The id ${id} occurs twice.` }];
    seen.add(id);
    return [];
  });
}

function check(app: Application, change: Record<string, unknown>): ManifestProblem[] {
  const problems: ManifestProblem[] = [];
  const add = (path: string, text: string | undefined) => text !== undefined && problems.push({ path, text });
  if (!kAudiences.includes(app.signInAudience)) {
    add('signInAudience', `signInAudience must be one of ${kAudiences.join(', ')}.`);
    return problems;
  }
  add('displayName', typeof app.displayName === 'string' ? nameProblem(app.displayName, app.signInAudience) : 'displayName must be a text.');
  if (app.groupMembershipClaims !== null && !kGroupClaims.includes(app.groupMembershipClaims))
    add('groupMembershipClaims', `groupMembershipClaims must be null or one of ${kGroupClaims.join(', ')}.`);
  problems.push(...checkRedirects(app));
  if ('appRoles' in change) problems.push(...checkIds('appRoles', change.appRoles));
  if (plain(change.api)) problems.push(...checkIds('api.oauth2PermissionScopes', change.api.oauth2PermissionScopes));
  const version = app.api?.requestedAccessTokenVersion;
  if (version !== null && version !== 1 && version !== 2) add('api.requestedAccessTokenVersion', 'This must be null, 1 or 2.');
  if (app.signInAudience.includes('Personal') && version !== 2)
    add('api.requestedAccessTokenVersion', 'This must be 2 when personal accounts may sign in.');
  return problems;
}
