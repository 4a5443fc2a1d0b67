// The objects of the development directory, in Graph's shapes.
const guid = (number) => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

export const kGraphAppId = '00000003-0000-0000-c000-000000000000';

const scope = (id, value, text, type = 'User') => ({
  id, value, type, isEnabled: true, adminConsentDisplayName: text, adminConsentDescription: text, userConsentDisplayName: text, userConsentDescription: text,
});
const role = (id, value, text, types = ['User']) => ({ id, value, displayName: text, description: text, allowedMemberTypes: types, isEnabled: true });

// A registration as Graph returns it, with what is given.
export function application(given) {
  return {
    createdDateTime: '2026-11-03T09:12:00Z', signInAudience: 'AzureADMyOrg', identifierUris: [], notes: null, isFallbackPublicClient: false,
    groupMembershipClaims: null, optionalClaims: null, passwordCredentials: [], keyCredentials: [], appRoles: [], requiredResourceAccess: [],
    spa: { redirectUris: [] }, publicClient: { redirectUris: [] },
    ...given,
    web: { redirectUris: [], homePageUrl: null, logoutUrl: null, implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false }, ...given.web },
    api: { oauth2PermissionScopes: [], preAuthorizedApplications: [], requestedAccessTokenVersion: null, knownClientApplications: [], acceptMappedClaims: null, ...given.api },
  };
}

export function principalOf(app, id) {
  return {
    id, appId: app.appId, displayName: app.displayName, accountEnabled: true, appRoleAssignmentRequired: false, appOwnerOrganizationId: null,
    createdDateTime: app.createdDateTime, servicePrincipalType: 'Application', appRoles: app.appRoles, oauth2PermissionScopes: app.api.oauth2PermissionScopes,
  };
}

const policy = (administrator, app) => ({
  id: guid(0xd0), displayName: 'Second factor for OpenMetadata', state: 'enabled', createdDateTime: '2026-11-03T09:12:00Z', modifiedDateTime: null,
  conditions: {
    clientAppTypes: ['all'], locations: null,
    users: { includeUsers: ['All'], excludeUsers: [administrator.id], includeGroups: [], excludeGroups: [], includeRoles: [], excludeRoles: [] },
    applications: { includeApplications: [app.appId], excludeApplications: [], includeAuthenticationContextClassReferences: [] },
  },
  grantControls: { operator: 'OR', builtInControls: ['mfa'] }, sessionControls: null,
});

const refusal = (code, reason, more) => ({ status: { errorCode: code, failureReason: reason, additionalDetails: null }, ...more });

