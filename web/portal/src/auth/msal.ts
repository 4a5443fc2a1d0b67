// Signs the portal's user in at the directory itself, with @azure/msal-browser and the authorization code flow.
import {
  BrowserCacheLocation,
  CacheLookupPolicy,
  InteractionRequiredAuthError,
  PublicClientApplication,
  type AccountInfo,
} from '@azure/msal-browser';

// The directory knows this client in every tenant, without a registration. Source: src/entra/portal_application.h.
export const kPortalClientId = '5a11f0c2-7d0e-4f2b-9c52-0d6b7a9e3b11';

// Permissions of Microsoft Graph by their short names, as the token endpoint lists them in its answer. MSAL compares the two texts: with
// the addresses it would find no token in its cache, and would ask for a new one before each call.
const kScopes = [
  'User.ReadWrite.All',
  'Group.ReadWrite.All',
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'Directory.ReadWrite.All',
  'RoleManagement.ReadWrite.Directory',
  'AuditLog.Read.All',
  'Policy.ReadWrite.ConditionalAccess',
  'Organization.Read.All',
  'UserAuthenticationMethod.ReadWrite.All',
];

const kReturn = 'sallyport.return';
const kTenant = 'sallyport.tenant';

export interface SignedIn {
  account: AccountInfo;
  token(): Promise<string>; // a fresh access token for Graph; leaves the page if the user has to sign in again
  signOut(): Promise<void>;
}

// MSAL refuses every authority that is not https, although browsers take http://localhost for a secure place. The
// metadata below carries the real addresses, so the authority is only a name, and no discovery request is needed.
function configuration(tenant: string) {
  const { host, origin } = window.location;
  const issuerTenant = /^[0-9a-f-]{36}$/i.test(tenant) ? tenant : '{tenantid}';
  return {
    auth: {
      clientId: kPortalClientId,
      authority: `https://${host}/${tenant}`,
      knownAuthorities: [host],
      redirectUri: `${origin}/portal`,
      postLogoutRedirectUri: `${origin}/portal`,
      authorityMetadata: JSON.stringify({
        authorization_endpoint: `${origin}/${tenant}/oauth2/v2.0/authorize`,
        token_endpoint: `${origin}/${tenant}/oauth2/v2.0/token`,
        end_session_endpoint: `${origin}/${tenant}/oauth2/v2.0/logout`,
        issuer: `${origin}/${issuerTenant}/v2.0`,
        jwks_uri: `${origin}/${tenant}/discovery/v2.0/keys`,
      }),
    },
    cache: { cacheLocation: BrowserCacheLocation.SessionStorage },
  };
}

// Completes or begins the sign-in. Never resolves if the browser leaves for the sign-in page.
// `?tenant=` chooses the tenant to administer; otherwise the user name decides.
export async function signIn(): Promise<SignedIn> {
  const asked = new URLSearchParams(window.location.search).get('tenant');
  const tenant = asked ?? sessionStorage.getItem(kTenant) ?? 'organizations';
  sessionStorage.setItem(kTenant, tenant);
  const msal = new PublicClientApplication(configuration(tenant));
  await msal.initialize();
  const answer = await msal.handleRedirectPromise({ navigateToLoginRequestUrl: false });
  const account = asked && !answer ? undefined : (answer?.account ?? msal.getAllAccounts()[0]);
  if (!account) {
    sessionStorage.setItem(kReturn, asked ? '/portal' : window.location.pathname + window.location.search);
    await msal.clearCache();
    await msal.loginRedirect({ scopes: kScopes, ...(asked ? { prompt: 'select_account' } : {}) });
    return new Promise(() => undefined);
  }
  if (answer) {
    const back = sessionStorage.getItem(kReturn);
    sessionStorage.removeItem(kReturn);
    window.history.replaceState(null, '', back && /^\/portal(\/|$|\?)/.test(back) ? back : '/portal');
  }
  return {
    account,
    async token() {
      try {
        const result = await msal.acquireTokenSilent({
          account,
          scopes: kScopes,
          cacheLookupPolicy: CacheLookupPolicy.AccessTokenAndRefreshToken, // no frame: the page's policy allows none
        });
        return result.accessToken;
      } catch (error) {
        if (!(error instanceof InteractionRequiredAuthError)) throw error;
        sessionStorage.setItem(kReturn, window.location.pathname + window.location.search);
        await msal.acquireTokenRedirect({ account, scopes: kScopes });
        return new Promise<string>(() => undefined);
      }
    },
    async signOut() {
      sessionStorage.removeItem(kTenant);
      await msal.logoutRedirect({ account });
    },
  };
}

// Signs in to another tenant, or as somebody else.
export function switchTenant(tenant: string): void {
  window.location.assign(`/portal?tenant=${encodeURIComponent(tenant)}`);
}
