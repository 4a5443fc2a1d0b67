// Reads a client's settings or its authorize URL as people paste them, without asking anybody.
import { pairsOf, type Pair } from './pairs.ts';

export interface ClientSettings {
  tenant?: string; // "common", a GUID or a domain
  host?: string; // of the authority
  clientId?: string;
  redirectUri?: string;
  responseType?: string;
  responseMode?: string;
  scopes: string[];
  hasSecret: boolean;
  secretOdd?: string; // what is odd about the secret; the secret itself is never kept
  codeChallenge?: boolean; // undefined: the text does not say
  clientType?: 'public' | 'confidential';
  resource?: string;
  assumed?: string; // what had to be guessed, in words for people
  v1: boolean; // uses the endpoints of before v2.0
  isUrl: boolean;
}

const kPath = /^\/([^/]+)\/oauth2\/(v2\.0\/)?(authorize|token|devicecode|logout)$/;
const kGuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

// What is odd about a secret, without repeating it.
export function secretProblem(secret: string): string | undefined {
  if (/^[{<[].*[}>\]]$|^your[_-]|changeme|^x+$/i.test(secret)) return 'The secret is a placeholder.';
  if (kGuid.test(secret)) return 'The secret looks like a Secret ID. Copy the Value instead.';
  if (/\s/.test(secret)) return 'The secret contains a blank or a line break.';
  if (/[“”‘’\uFEFF]/.test(secret)) return 'The secret contains typographic quotes or an invisible character.';
  return undefined;
}

function takeSecret(settings: ClientSettings, secret: string): void {
  if (secret === '') return;
  settings.hasSecret = true;
  if (/^exec:/.test(secret)) return; // mod_auth_openidc asks a program
  const odd = secretProblem(secret);
  if (odd !== undefined) settings.secretOdd = odd;
}

function takeAuthority(settings: ClientSettings, text: string): void {
  try {
    const url = new URL(text);
    settings.host = url.host;
    const first = url.pathname.split('/')[1];
    if (first && !first.startsWith('.')) settings.tenant ??= first;
  } catch {
    if (text !== '' && !text.includes('/')) settings.tenant ??= text;
  }
}

function readUrl(text: string): ClientSettings | undefined {
  let url: URL;
  try {
    url = new URL(text.replaceAll(/\s+/g, ''));
  } catch {
    return undefined;
  }
  const path = url.pathname.match(kPath);
  if (!path && !url.searchParams.has('client_id')) return undefined;
  const one = (name: string) => url.searchParams.get(name) ?? undefined;
  const settings: ClientSettings = {
    host: url.host,
    scopes: (one('scope') ?? '').split(' ').filter((scope) => scope !== ''),
    hasSecret: false,
    codeChallenge: url.searchParams.has('code_challenge'),
    v1: path !== null && path[2] === undefined,
    isUrl: true,
  };
  const set = <Key extends 'tenant' | 'clientId' | 'redirectUri' | 'responseType' | 'responseMode' | 'resource'>(key: Key, value?: string) => {
    if (value !== undefined) settings[key] = value;
  };
  set('tenant', path?.[1]);
  set('clientId', one('client_id'));
  set('redirectUri', one('redirect_uri'));
  set('responseType', one('response_type'));
  set('responseMode', one('response_mode'));
  set('resource', one('resource'));
  takeSecret(settings, one('client_secret') ?? '');
  return settings;
}

// Undefined if the text has neither a client ID nor a redirect URI in it.
export function readClient(text: string): ClientSettings | undefined {
  const trimmed = text.trim();
  const settings = (/^https?:\/\/\S+\?/s.test(trimmed) ? readUrl(trimmed) : undefined) ?? readSettings(trimmed);
  return settings.clientId === undefined && settings.redirectUri === undefined ? undefined : settings;
}

