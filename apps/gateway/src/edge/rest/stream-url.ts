const HOST = /^[A-Za-z0-9._-]+(:\d+)?$|^\[[0-9A-Fa-f:.]+\](:\d+)?$/;

/**
 * Where a raw WebSocket opens the stream of session `sid`.
 * @param publicUrl the setting; empty: under the name by which this request came
 * @param host header `Host` of the request
 */
export function streamUrl(publicUrl: string, host: string | undefined, sid: string): string {
  const known =
    publicUrl === '' ? `http://${HOST.test(host ?? '') ? host : 'localhost'}` : publicUrl;
  const base = known.replace(/^http/, 'ws').replace(/\/+$/, '');
  return `${base}/v1/sessions/${sid}/stream`;
}