export function makeWorld(more) {
  const tenant = { id: '7e4a7e4a-0000-4000-8000-000000000001', displayName: 'Contoso', verifiedDomains: [{ name: 'contoso.example', isDefault: true, isInitial: true }] };
  const people = ['Alice Adams', 'Bob Baker', 'Carol Chen', 'Dave Diaz', 'Erin Eich', 'Frank Fischer'].map((displayName, i) => ({
    id: guid(0xa0 + i), displayName, userPrincipalName: `${displayName.split(' ')[0].toLowerCase()}@contoso.example`, mail: `${displayName.split(' ')[0].toLowerCase()}@contoso.example`,
    userType: i === 5 ? 'Guest' : 'Member', accountEnabled: i !== 4, createdDateTime: '2026-10-01T08:00:00Z',
  }));
  const groups = [
    { id: guid(0xb0), displayName: 'Data stewards', description: null, securityEnabled: true, createdDateTime: '2026-10-01T08:00:00Z' },
    { id: guid(0xb1), displayName: 'Staff', description: null, securityEnabled: true, createdDateTime: '2026-10-01T08:00:00Z' },
  ];
  const graph = application({
    id: guid(1), appId: kGraphAppId, displayName: 'Microsoft Graph',
    api: {
      oauth2PermissionScopes: [
        scope('e1fe6dd8-ba31-4d61-89e7-88639da4683d', 'User.Read', 'Sign in and read user profile'),
        scope('64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0', 'email', "View users' email address"),
        scope('a154be20-db9c-4678-8ab7-66f6cc099a59', 'User.Read.All', "Read all users' full profiles", 'Admin'),
        scope('5f8c59db-677d-491f-a6b8-5f174b11ec1d', 'Group.Read.All', 'Read all groups', 'Admin'),
      ],
    },
    appRoles: [role('df021288-bdef-4463-88db-98f22de89214', 'User.Read.All', "Read all users' full profiles", ['Application'])],
  });
  const metadata = application({
    id: guid(2), appId: 'c11e0000-0000-4000-8000-000000000002', displayName: 'OpenMetadata', identifierUris: ['api://c11e0000-0000-4000-8000-000000000002'],
    web: { redirectUris: ['http://localhost:8585/callback', 'https://data.contoso.example/callback'] },
    passwordCredentials: [
      { keyId: guid(0x51), displayName: 'rehearsal', hint: '33x', startDateTime: '2026-11-03T09:12:00Z', endDateTime: '2099-05-03T09:12:00Z' },
      { keyId: guid(0x52), displayName: 'old', hint: 'q8~', startDateTime: '2025-01-03T09:12:00Z', endDateTime: '2025-07-03T09:12:00Z' },
    ],
    api: { oauth2PermissionScopes: [scope(guid(0x61), 'access_as_user', 'Read metadata')] },
    appRoles: [role(guid(0x71), 'Admin', 'Administrators'), role(guid(0x72), 'DataSteward', 'Data stewards')],
    requiredResourceAccess: [{ resourceAppId: kGraphAppId, resourceAccess: [{ id: 'e1fe6dd8-ba31-4d61-89e7-88639da4683d', type: 'Scope' }, { id: 'df021288-bdef-4463-88db-98f22de89214', type: 'Role' }] }],
    optionalClaims: { idToken: [{ name: 'email', source: null, essential: false, additionalProperties: [] }], accessToken: [], saml2Token: [] },
  });
  const dashboard = application({
    id: guid(3), appId: 'c11e0000-0000-4000-8000-000000000003', displayName: 'Sales dashboard', signInAudience: 'AzureADMultipleOrgs',
    spa: { redirectUris: ['http://localhost:5173/callback'] },
    requiredResourceAccess: [{ resourceAppId: kGraphAppId, resourceAccess: [{ id: 'e1fe6dd8-ba31-4d61-89e7-88639da4683d', type: 'Scope' }] }],
  });
  const many = Array.from({ length: more }, (_, i) => application({ id: guid(0x10000 + i), appId: guid(0x20000 + i), displayName: `Application ${String(i + 1).padStart(4, '0')}` }));
  const apps = [metadata, dashboard, ...many];
  const principals = [graph, metadata, dashboard].map((app, i) => principalOf(app, guid(0xc0 + i)));
  const signIn = (minutes, given) => ({
    id: guid(0xe00 + minutes), createdDateTime: new Date(Date.now() - minutes * 60_000).toISOString(), userDisplayName: 'Alice Adams', userPrincipalName: 'alice@contoso.example',
    userId: people[0].id, appId: metadata.appId, appDisplayName: metadata.displayName, resourceDisplayName: 'Microsoft Graph', resourceId: kGraphAppId, ipAddress: '127.0.0.1',
    correlationId: guid(0xf00 + minutes), isInteractive: true, status: { errorCode: 0, failureReason: null, additionalDetails: null }, ...given,
  });
  return {
    portalClient: '5a11f0c2-7d0e-4f2b-9c52-0d6b7a9e3b11', tenant, me: people[0], people, groups, graph, apps, principals, deleted: [], secrets: new Map(),
    owners: new Map([[metadata.id, [people[0].id]]]), members: new Map([[groups[0].id, [people[1].id, people[2].id]], [groups[1].id, people.slice(0, 4).map((each) => each.id)]]),
    federated: new Map(),
    authenticators: new Map([[people[1].id, { id: guid(0xf0), createdDateTime: '2026-11-04T08:00:00Z' }]]), // by person
    policies: [policy(people[0], metadata)],
    locations: [{ '@odata.type': '#microsoft.graph.ipNamedLocation', id: guid(0xd8), displayName: 'Office', isTrusted: true, ipRanges: [{ cidrAddress: '192.0.2.0/24' }] }],
    roles: [{ id: 'role-1', principalId: people[0].id, roleDefinitionId: '62e90394-69f5-4237-9190-012177145e10', directoryScopeId: '/' }],
    grants: [{ id: 'grant-1', clientId: principals[1].id, consentType: 'AllPrincipals', principalId: null, resourceId: principals[0].id, scope: 'User.Read' }],
    assignments: [{ id: 'assignment-1', appRoleId: guid(0x72), createdDateTime: '2026-11-03T10:00:00Z', principalId: groups[0].id, resourceId: principals[1].id }],
    signIns: [
      signIn(1, {}),
      signIn(4, refusal(50011, `The redirect URI 'http://localhost:8585/Callback' specified in the request does not match the redirect URIs configured for the application '${metadata.appId}'.`, {
        sallyport: { endpoint: '/oauth2/v2.0/authorize', sent: 'http://localhost:8585/Callback', expected: 'http://localhost:8585/callback', fix: 'Register exactly this address under Authentication, or send the registered one.' },
      })),
      signIn(9, refusal(7000215, `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${metadata.appId}'.`, {
        userDisplayName: null, userPrincipalName: null, sallyport: { endpoint: '/oauth2/v2.0/token', sent: 'a client secret that is registered nowhere', expected: 'the Value of the secret "rehearsal"', fix: 'Copy the Value, not the Secret ID.' },
      })),
    ],
  };
}
