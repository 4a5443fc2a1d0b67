// Answers Graph's addresses from the world. Filters and searches are those that the portal sends.
import { randomBytes, randomUUID } from 'node:crypto';
import { application, principalOf } from './world.mjs';

const ok = (body) => ({ status: 200, body });
const made = (body) => ({ status: 201, body });
const kNothing = { status: 204, body: undefined };
const refuse = (status, code, message) => ({ status, body: { error: { code, message, innerError: { date: new Date().toISOString(), 'request-id': randomUUID(), 'client-request-id': randomUUID() } } } });
const missing = (id) => refuse(404, 'Request_ResourceNotFound', `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`);

// A page of rows, with the address of the next one.
function page(rows, url, origin) {
  const top = Number(url.searchParams.get('$top') ?? 100);
  const skip = Number(url.searchParams.get('$skiptoken') ?? 0);
  const equal = [...(url.searchParams.get('$filter') ?? '').matchAll(/(\w+) eq '([^']*)'/g)];
  const outcome = /status\/errorCode (eq|ne) 0/.exec(url.searchParams.get('$filter') ?? '');
  const words = [...(url.searchParams.get('$search') ?? '').matchAll(/"(\w+):([^"]*)"/g)];
  const found = rows
    .filter((row) => equal.every(([, name, value]) => row[name] === value))
    .filter((row) => !outcome || (row.status.errorCode === 0) === (outcome[1] === 'eq'))
    .filter((row) => words.length === 0 || words.some(([, name, text]) => String(row[name]).toLowerCase().includes(text.toLowerCase())));
  const body = { value: found.slice(skip, skip + top) };
  if (skip + top < found.length) {
    const next = new URL(url.pathname + url.search, origin);
    next.searchParams.set('$skiptoken', String(skip + top));
    body['@odata.nextLink'] = next.href;
  }
  return ok(body);
}

// Merges the named members, one level deep for web, api and the like.
function merge(target, change) {
  for (const [name, value] of Object.entries(change)) {
    const both = [target[name], value].every((each) => each && typeof each === 'object' && !Array.isArray(each));
    target[name] = both ? { ...target[name], ...value } : value;
  }
}

const typed = (type, object) => ({ '@odata.type': `#microsoft.graph.${type}`, ...object });
const referenced = (body) => body['@odata.id'].split('/').pop();

function objectOf(world, id) {
  const person = world.people.find((each) => each.id === id);
  if (person) return typed('user', person);
  const group = world.groups.find((each) => each.id === id);
  return group ? typed('group', group) : typed('servicePrincipal', world.principals.find((each) => each.id === id));
}

function assignment(world, row) {
  const principal = objectOf(world, row.principalId);
  const kind = principal['@odata.type'].split('.').pop();
  return {
    ...row, principalDisplayName: principal.displayName, principalType: kind === 'user' ? 'User' : kind === 'group' ? 'Group' : 'ServicePrincipal',
    resourceDisplayName: world.principals.find((each) => each.id === row.resourceId)?.displayName,
  };
}

function list(map, id) {
  if (!map.has(id)) map.set(id, []);
  return map.get(id);
}

function remove(rows, keep) {
  const left = rows.filter(keep);
  rows.splice(0, rows.length, ...left);
  return kNothing;
}

