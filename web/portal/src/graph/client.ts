// Calls Microsoft Graph's addresses at the directory itself. All pages go through this file.

// Graph's answer to a call that it refuses. `message` is made for people.
export class GraphError extends Error {
  constructor(
    readonly status: number,
    readonly code: string, // "Request_BadRequest"
    message: string,
    readonly properties: readonly string[] = [], // the properties that the answer names: "web.redirectUris"
  ) {
    super(message);
  }
}

export interface Graph {
  get<T>(path: string): Promise<T>;
  page<T>(path: string): Promise<Rows<T>>; // one page of a collection
  all<T>(path: string): Promise<T[]>; // every page of it
  post<T>(path: string, body: unknown): Promise<T>;
  patch(path: string, body: unknown): Promise<void>;
  remove(path: string): Promise<void>;
}

export interface Rows<T> {
  rows: T[];
  next: string | undefined; // the path of the next page
}

interface Page<T> {
  value: T[];
  '@odata.nextLink'?: string;
}

const kMostPages = 200; // of 999 rows each; more is an endless chain of links

// Words for the answers that every page can get. Everything else is shown in Graph's own words.
const kPlain: Record<string, string> = {
  Authorization_RequestDenied:
    'Your account may not do this. It needs a directory role, for example Application Administrator. An administrator can give it to you.',
  InvalidAuthenticationToken: 'Your sign-in has ended. Reload the page to sign in again.',
};

interface ErrorBody {
  error?: { code?: string; message?: string; details?: { target?: string; message?: string }[] };
}

async function readError(response: Response): Promise<GraphError> {
  let body: ErrorBody = {};
  try {
    body = (await response.json()) as ErrorBody;
  } catch {
    // The answer is not Graph's. The status must do.
  }
  const code = body.error?.code ?? `HTTP ${response.status}`;
  const said = body.error?.message ?? `The directory answered with status ${response.status}.`;
  const details = body.error?.details ?? [];
  const named = [...said.matchAll(/[Pp]roperty '([\w.]+)'|'([\w.]+)' property/g)].map((match) => match[1] ?? match[2] ?? '');
  const targets = details.map((detail) => detail.target ?? '').filter((target) => target !== '');
  const plain = kPlain[code];
  return new GraphError(response.status, code, plain ?? said, [...targets, ...named]);
}

// A nextLink must stay on our own origin and below /v1.0/, so that a wrong answer never carries the token elsewhere.
function ownPath(link: string): string {
  const url = new URL(link, window.location.origin);
  if (url.origin !== window.location.origin || !url.pathname.startsWith('/v1.0/'))
    throw new GraphError(502, 'BadLink', 'The directory sent a link to another place.');
  return url.pathname.slice('/v1.0'.length) + url.search;
}

// `token` returns a fresh access token for Graph. Paths begin with a slash and stand below /v1.0.
export function makeGraph(token: () => Promise<string>): Graph {
  async function send(method: string, path: string, body?: unknown): Promise<Response> {
    const headers: Record<string, string> = { Authorization: `Bearer ${await token()}`, Accept: 'application/json' };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (path.includes('$search') || path.includes('$count')) headers.ConsistencyLevel = 'eventual';
    let response: Response;
    try {
      response = await fetch(`/v1.0${path}`, { method, headers, cache: 'no-store', body: body === undefined ? null : JSON.stringify(body) });
    } catch {
      throw new GraphError(0, 'Offline', 'The directory does not answer. Is it still running?');
    }
    if (!response.ok) throw await readError(response);
    return response;
  }
  async function readPage<T>(path: string): Promise<Rows<T>> {
    const answer = (await (await send('GET', path)).json()) as Page<T>;
    const link = answer['@odata.nextLink'];
    return { rows: answer.value, next: link === undefined ? undefined : ownPath(link) };
  }
  return {
    async get<T>(path: string) {
      return (await (await send('GET', path)).json()) as T;
    },
    page: readPage,
    async all<T>(path: string) {
      const rows: T[] = [];
      let next: string | undefined = path;
      for (let page = 0; next !== undefined && page < kMostPages; ++page) {
        const read: Rows<T> = await readPage<T>(next);
        rows.push(...read.rows);
        next = read.next;
      }
      return rows;
    },
    async post<T>(path: string, body: unknown) {
      const response = await send('POST', path, body);
      return (response.status === 204 ? undefined : await response.json()) as T;
    },
    async patch(path, body) {
      await send('PATCH', path, body);
    },
    async remove(path) {
      await send('DELETE', path);
    },
  };
}

// A text inside a filter: 'it''s'. The result is ready for an address.
export function quoted(text: string): string {
  return encodeURIComponent(`'${text.replaceAll("'", "''")}'`);
}

// The message of an error for the field that it is about, or undefined if the error is about something else.
export function errorAt(error: Error | undefined, ...names: string[]): string | undefined {
  if (!(error instanceof GraphError)) return undefined;
  const fits = (property: string, name: string) => property === name || property.endsWith(`.${name}`) || name.endsWith(`.${property}`);
  const hit = error.properties.some((property) => names.some((name) => fits(property.replaceAll('/', '.'), name)));
  return hit ? error.message : undefined;
}

// The error, unless it is shown at one of these fields.
export function otherwise(error: Error | undefined, ...names: string[]): Error | undefined {
  return errorAt(error, ...names) === undefined ? error : undefined;
}
