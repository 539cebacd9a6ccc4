// The order of rooms: each imports itself and what stands before it, types included.
const rooms = [
  '^src/(Errors|Place|Shape|Dense|Tensor|Expr|Program)[.]ts$|^src/(Space[.]ts$|space/)',
  '^src/op/',
  '^src/(Diff[.]ts$|diff/|derivative/)',
  '^src/rewrite/',
  '^src/runtime/',
  '^src/(Linear[.]ts$|linear/)',
  '^src/show/',
  '^src/diagnose/',
  '^src/learn/',
]
const above = i =>
  [...rooms.slice(i + 1), '^src/(index[.]ts$|codec/)', '^(laws|test|docs)/'].join('|')

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...rooms.map((room, i) => ({
      name: `room-${i}-imports-downwards`,
      severity: 'error',
      from: { path: room },
      to: { path: above(i) },
    })),
    {
      name: 'face-without-heavy-parts',
      severity: 'error',
      from: { path: '^src/index[.]ts$' },
      to: { path: '^src/(codec|show|learn|linear|Linear|diagnose)' },
    },
    {
      name: 'codec-imports-the-core',
      severity: 'error',
      from: { path: '^src/codec/' },
      to: { path: '^src/(show|learn|linear|Linear|diagnose|index)|^(laws|test|docs)/' },
    },
    {
      name: 'src-stands-alone',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(laws|test|docs)/|node_modules/fast-check' },
    },
    {
      name: 'io-ts-in-codec-only',
      severity: 'error',
      from: { path: '^(src|laws)/', pathNot: '^src/codec/' },
      to: { path: 'node_modules/io-ts' },
    },
    {
      name: 'laws-import-src',
      severity: 'error',
      from: { path: '^laws/' },
      to: { path: '^(test|docs)/' },
    },
    {
      name: 'no-host-in-the-library',
      severity: 'error',
      from: { path: '^(src|laws)/', pathNot: '^laws/cli/main[.]ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-peers',
      severity: 'error',
      from: { path: '^(src|laws)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-unknown', 'unknown', 'undetermined'],
        pathNot: 'fp-ts|io-ts|fast-check',
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
}
