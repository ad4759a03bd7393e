/**
 * Which layer may import which (see ARCHITECTURE.md):
 * common <- protocol <- { service | core | host | client } <- simulation <- { laws, exploration, report } <- doors.
 */
const layers = [
  ['common'],
  ['protocol'],
  ['service', 'core', 'host', 'client'],
  ['simulation'],
  ['laws', 'exploration', 'report'],
];
/** Where time, randomness and everything else of the outside world is unknown: neither npm packages nor Node's own. */
const pure = '^src/(common|protocol|service|core)/';

/** A folder may import itself and the layers below its own, and nothing else of ours. */
const oneWay = layers.flatMap((layer, depth) =>
  layer.map((folder) => ({
    name: `${folder}-imports-downwards`,
    comment: 'Imports point one way, and folders of one layer do not know one another.',
    severity: 'error',
    from: { path: `^src/${folder}/` },
    to: {
      path: '^(src|test|properties|conformance|judge|bench|examples|tools)/',
      pathNot: `^src/(${[folder, ...layers.slice(0, depth).flat()].join('|')})/`,
    },
  })),
);

module.exports = {
  forbidden: [
    ...oneWay,
    {
      name: 'product-imports-no-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|properties|conformance|judge|bench|examples|tools)/' },
    },
    {
      name: 'pure-imports-nothing-outside',
      comment:
        'Service and core, and what they stand on, are given everything: no package, no Node.',
      severity: 'error',
      from: { path: pure },
      to: {
        dependencyTypes: [
          'core',
          'npm',
          'npm-dev',
          'npm-peer',
          'npm-optional',
          'npm-no-pkg',
          'npm-unknown',
        ],
      },
    },
    {
      name: 'fake-timers-only-in-host',
      severity: 'error',
      from: { pathNot: '^src/host/' },
      to: { path: 'node_modules/@sinonjs/' },
    },
    {
      name: 'no-circular',
      comment:
        'Types of one folder may name one another; nothing that runs goes round in a circle.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-folder-cycles',
      scope: 'folder',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
