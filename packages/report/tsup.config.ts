import { defineConfig } from 'tsup';
import { packageBuild } from '../../tsup.base.ts';

export default defineConfig(
  packageBuild(['src/index.ts', 'src/tensorboard/index.ts', 'src/tensorboard/node.ts']),
);
