import type { NestExpressApplication } from '@nestjs/platform-express';

import { UpgradeDoor } from '../limits/upgrade-door';
import { OriginPolicy } from '../origin-policy';
import { crossOrigin } from './cross-origin';
import { OpenApi } from './openapi.controller';
import { openApiDocument } from './openapi-document';

/** The largest configuration has 64 KiB of tools and 20 KiB of text, each character up to 4 bytes. */
const MAX_BODY_BYTES = 393_216;

/** What Nest leaves to Express: how bodies are read, and what an answer tells of the server. */
export function configureRest(app: NestExpressApplication): void {
  app.disable('x-powered-by');
  app.set('etag', false);
  // Before bodies are read, so that a page can read why its own was refused.
  app.use('/v1', crossOrigin(app.get(OriginPolicy), app.get(UpgradeDoor)));
  // A body is JSON whatever it is called: a form or a text is refused for not being it.
  app.useBodyParser('json', { limit: MAX_BODY_BYTES, inflate: false, type: () => true });
  app.get(OpenApi).document = openApiDocument(app);
}
