// People, groups, the tenant, and the log of sign-ins.
import type { Graph, Rows } from './client.ts';
import { quoted } from './client.ts';
import type { AppRoleAssignment, DirectoryObject, Group, Organization, SignIn, User } from './types.ts';

const kUser = 'id,displayName,userPrincipalName,mail,userType,accountEnabled,createdDateTime';
const kGroup = 'id,displayName,description,securityEnabled,createdDateTime';
const kPage = 100; // rows of a list; more are found by searching
const kMostEmpty = 100; // pages without a row, one after the other; the log ends before

const searched = (text: string, ...properties: string[]) =>
  `&$search=${encodeURIComponent(properties.map((property) => `"${property}:${text.replaceAll(/["\\]/g, ' ')}"`).join(' OR '))}`;

// The first people in the order of their names, or those whose names or addresses fit the text.
export async function listUsers(graph: Graph, text = ''): Promise<User[]> {
  const search = text === '' ? '' : searched(text, 'displayName', 'userPrincipalName');
  return (await graph.get<{ value: User[] }>(`/users?$select=${kUser}&$top=${kPage}${search}`)).value;
}
export const findUser = (graph: Graph, id: string) => graph.get<User>(`/users/${id}?$select=${kUser}`);
export interface NewUser {
  displayName: string;
  userPrincipalName: string;
  password: string;
}
export const addUser = (graph: Graph, user: NewUser) =>
  graph.post<User>('/users', {
    accountEnabled: true,
    displayName: user.displayName,
    mailNickname: user.userPrincipalName.split('@')[0],
    userPrincipalName: user.userPrincipalName,
    passwordProfile: { password: user.password, forceChangePasswordNextSignIn: false },
  });
export const inviteGuest = (graph: Graph, mail: string, displayName: string) =>
  graph.post<{ invitedUser: { id: string } }>('/invitations', {
    invitedUserEmailAddress: mail,
    invitedUserDisplayName: displayName,
    inviteRedirectUrl: `${window.location.origin}/portal`,
  });
export const changeUser = (graph: Graph, id: string, change: object) => graph.patch(`/users/${id}`, change);
export const deleteUser = (graph: Graph, id: string) => graph.remove(`/users/${id}`);
export const resetPassword = (graph: Graph, id: string, password: string) =>
  graph.patch(`/users/${id}`, { passwordProfile: { password, forceChangePasswordNextSignIn: false } });
export const revokeSessions = (graph: Graph, id: string) => graph.post<unknown>(`/users/${id}/revokeSignInSessions`, {});
export const groupsOf = (graph: Graph, id: string) => graph.all<DirectoryObject>(`/users/${id}/memberOf`);
export const rolesOf = (graph: Graph, id: string) => graph.all<AppRoleAssignment>(`/users/${id}/appRoleAssignments`);

// How a person proves who they are.
export interface AuthenticationMethod {
  '@odata.type': string;
  id: string;
  createdDateTime: string | null;
}
export const authenticationMethodsOf = (graph: Graph, id: string) => graph.all<AuthenticationMethod>(`/users/${id}/authentication/methods`);
export const removeAuthenticator = (graph: Graph, id: string, method: string) =>
  graph.remove(`/users/${id}/authentication/softwareOathMethods/${method}`);

export async function listGroups(graph: Graph, text = ''): Promise<Group[]> {
  const search = text === '' ? '' : searched(text, 'displayName');
  return (await graph.get<{ value: Group[] }>(`/groups?$select=${kGroup}&$top=${kPage}${search}`)).value;
}
export const findGroup = (graph: Graph, id: string) => graph.get<Group>(`/groups/${id}`);
export const addGroup = (graph: Graph, displayName: string) =>
  graph.post<Group>('/groups', {
    displayName,
    mailEnabled: false,
    securityEnabled: true,
    mailNickname: displayName.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 64) || 'group',
  });
