import { RequestMethod } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';

/** The requests that a controller answers, each as `METHOD /path status`, from its decorators. */
export function operationsOf(controller: {
  readonly name: string;
  readonly prototype: object;
}): string[] {
  const prefix = String(Reflect.getMetadata(PATH_METADATA, controller));
  return Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
    const handler: unknown = Reflect.get(controller.prototype, name);
    if (typeof handler !== 'function') return [];
    const method: unknown = Reflect.getMetadata(METHOD_METADATA, handler);
    if (typeof method !== 'number') return [];
    const own = String(Reflect.getMetadata(PATH_METADATA, handler)).replace(/^\/$/, '');
    const path = `/${prefix}${own === '' ? '' : `/${own}`}`.replaceAll(/:(\w+)/g, '{$1}');
    const status: unknown = Reflect.getMetadata(HTTP_CODE_METADATA, handler) ?? 200;
    return [`${RequestMethod[method]} ${path} ${String(status)}`];
  });
}