function applications(world, method, [id, noun, part], body) {
  if (id === undefined) {
    if (!body.displayName) return refuse(400, 'Request_BadRequest', "Property 'displayName' is required.");
    const app = application({ ...body, id: randomUUID(), appId: randomUUID(), createdDateTime: new Date().toISOString() });
    world.apps.push(app);
    return made(app);
  }
  const app = world.apps.find((each) => each.id === id);
  if (!app) return missing(id);
  if (noun === undefined) {
    if (method === 'GET') return ok(app);
    if (method === 'DELETE') return world.deleted.push(app), remove(world.apps, (each) => each !== app);
    const bad = (body.web?.redirectUris ?? []).find((uri) => uri.includes('refuse-me'));
    if (bad) return refuse(400, 'Request_BadRequest', `Invalid value specified for property 'web.redirectUris' of resource 'Application': ${bad} is refused here.`);
    merge(app, body);
    const principal = world.principals.find((each) => each.appId === app.appId);
    if (principal) Object.assign(principal, { displayName: app.displayName, appRoles: app.appRoles, oauth2PermissionScopes: app.api.oauth2PermissionScopes });
    return kNothing;
  }
  if (noun === 'addPassword') {
    const secretText = randomBytes(30).toString('base64url');
    const credential = { ...body.passwordCredential, keyId: randomUUID(), hint: secretText.slice(0, 3), startDateTime: new Date().toISOString() };
    app.passwordCredentials.push(credential);
    return ok({ ...credential, secretText });
  }
  if (noun === 'removePassword') return remove(app.passwordCredentials, (each) => each.keyId !== body.keyId);
  if (noun === 'owners') {
    const owners = list(world.owners, id);
    if (method === 'GET') return ok({ value: owners.map((each) => objectOf(world, each)) });
    if (method === 'POST') return owners.push(referenced(body)), kNothing;
    return remove(owners, (each) => each !== part);
  }
  const credentials = list(world.federated, id);
  if (method === 'GET') return ok({ value: credentials });
  if (method === 'POST') return credentials.push({ id: randomUUID(), ...body }), made(credentials.at(-1));
  return remove(credentials, (each) => each.id !== part);
}

function servicePrincipals(world, method, [id, noun, part], body) {
  if (id === undefined) {
    const app = world.apps.find((each) => each.appId === body.appId);
    if (!app) return missing(body.appId);
    world.principals.push(principalOf(app, randomUUID()));
    return made(world.principals.at(-1));
  }
  const principal = world.principals.find((each) => each.id === id);
  if (!principal) return missing(id);
  if (noun === undefined) return method === 'GET' ? ok(principal) : (merge(principal, body), kNothing);
  if (noun === 'oauth2PermissionGrants') return ok({ value: world.grants.filter((each) => each.clientId === id) });
  const side = noun === 'appRoleAssignedTo' ? 'resourceId' : 'principalId';
  if (method === 'GET') return ok({ value: world.assignments.filter((each) => each[side] === id).map((each) => assignment(world, each)) });
  if (method === 'DELETE') return remove(world.assignments, (each) => each.id !== part);
  world.assignments.push({ id: randomUUID(), createdDateTime: new Date().toISOString(), ...body });
  return made(assignment(world, world.assignments.at(-1)));
}

function users(world, method, [id, noun, ...rest], body) {
  if (id === undefined) {
    if (world.people.some((each) => each.userPrincipalName === body.userPrincipalName))
      return refuse(400, 'Request_BadRequest', "Another object with the same value for property 'userPrincipalName' already exists.");
    const { displayName, userPrincipalName } = body;
    world.people.push({ id: randomUUID(), displayName, userPrincipalName, mail: null, userType: 'Member', accountEnabled: true, createdDateTime: new Date().toISOString() });
    return made(world.people.at(-1));
  }
  const person = world.people.find((each) => each.id === id);
  if (!person) return missing(id);
  if (noun === 'memberOf') return ok({ value: world.groups.filter((each) => list(world.members, each.id).includes(id)).map((each) => typed('group', each)) });
  if (noun === 'appRoleAssignments') return ok({ value: world.assignments.filter((each) => each.principalId === id).map((each) => assignment(world, each)) });
  if (noun === 'authentication') return authentication(world, method, id, rest);
  if (noun === 'revokeSignInSessions') return ok({ value: true });
  if (method === 'DELETE') return remove(world.people, (each) => each !== person);
  if (method === 'PATCH') return merge(person, body.passwordProfile ? {} : body), kNothing;
  return ok(person);
}

// A person has a password, and perhaps an authenticator app.
function authentication(world, method, person, [, id]) {
  if (method === 'DELETE') return world.authenticators.delete(person) ? kNothing : missing(id);
  const app = world.authenticators.get(person);
  const methods = [typed('passwordAuthenticationMethod', { id: '28c10230-6103-485e-b985-444c60001490', createdDateTime: '2026-10-01T08:00:00Z' })];
  return ok({ value: app ? [...methods, typed('softwareOathAuthenticationMethod', app)] : methods });
}

