import { startService } from '@voxrail/service';

import { ModelServerModule } from './model-server.module';

void startService({ name: 'model-server', module: ModelServerModule, internalPort: 9468 });
