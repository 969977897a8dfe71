import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

import { classSchemas } from './class-schemas';
import { SECURITY } from './operations';

/** Everything else on the public port is the console's. */
const API_PREFIX = '/v1/';

/** The OpenAPI 3.1 document of the application's HTTP interface. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const outline = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Voxrail')
    .setDescription('Sessions of a voice agent. Their streams are Socket.IO or WebSocket.')
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, SECURITY.apiKey)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, SECURITY.account)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, SECURITY.session)
    .build();
  const document = SwaggerModule.createDocument(app, outline);
  const paths = Object.entries(document.paths).filter(([path]) => path.startsWith(API_PREFIX));
  return {
    ...document,
    paths: Object.fromEntries(paths),
    components: { ...document.components, schemas: classSchemas() },
  };
}