export const changeGroup = (graph: Graph, id: string, displayName: string) => graph.patch(`/groups/${id}`, { displayName });
export const deleteGroup = (graph: Graph, id: string) => graph.remove(`/groups/${id}`);
export const listMembers = (graph: Graph, id: string) => graph.all<DirectoryObject>(`/groups/${id}/members`);
export const addMember = (graph: Graph, id: string, member: string) =>
  graph.post<void>(`/groups/${id}/members/$ref`, { '@odata.id': `${window.location.origin}/v1.0/directoryObjects/${member}` });
export const removeMember = (graph: Graph, id: string, member: string) => graph.remove(`/groups/${id}/members/${member}/$ref`);

export const findTenant = async (graph: Graph) => (await graph.get<{ value: Organization[] }>('/organization')).value[0];

// Which sign-ins a list holds. What is left out does not matter.
export interface SignInFilter {
  appId?: string | undefined;
  userId?: string | undefined;
  succeeded?: boolean | undefined;
}

// The address of the newest sign-ins. The directory looks through a part of its log for one page, so that a page may be
// empty although more follow.
export function signInsPath({ appId, userId, succeeded }: SignInFilter): string {
  const conditions = [
    appId === undefined ? [] : [`appId eq ${quoted(appId)}`],
    userId === undefined ? [] : [`userId eq ${quoted(userId)}`],
    succeeded === undefined ? [] : [`status/errorCode ${succeeded ? 'eq' : 'ne'} 0`],
  ].flat();
  const filter = conditions.length === 0 ? '' : `&$filter=${conditions.join(' and ')}`;
  return `/auditLogs/signIns?$top=${kPage}&$orderby=createdDateTime desc${filter}`;
}

// The next page that has a row, or the last one.
export async function readSignIns(graph: Graph, path: string): Promise<Rows<SignIn>> {
  let read = await graph.page<SignIn>(path);
  for (let more = kMostEmpty; read.rows.length === 0 && read.next !== undefined && more > 0; --more) read = await graph.page<SignIn>(read.next);
  return read;
}
export const findSignIn = (graph: Graph, id: string) => graph.get<SignIn>(`/auditLogs/signIns/${id}`);

// Directory roles. A person of this directory has at most one.
export interface RoleAssignment {
  id: string;
  principalId: string;
  roleDefinitionId: string;
}
const kRoleAssignments = '/roleManagement/directory/roleAssignments';
export const directoryRolesOf = (graph: Graph, id: string) => graph.all<RoleAssignment>(`${kRoleAssignments}?$filter=principalId eq ${quoted(id)}`);
export const removeDirectoryRole = (graph: Graph, assignment: string) => graph.remove(`${kRoleAssignments}/${assignment}`);
export const giveDirectoryRole = (graph: Graph, principalId: string, roleDefinitionId: string) =>
  graph.post<RoleAssignment>(kRoleAssignments, { principalId, roleDefinitionId, directoryScopeId: '/' });

export interface RoleHolder {
  assignment: RoleAssignment;
  name: string;
  userPrincipalName: string;
}

const kMostIds = 1000; // of one getByIds

// Everybody who has a directory role.
export async function listRoleHolders(graph: Graph): Promise<RoleHolder[]> {
  const assignments = await graph.all<RoleAssignment>(kRoleAssignments);
  const people = new Map<string, DirectoryObject>();
  for (let at = 0; at < assignments.length; at += kMostIds) {
    const ids = assignments.slice(at, at + kMostIds).map((each) => each.principalId);
    const found = await graph.post<{ value: DirectoryObject[] }>('/directoryObjects/getByIds', { ids, types: ['user'] });
    for (const person of found.value) people.set(person.id, person);
  }
  return assignments.map((assignment) => {
    const person = people.get(assignment.principalId);
    return { assignment, name: person?.displayName ?? assignment.principalId, userPrincipalName: person?.userPrincipalName ?? '-' };
  });
}
