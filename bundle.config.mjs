// What Node imports: each subpath in few files, what they share in one, so that they are found and read quickly.
// Bundlers get the modules as they are, and leave out what is not used.
import { readFileSync } from 'node:fs'
import { build } from 'esbuild'

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'))
const dist = process.argv[2] ?? 'dist'
const entries = Object.values(exports).flatMap(e => (e.default === undefined ? [] : [e.default]))

await build({
  entryPoints: [...entries, './dist/laws/cli/main.js'].map(path => path.replace('./dist', dist)),
  outbase: dist,
  outdir: `${dist}/node`,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  external: ['#fp/*'],
  sourcemap: true,
  logLevel: 'warning',
})
