// Reads a client's settings or its authorize URL as people paste them, without asking anybody.

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

type Take = (settings: ClientSettings, value: string) => void;

// Keys are compared in lower case, without dashes and underscores, by their last part: oidcConfiguration.clientId.
const kKeys: Record<string, Take> = {
  clientid: (settings, value) => void (settings.clientId ??= value),
  oidcclientid: (settings, value) => void (settings.clientId ??= value),
  authenticationclientid: (settings, value) => void (settings.clientId ??= value),
  audience: (settings, value) => void (kGuid.test(value) && (settings.clientId ??= value)),
  clientsecret: takeSecret,
  oidcclientsecret: takeSecret,
  secret: takeSecret,
  clientsecretvalue: takeSecret,
  authority: takeAuthority,
  authenticationauthority: takeAuthority,
  issuer: takeAuthority,
  oidcissuerurl: takeAuthority,
  issueruri: takeAuthority,
  discoveryuri: takeAuthority,
  oidcdiscoveryuri: takeAuthority,
  oidcprovidermetadataurl: takeAuthority,
  tenant: takeAuthority,
  oidctenant: takeAuthority,
  tenantid: takeAuthority,
  redirecturi: (settings, value) => void (settings.redirectUri ??= value),
  oidcredirecturi: (settings, value) => void (settings.redirectUri ??= value),
  redirecturl: (settings, value) => void (settings.redirectUri ??= value),
  callbackurl: (settings, value) => void (settings.redirectUri ??= value),
  oidccallback: (settings, value) => void (settings.redirectUri ??= value),
  authenticationcallbackurl: (settings, value) => void (settings.redirectUri ??= value),
  responsetype: (settings, value) => void (settings.responseType ??= value),
  oidcresponsetype: (settings, value) => void (settings.responseType ??= value),
  authenticationresponsetype: (settings, value) => void (settings.responseType ??= value),
  responsemode: (settings, value) => void (settings.responseMode ??= value),
  scope: (settings, value) => void settings.scopes.push(...value.split(/[\s,]+/).filter((each) => each !== '')),
  scopes: (settings, value) => void settings.scopes.push(...value.split(/[\s,]+/).filter((each) => each !== '')),
  oidcscope: (settings, value) => void settings.scopes.push(...value.split(/[\s,]+/).filter((each) => each !== '')),
  clienttype: takeType,
  authenticationclienttype: takeType,
  disablepkce: (settings, value) => void (settings.codeChallenge = !/^true$/i.test(value)),
  oidcdisablepkce: (settings, value) => void (settings.codeChallenge = !/^true$/i.test(value)),
};

function takeType(settings: ClientSettings, value: string): void {
  if (/^public$/i.test(value)) settings.clientType = 'public';
  if (/^confidential$/i.test(value)) settings.clientType = 'confidential';
}

const bare = (text: string) => text.trim().replace(/,$/, '').replace(/\s+#.*$/, '').trim().replace(/^(["'])(.*)\1$/, '$2').trim();

// YAML, JSON, properties, environment files and Apache directives, line by line.
function readLines(text: string): ClientSettings {
  const settings: ClientSettings = { scopes: [], hasSecret: false, v1: false, isUrl: false };
  for (const line of text.split('\n')) {
    const match = line.match(/^\s*(?:export\s+|-\s+|--)?["']?([A-Za-z][\w.-]*)["']?\s*[:=\s]\s*(.*)$/);
    if (!match) continue;
    const key = (match[1] ?? '').split('.').pop() ?? '';
    const value = bare(match[2] ?? '').replace(/^\$\{[A-Z_]+:-(.*)\}$/, (_, inner: string) => bare(inner));
    kKeys[key.toLowerCase().replaceAll(/[-_]/g, '')]?.(settings, value);
  }
  return settings;
}

// Undefined if the text has neither a client ID nor a redirect URI in it.
export function readClient(text: string): ClientSettings | undefined {
  const trimmed = text.trim();
  const settings = /^https?:\/\/\S+\?/s.test(trimmed) ? (readUrl(trimmed) ?? readLines(trimmed)) : readLines(trimmed);
  return settings.clientId === undefined && settings.redirectUri === undefined ? undefined : settings;
}