function readSettings(text: string): ClientSettings {
  const settings: ClientSettings = { scopes: [], hasSecret: false, v1: false, isUrl: false };
  const pairs = pairsOf(text);
  for (const pair of pairs) kKeys[plainKey(pair.key)]?.(settings, pair);
  // Sallyport and OpenMetadata write the client ID of a confidential client as oidcConfiguration.id. Other ids are GUIDs too, so
  // this one counts only where no clientId stands.
  const id = pairs.find(({ key, value }) => plainKey(key) === 'id' && kGuid.test(value))?.value;
  if (id !== undefined) settings.clientId ??= id;
  return settings;
}

type Take = (settings: ClientSettings, pair: Pair) => void;

const set =
  (name: 'clientId' | 'responseType' | 'responseMode'): Take =>
  (settings, { value }) =>
    void (settings[name] ??= value);
const setAuthority: Take = (settings, { value }) => takeAuthority(settings, value);
const setSecret: Take = (settings, { value }) => takeSecret(settings, value);
const hasSecretElsewhere: Take = (settings) => void (settings.hasSecret = true);

const kSpringBase = 'http://localhost:8080'; // what {baseUrl} is in a Spring application that nobody configured further

const setRedirect: Take = (settings, { key, value }) => {
  if (!value.includes('{')) return void (settings.redirectUri ??= value);
  const registration = key.match(/registration\.([\w-]+)\./)?.[1] ?? 'entra';
  settings.redirectUri ??= value.replace('{baseUrl}', kSpringBase).replace('{registrationId}', registration).replace('{action}', 'login');
  settings.assumed = `${value} was read as ${settings.redirectUri}.`;
};
const setCallbackPath: Take = (settings, { value }) => {
  settings.redirectUri ??= `https://localhost:5001${value}`;
  settings.assumed = `The path ${value} was read as ${settings.redirectUri}, the address of a new ASP.NET application.`;
};
const addScopes: Take = (settings, { value }) => void settings.scopes.push(...value.split(/[\s,"'[\]]+/).filter((each) => each !== ''));
const setType: Take = (settings, { value }) => {
  const type = value.toLowerCase();
  if (type === 'public' || type === 'none') settings.clientType = 'public';
  if (type === 'confidential') settings.clientType = 'confidential';
};
const setPkce: Take = (settings, { key, value }) =>
  void (settings.codeChallenge = /disable/i.test(key) ? !/^true$/i.test(value) : /^(S256|plain)$/i.test(value));

// Names of settings without dashes, underscores and the prefixes of kPrefixes, in lower case.
const kKeys: Record<string, Take> = {
  clientid: set('clientId'),
  appid: set('clientId'),
  audience: (settings, { value }) => void (kGuid.test(value) && (settings.clientId ??= value)),
  clientsecret: setSecret,
  clientsecretvalue: setSecret,
  secret: setSecret,
  clientsecretfile: hasSecretElsewhere,
  secretfile: hasSecretElsewhere,
  secretkey: (settings, { value }) => void (/client-?secret/i.test(value) && (settings.hasSecret = true)), // of a Kubernetes secret
  authority: setAuthority,
  issuer: setAuthority,
  issueruri: setAuthority,
  issuerurl: setAuthority,
  discoveryuri: setAuthority,
  providermetadataurl: setAuthority,
  instance: setAuthority,
  tenant: setAuthority,
  tenantid: setAuthority,
  redirecturi: setRedirect,
  redirecturl: setRedirect,
  callbackurl: setRedirect,
  callback: setRedirect,
  callbackpath: setCallbackPath,
  responsetype: set('responseType'),
  responsemode: set('responseMode'),
  scope: addScopes,
  scopes: addScopes,
  clienttype: setType,
  clientauthenticationmethod: setType,
  disablepkce: setPkce,
  pkcemethod: setPkce,
  codechallengemethod: setPkce,
};

const kPrefixes = /^(oauth2proxy|authmicrosoftentraid|authentication|azuread|azure|oidc|nextpublic|vite)+(?=.)/;

function plainKey(key: string): string {
  return (key.split('.').pop() ?? '').toLowerCase().replaceAll(/[-_]/g, '').replace(kPrefixes, '');
}
