// Applications and their service principals: what the portal asks Graph, each change as one call.
import type { Graph } from './client.ts';
import { quoted } from './client.ts';
import type {
  AppRoleAssignment,
  Application,
  ApplicationRow,
  DirectoryObject,
  FederatedCredential,
  PasswordCredential,
  PermissionGrant,
  ServicePrincipal,
} from './types.ts';

const kRow = 'id,appId,displayName,createdDateTime,passwordCredentials,keyCredentials,signInAudience';

export const listApps = (graph: Graph) => graph.all<ApplicationRow>(`/applications?$select=${kRow}&$top=999`);
export const listOwnedApps = async (graph: Graph) => {
  const owned = await graph.all<DirectoryObject>('/me/ownedObjects');
  return new Set(owned.map((each) => each.id));
};
export const listDeletedApps = (graph: Graph) => graph.all<ApplicationRow>('/directory/deletedItems/microsoft.graph.application');
export const restoreApp = (graph: Graph, id: string) => graph.post<unknown>(`/directory/deletedItems/${id}/restore`, {});

export const findApp = (graph: Graph, id: string) => graph.get<Application>(`/applications/${id}`);
export const findAppByClientId = async (graph: Graph, appId: string) =>
  (await graph.all<Application>(`/applications?$filter=appId eq ${quoted(appId)}`))[0];

// The newest registration of this name.
export const findAppByName = async (graph: Graph, name: string) => {
  const found = await graph.all<Application>(`/applications?$filter=displayName eq ${quoted(name)}`);
  return found.sort((a, b) => (a.createdDateTime ?? '').localeCompare(b.createdDateTime ?? '')).at(-1);
};

export type NewApplication = Pick<Application, 'displayName' | 'signInAudience'> & Partial<Application>;

// Registers an application as the portal does: with User.Read, and with its service principal in this tenant.
export async function registerApp(graph: Graph, app: NewApplication): Promise<Application> {
  const made = await graph.post<Application>('/applications', app);
  await graph.post('/servicePrincipals', { appId: made.appId });
  return made;
}

export const changeApp = (graph: Graph, id: string, change: Partial<Application> | object) => graph.patch(`/applications/${id}`, change);
export const deleteApp = (graph: Graph, id: string) => graph.remove(`/applications/${id}`);

export const addPassword = (graph: Graph, id: string, displayName: string, endDateTime: string) =>
  graph.post<PasswordCredential>(`/applications/${id}/addPassword`, { passwordCredential: { displayName, endDateTime } });
export const removePassword = (graph: Graph, id: string, keyId: string) => graph.post<void>(`/applications/${id}/removePassword`, { keyId });

export const listFederated = (graph: Graph, id: string) => graph.all<FederatedCredential>(`/applications/${id}/federatedIdentityCredentials`);
export const addFederated = (graph: Graph, id: string, credential: Omit<FederatedCredential, 'id'>) =>
  graph.post<FederatedCredential>(`/applications/${id}/federatedIdentityCredentials`, credential);
export const removeFederated = (graph: Graph, id: string, credential: string) =>
  graph.remove(`/applications/${id}/federatedIdentityCredentials/${credential}`);

export const listOwners = (graph: Graph, id: string) => graph.all<DirectoryObject>(`/applications/${id}/owners`);
export const addOwner = (graph: Graph, id: string, owner: string) =>
  graph.post<void>(`/applications/${id}/owners/$ref`, { '@odata.id': `${window.location.origin}/v1.0/directoryObjects/${owner}` });
export const removeOwner = (graph: Graph, id: string, owner: string) => graph.remove(`/applications/${id}/owners/${owner}/$ref`);

export const listPrincipals = (graph: Graph) => graph.all<ServicePrincipal>('/servicePrincipals?$top=999');
export const findPrincipal = (graph: Graph, id: string) => graph.get<ServicePrincipal>(`/servicePrincipals/${id}`);
export const findPrincipalOf = async (graph: Graph, appId: string) =>
  (await graph.all<ServicePrincipal>(`/servicePrincipals?$filter=appId eq ${quoted(appId)}`))[0];
export const changePrincipal = (graph: Graph, id: string, change: Partial<ServicePrincipal>) => graph.patch(`/servicePrincipals/${id}`, change);

// Who may use the application.
export const listAssigned = (graph: Graph, id: string) => graph.all<AppRoleAssignment>(`/servicePrincipals/${id}/appRoleAssignedTo`);
export const assign = (graph: Graph, resourceId: string, principalId: string, appRoleId: string) =>
  graph.post<AppRoleAssignment>(`/servicePrincipals/${resourceId}/appRoleAssignedTo`, { principalId, resourceId, appRoleId });
export const unassign = (graph: Graph, resourceId: string, assignment: string) =>
  graph.remove(`/servicePrincipals/${resourceId}/appRoleAssignedTo/${assignment}`);

// What the application may use: application permissions, then delegated ones.
export const listHeldRoles = (graph: Graph, id: string) => graph.all<AppRoleAssignment>(`/servicePrincipals/${id}/appRoleAssignments`);
export const listGrants = (graph: Graph, id: string) => graph.all<PermissionGrant>(`/servicePrincipals/${id}/oauth2PermissionGrants`);
export const revokeGrant = (graph: Graph, id: string) => graph.remove(`/oauth2PermissionGrants/${id}`);

// Finds the application's principal in this tenant, and makes one if there is none.
export async function needPrincipal(graph: Graph, appId: string): Promise<ServicePrincipal> {
  return (await findPrincipalOf(graph, appId)) ?? (await graph.post<ServicePrincipal>('/servicePrincipals', { appId }));
}

// Grants everything that the application asks for, on behalf of the whole tenant.
export async function grantAdminConsent(graph: Graph, app: Application): Promise<void> {
  const client = await needPrincipal(graph, app.appId);
  const [grants, roles] = await Promise.all([listGrants(graph, client.id), listHeldRoles(graph, client.id)]);
  for (const wanted of app.requiredResourceAccess) {
    const resource = await needPrincipal(graph, wanted.resourceAppId);
    const scopes = resource.oauth2PermissionScopes
      .filter((scope) => wanted.resourceAccess.some((access) => access.type === 'Scope' && access.id === scope.id))
      .map((scope) => scope.value);
    const standing = grants.find((grant) => grant.resourceId === resource.id && grant.consentType === 'AllPrincipals');
    if (scopes.length > 0) {
      const all = [...new Set([...(standing?.scope.split(' ') ?? []), ...scopes])].filter((scope) => scope !== '').join(' ');
      if (standing) await graph.patch(`/oauth2PermissionGrants/${standing.id}`, { scope: all });
      else
        await graph.post('/oauth2PermissionGrants', {
          clientId: client.id,
          consentType: 'AllPrincipals',
          principalId: null,
          resourceId: resource.id,
          scope: all,
        });
    }
    for (const access of wanted.resourceAccess) {
      const has = roles.some((role) => role.resourceId === resource.id && role.appRoleId === access.id);
      if (access.type !== 'Role' || has) continue;
      await graph.post(`/servicePrincipals/${client.id}/appRoleAssignments`, {
        principalId: client.id,
        resourceId: resource.id,
        appRoleId: access.id,
      });
    }
  }
}
