import type { Clock } from '@voxrail/clock';
import type { Logger } from '@voxrail/observability';

import type { ModelDefinition } from '../engines/engine';
import { HostedModel } from './hosted-model';
import { ServingError } from './serving-error';

/** Each of our models has one version, as in a repository with a folder `1`. */
export const MODEL_VERSION = '1';

/** All models of this server. They share nothing: what happens to one happens to no other. */
export class ModelHost {
  private readonly byName = new Map<string, HostedModel>();

  /** Begins to load all of them. A name that is given twice is a mistake of the catalog. */
  public constructor(definitions: readonly ModelDefinition[], clock: Clock, logger: Logger) {
    for (const definition of definitions) {
      if (this.byName.has(definition.name)) throw new Error(`model ${definition.name} twice`);
      this.byName.set(definition.name, new HostedModel(definition, clock, logger));
    }
  }

  public get models(): readonly HostedModel[] {
    return [...this.byName.values()];
  }

  /** As Triton's default: all models that should be there are. */
  public get ready(): boolean {
    return this.models.every((model) => model.state === 'READY');
  }

  /** Throws ServingError NOT_FOUND, or INVALID_ARGUMENT for a version that is no number. */
  public get(name: string, version = ''): HostedModel {
    if (version !== '' && !/^\d+$/.test(version)) {
      throw new ServingError(
        'INVALID_ARGUMENT',
        `failed to get model version from specified version string '${version}', version should be an integral value > 0`,
      );
    }
    const model = this.byName.get(name);
    if (model === undefined) {
      throw new ServingError('NOT_FOUND', `Request for unknown model: '${name}' is not found`);
    }
    if (version !== '' && version !== MODEL_VERSION) {
      throw new ServingError(
        'NOT_FOUND',
        `Request for unknown model: '${name}' version ${version} is not found`,
      );
    }
    return model;
  }

  public async close(): Promise<void> {
    await Promise.all(this.models.map((model) => model.close()));
  }
}
