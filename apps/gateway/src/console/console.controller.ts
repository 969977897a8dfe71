import { Controller, Get, Header, NotFoundException, Param, StreamableFile } from '@nestjs/common';

import { ConsoleAssets } from './console-assets';

/**
 * Everything comes from the page's own origin, nothing is inline and nothing may frame it.
 * `connect-src 'self'` covers the WebSocket as well.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The web page at `/`. */
@Controller()
export class ConsoleController {
  public constructor(private readonly assets: ConsoleAssets) {}

  @Get()
  @Header('Content-Security-Policy', CONTENT_SECURITY_POLICY)
  @Header('Permissions-Policy', 'microphone=(self)')
  @Header('Referrer-Policy', 'no-referrer')
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Cache-Control', 'no-cache')
  public page(): StreamableFile {
    return this.serve('index.html');
  }

  @Get('console/:file')
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Cache-Control', 'no-cache')
  public file(@Param('file') file: string): StreamableFile {
    return this.serve(file);
  }

  private serve(name: string): StreamableFile {
    const asset = this.assets.find(name);
    if (asset === undefined) throw new NotFoundException();
    return new StreamableFile(asset.body, { type: asset.contentType, length: asset.body.length });
  }
}
