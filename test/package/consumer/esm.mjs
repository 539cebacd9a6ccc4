// Every subpath of the package imports under Node, and the package differentiates.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { exports } = JSON.parse(readFileSync('node_modules/chainrule/package.json', 'utf8'))
const subpaths = Object.keys(exports).filter(path => path !== './package.json')
const modules = {}
const faults = {}
for (const path of subpaths) {
  const name = `chainrule${path.slice(1)}`
  try {
    modules[path] = Object.keys(await import(name)).length
  } catch (error) {
    faults[path] = error.message
  }
}

const { array, fn, grad, mul, run, sum, tanh, toFlat, vector } = await import('chainrule')
const f = fn(vector(2), x => sum(tanh(mul(2, x))))
const gradient = toFlat(run(grad(f))(array([0, 1])))
const required = createRequire(import.meta.url)('chainrule').grad === grad
console.log(JSON.stringify({ modules, faults, gradient, required }))
