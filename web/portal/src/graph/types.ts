// The parts of Microsoft Graph's objects that the portal reads and writes, under Graph's own names.

export type SignInAudience =
  | 'AzureADMyOrg'
  | 'AzureADMultipleOrgs'
  | 'AzureADandPersonalMicrosoftAccount'
  | 'PersonalMicrosoftAccount';

export interface PasswordCredential {
  keyId: string; // the portal's "Secret ID"
  displayName: string | null;
  hint: string | null;
  startDateTime: string;
  endDateTime: string;
  secretText?: string | null; // only in the answer to addPassword
}

export interface KeyCredential {
  keyId: string;
  displayName: string | null;
  customKeyIdentifier: string | null; // base64 of the SHA-1 thumbprint
  type: string;
  usage: string;
  key?: string | null; // base64 of the certificate, only when it is written
  startDateTime?: string | null;
  endDateTime?: string | null;
}

export interface PermissionScope {
  id: string;
  value: string;
  type: 'User' | 'Admin';
  adminConsentDisplayName: string;
  adminConsentDescription: string;
  userConsentDisplayName: string | null;
  userConsentDescription: string | null;
  isEnabled: boolean;
}

export interface AppRole {
  id: string;
  value: string | null;
  displayName: string;
  description: string;
  allowedMemberTypes: ('User' | 'Application')[];
  isEnabled: boolean;
}

export interface RequiredResourceAccess {
  resourceAppId: string;
  resourceAccess: { id: string; type: 'Scope' | 'Role' }[];
}

export interface OptionalClaim {
  name: string;
  source: string | null;
  essential: boolean;
  additionalProperties: string[];
}

export interface OptionalClaims {
  idToken: OptionalClaim[];
  accessToken: OptionalClaim[];
  saml2Token: OptionalClaim[];
}

export interface Application {
  id: string;
  appId: string;
  displayName: string;
  createdDateTime: string | null;
  signInAudience: SignInAudience;
  identifierUris: string[];
  publisherDomain?: string | null;
  notes?: string | null;
  isFallbackPublicClient: boolean | null;
  groupMembershipClaims: string | null;
  optionalClaims: OptionalClaims | null;
  passwordCredentials: PasswordCredential[];
  keyCredentials: KeyCredential[];
  appRoles: AppRole[];
  requiredResourceAccess: RequiredResourceAccess[];
  web: {
    redirectUris: string[];
    homePageUrl: string | null;
    logoutUrl: string | null;
    implicitGrantSettings: { enableAccessTokenIssuance: boolean; enableIdTokenIssuance: boolean };
  };
  spa: { redirectUris: string[] };
  publicClient: { redirectUris: string[] };
  api: {
    oauth2PermissionScopes: PermissionScope[];
    preAuthorizedApplications: { appId: string; delegatedPermissionIds: string[] }[];
    requestedAccessTokenVersion: number | null;
    knownClientApplications?: string[];
    acceptMappedClaims?: boolean | null;
  };
}

// What a list of applications shows.
export type ApplicationRow = Pick<
  Application,
  'id' | 'appId' | 'displayName' | 'createdDateTime' | 'passwordCredentials' | 'keyCredentials' | 'signInAudience'
>;

export interface FederatedCredential {
  id: string;
  name: string;
  issuer: string;
  subject: string;
  audiences: string[];
  description: string | null;
}

export interface ServicePrincipal {
  id: string;
  appId: string;
  displayName: string;
  accountEnabled: boolean;
  appRoleAssignmentRequired: boolean;
  appOwnerOrganizationId: string | null;
  createdDateTime?: string | null;
  homepage?: string | null;
  servicePrincipalNames?: string[];
  servicePrincipalType?: string;
  appRoles: AppRole[];
  oauth2PermissionScopes: PermissionScope[];
  tags?: string[];
}

export interface AppRoleAssignment {
  id: string;
  appRoleId: string;
  createdDateTime: string | null;
  principalId: string;
  principalType: 'User' | 'Group' | 'ServicePrincipal';
  principalDisplayName: string | null;
  resourceId: string;
  resourceDisplayName: string | null;
}

export interface PermissionGrant {
  id: string;
  clientId: string; // the client's service principal
  consentType: 'AllPrincipals' | 'Principal';
  principalId: string | null;
  resourceId: string;
  scope: string;
}

export interface User {
  id: string;
  displayName: string;
  userPrincipalName: string;
  mail: string | null;
  userType?: string | null;
  accountEnabled?: boolean | null;
  createdDateTime?: string | null;
}

export interface Group {
  id: string;
  displayName: string;
  description?: string | null;
  securityEnabled?: boolean;
  createdDateTime?: string | null;
}

export interface DirectoryObject {
  '@odata.type'?: string;
  id: string;
  displayName: string | null;
  userPrincipalName?: string;
  appId?: string;
}

export interface Organization {
  id: string;
  displayName: string;
  verifiedDomains: { name: string; isDefault?: boolean; isInitial?: boolean }[];
}

// One attempt to sign in. `sallyport` is what Entra ID does not tell: what the client sent, what was expected.
export interface SignIn {
  id: string;
  createdDateTime: string;
  userDisplayName: string | null;
  userPrincipalName: string | null;
  userId: string | null;
  appId: string | null;
  appDisplayName: string | null;
  resourceDisplayName: string | null;
  resourceId: string | null;
  ipAddress: string | null;
  clientAppUsed?: string | null;
  correlationId: string | null;
  isInteractive?: boolean | null;
  conditionalAccessStatus?: string;
  appliedConditionalAccessPolicies?: { id: string; displayName: string; result: string }[];
  status: { errorCode: number; failureReason: string | null; additionalDetails: string | null };
  sallyport?: { endpoint?: string | null; sent?: string | null; expected?: string | null; fix?: string | null } | null;
}

export const kGraphAppId = '00000003-0000-0000-c000-000000000000';
export const kNoRole = '00000000-0000-0000-0000-000000000000'; // "Default Access": assigned without a role
