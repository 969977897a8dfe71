export interface CallCredentials {
  readonly token?: string;
  readonly apiKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer, taken apart. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON object of the body; empty where it is none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Code of an error. */
  readonly code: unknown;
}

/** Calls a gateway over HTTP. */
export class RestCaller {
  public constructor(private readonly port: number) {}

  public async get(path: string, credentials: CallCredentials = {}): Promise<RestAnswer> {
    return this.call('GET', path, credentials);
  }

  public async delete(path: string, credentials: CallCredentials = {}): Promise<RestAnswer> {
    return this.call('DELETE', path, credentials);
  }

  /** @param body sent as JSON; text is sent as it is, for what is no JSON */
  public async post(
    path: string,
    credentials: CallCredentials = {},
    body?: unknown,
  ): Promise<RestAnswer> {
    return this.call('POST', path, credentials, body);
  }

  public async call(
    method: string,
    path: string,
    { token, apiKey, headers }: CallCredentials,
    body?: unknown,
  ): Promise<RestAnswer> {
    const response = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return read(response);
  }
}

async function read(response: Response): Promise<RestAnswer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  const body = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>;
  const { error } = body as { readonly error?: { readonly code?: unknown } };
  return { status: response.status, headers: response.headers, text, body, code: error?.code };
}
