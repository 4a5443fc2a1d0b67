// The portal's modules without a browser. Vite compiles them, as it does for the pages.
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cleanup } from './support.mjs';

export const web = fileURLToPath(new URL('../web/', import.meta.url));
let server;

// A module of web/portal/src. Loads Vite at the first call.
export async function loadPortalModule(path) {
  if (!server) {
    const { createServer } = await import(pathToFileURL(createRequire(`${web}/package.json`).resolve('vite')));
    server = await createServer({ root: `${web}portal`, configFile: false, logLevel: 'error', appType: 'custom', server: { middlewareMode: true, hmr: false, ws: false, watch: null }, optimizeDeps: { noDiscovery: true } });
    cleanup(() => server.close());
  }
  return server.ssrLoadModule(`/src/${path}`);
}

// An application as Microsoft Graph returns it, with what is given.
export const application = (given) => ({
  id: '1', appId: 'c11e0000-0000-4000-8000-000000000001', displayName: 'Reports', signInAudience: 'AzureADMyOrg', createdDateTime: null,
  identifierUris: [], isFallbackPublicClient: false, groupMembershipClaims: null, optionalClaims: null, passwordCredentials: [], keyCredentials: [],
  appRoles: [], requiredResourceAccess: [], spa: { redirectUris: [] }, publicClient: { redirectUris: [] },
  api: { oauth2PermissionScopes: [], preAuthorizedApplications: [], requestedAccessTokenVersion: null },
  ...given,
  web: { redirectUris: [], homePageUrl: null, logoutUrl: null, implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false }, ...given.web },
});
