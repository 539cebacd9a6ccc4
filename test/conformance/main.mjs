/** `npm run conformance -- --target NAME`: vitest does not know the option, so it goes by the environment. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))

const read = () => {
  try {
    return parseArgs({
      options: { target: { type: 'string' } },
      allowPositionals: true,
    })
  } catch (e) {
    process.stderr.write(`${e.message}\nusage: npm run conformance [-- --target NAME] [-- FILE…]\n`)
    return process.exit(2)
  }
}

const { values, positionals } = read()
const files = positionals.length > 0 ? positionals : ['test/conformance']
const { status, error } = spawnSync(process.execPath, [vitest, 'run', ...files], {
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  stdio: 'inherit',
  env: {
    ...process.env,
    ...(values.target === undefined ? {} : { CHAINRULE_TARGET: values.target }),
  },
})
if (error !== undefined) throw error
process.exit(status ?? 1)
