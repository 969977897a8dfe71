import { startService } from '@voxrail/service';

import { setNativeEnvironment } from './hosting/native-environment';
import { ModelServerModule } from './model-server.module';

setNativeEnvironment();
void startService({ name: 'model-server', module: ModelServerModule, internalPort: 9468 });
