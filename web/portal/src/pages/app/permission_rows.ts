// The permissions that an application asks for, with their names and whether somebody has consented. Pure.
import type { Application, AppRoleAssignment, PermissionGrant, ServicePrincipal } from '../../graph/types.ts';

export interface PermissionRow {
  resourceAppId: string;
  resourceName: string;
  id: string;
  value: string; // "User.Read"
  type: 'Delegated' | 'Application';
  description: string;
  adminConsentRequired: boolean;
  granted: boolean; // for the whole tenant
  known: boolean; // whether the resource exposes it
}

interface Found {
  principals: readonly ServicePrincipal[]; // of the resources
  grants: readonly PermissionGrant[]; // of the application's principal
  roles: readonly AppRoleAssignment[];
}

function isGranted(scope: string, resource: string, grants: readonly PermissionGrant[]): boolean {
  return grants.some((grant) => grant.consentType === 'AllPrincipals' && grant.resourceId === resource && grant.scope.split(' ').includes(scope));
}

export function permissionRows(app: Application, { principals, grants, roles }: Found): PermissionRow[] {
  return app.requiredResourceAccess.flatMap(({ resourceAppId, resourceAccess }) => {
    const resource = principals.find((each) => each.appId === resourceAppId);
    return resourceAccess.map(({ id, type }): PermissionRow => {
      const scope = type === 'Scope' ? resource?.oauth2PermissionScopes.find((each) => each.id === id) : undefined;
      const role = type === 'Role' ? resource?.appRoles.find((each) => each.id === id) : undefined;
      return {
        resourceAppId,
        resourceName: resource?.displayName ?? resourceAppId,
        id,
        value: scope?.value ?? role?.value ?? id,
        type: type === 'Scope' ? 'Delegated' : 'Application',
        description: scope?.adminConsentDisplayName ?? role?.displayName ?? 'The API does not expose this permission.',
        adminConsentRequired: type === 'Role' || scope?.type === 'Admin',
        granted:
          resource !== undefined &&
          (scope ? isGranted(scope.value, resource.id, grants) : roles.some((each) => each.resourceId === resource.id && each.appRoleId === id)),
        known: scope !== undefined || role !== undefined,
      };
    });
  });
}