function groups(world, method, [id, noun, part], body) {
  if (id === undefined) {
    world.groups.push({ id: randomUUID(), displayName: body.displayName, description: null, securityEnabled: true, createdDateTime: new Date().toISOString() });
    return made(world.groups.at(-1));
  }
  const group = world.groups.find((each) => each.id === id);
  if (!group) return missing(id);
  if (noun === 'members') {
    const members = list(world.members, id);
    if (method === 'GET') return ok({ value: members.map((each) => objectOf(world, each)) });
    if (method === 'POST') return members.push(referenced(body)), kNothing;
    return remove(members, (each) => each !== part);
  }
  if (method === 'DELETE') return remove(world.groups, (each) => each !== group);
  return method === 'PATCH' ? (merge(group, body), kNothing) : ok(group);
}

// Policies and named locations: /identity/conditionalAccess/{policies or namedLocations}.
function conditionalAccess(world, method, [noun, id], body) {
  const rows = noun === 'policies' ? world.policies : world.locations;
  if (method === 'POST') {
    if (noun === 'policies' && !body.grantControls && !body.sessionControls)
      return refuse(400, 'Request_BadRequest', "Invalid value specified for property 'grantControls' of resource 'ConditionalAccessPolicy'.");
    rows.push({ id: randomUUID(), createdDateTime: new Date().toISOString(), modifiedDateTime: null, ...body });
    return made(rows.at(-1));
  }
  if (id === undefined) return ok({ value: rows });
  const row = rows.find((each) => each.id === id);
  if (!row) return missing(id);
  if (method === 'DELETE') return remove(rows, (each) => each !== row);
  return method === 'PATCH' ? (merge(row, body), kNothing) : ok(row);
}

const kNouns = { applications, servicePrincipals, users, groups };
const kLists = { applications: 'apps', servicePrincipals: 'principals', users: 'people', groups: 'groups' };

// Returns { status, body } for a request below /v1.0.
export function answerGraph(world, origin, method, url, body) {
  const [noun, ...rest] = decodeURIComponent(url.pathname).split('/').slice(2);
  if (kNouns[noun]) {
    if (method === 'GET' && rest.length === 0) return page(world[kLists[noun]], url, origin);
    return kNouns[noun](world, method, rest, body);
  }
  switch (`${method} ${noun}/${rest[0] ?? ''}`) {
    case 'GET me/':
      return ok(world.me);
    case 'GET me/ownedObjects':
      return ok({ value: world.apps.filter((app) => list(world.owners, app.id).includes(world.me.id)).map((app) => typed('application', app)) });
    case 'GET organization/':
      return ok({ value: [world.tenant] });
    case 'GET auditLogs/signIns':
      return page(world.signIns, url, origin);
    case 'POST oauth2PermissionGrants/':
      world.grants.push({ id: randomUUID(), ...body });
      return made(world.grants.at(-1));
    case 'POST invitations/':
      world.people.push({ id: randomUUID(), displayName: body.invitedUserDisplayName || body.invitedUserEmailAddress, userPrincipalName: body.invitedUserEmailAddress, userType: 'Guest', accountEnabled: true, mail: null });
      return made({ invitedUser: { id: world.people.at(-1).id } });
    case 'POST directoryObjects/getByIds':
      return ok({ value: body.ids.map((id) => objectOf(world, id)) });
    case 'GET directory/deletedItems':
      return ok({ value: world.deleted });
  }
  if (noun === 'identity') return conditionalAccess(world, method, rest.slice(1), body);
  if (noun === 'roleManagement') {
    if (method === 'POST') return world.roles.push({ id: `${body.principalId}_${body.roleDefinitionId}`, ...body }), made(world.roles.at(-1));
    return method === 'GET' ? page(world.roles, url, origin) : remove(world.roles, (each) => each.id !== rest[2]);
  }
  if (noun === 'oauth2PermissionGrants') {
    const grant = world.grants.find((each) => each.id === rest[0]);
    if (!grant) return missing(rest[0]);
    return method === 'DELETE' ? remove(world.grants, (each) => each !== grant) : (merge(grant, body), kNothing);
  }
  if (noun === 'directory' && rest[2] === 'restore') {
    const app = world.deleted.find((each) => each.id === rest[1]);
    remove(world.deleted, (each) => each !== app);
    world.apps.push(app);
    return ok(app);
  }
  return refuse(404, 'ResourceNotFound', 'Resource not found for this address.');
}
