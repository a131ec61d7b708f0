/** The arrows of DESIGN.md: what each package may import, besides itself. */
const arrows = {
  kernels: [],
  tensor: ['kernels'],
  autograd: ['tensor'],
  layers: ['autograd', 'tensor'],
  optimizers: ['autograd', 'tensor'],
  data: ['tensor'],
  safetensors: ['tensor'],
  training: ['tensor', 'autograd', 'layers', 'optimizers', 'data', 'safetensors'],
  report: [],
  diagnostics: ['layers', 'autograd', 'tensor', 'report'],
};

const apps = '^apps/';
const source = (name) => `^packages/${name}/src/`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(arrows).map(([name, allowed]) => ({
      name: `${name}-knows-only-${allowed.join('-and-') || 'itself'}`,
      severity: 'error',
      from: { path: source(name) },
      to: { path: '^packages/', pathNot: [name, ...allowed].map(source) },
    })),
    {
      name: 'no-package-imports-an-app',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: apps },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'only-declared-dependencies',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src/' },
      to: { path: 'node_modules', dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types'] },
  },
};
