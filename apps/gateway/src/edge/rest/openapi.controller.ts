import { Controller, Get, Inject, Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ApiExcludeController } from '@nestjs/swagger';

/** Holds the document, which can be made only when all of the application is there. */
@Injectable()
export class OpenApi {
  public document: OpenAPIObject | undefined;
}

/** The description of this interface, for whoever wants to make a client from it. */
@ApiExcludeController()
@Controller('v1')
export class OpenApiController {
  public constructor(@Inject(OpenApi) private readonly openApi: OpenApi) {}

  @Get('openapi.json')
  public document(): OpenAPIObject | undefined {
    return this.openApi.document;
  }
}
