/** A diagnosis as text. */
import { showPlace } from '../Place.js'
import { showShape } from '../Shape.js'
import { toNested } from '../Tensor.js'
import { showPosition } from './entry.js'
import type { Diagnosis, Inside, Operand, Reached, Trouble } from './model.js'

const LONG = 12

const numbers = (u: unknown): string =>
  Array.isArray(u) ? `[${u.map(numbers).join(', ')}]` : String(u)

const value = (x: Operand): string => {
  if (x.value !== undefined) return `${x.value}`
  if (x.tensor !== undefined) return numbers(toNested(x.tensor))
  const [least, largest] = x.range ?? [0, 0]
  return `from ${least} to ${largest}`
}

const operand = (x: Operand): string => {
  const at = x.entry === undefined ? '' : showPosition(x.entry)
  const shape = x.shape.length === 0 ? '' : ` ${showShape(x.shape)}`
  const where = at === '' ? '' : ` at ${at}`
  const own = value(x)
  return x.expression === own ? own : `${x.expression}${shape}${where} = ${own}`
}

const inside = ({ operation, step, branch }: Inside): string =>
  step !== undefined
    ? `step ${step} of ${operation}`
    : branch !== undefined
      ? `branch ${branch} of ${operation}`
      : operation

const leaf = (path: string, entry: readonly number[]): string => {
  const at = `${path === '' || path.startsWith('[') ? '' : '.'}${path}${showPosition(entry)}`
  return at === '' ? '' : ` at ${at}`
}

const reached = (r: Reached): string => `the ${r.part}${leaf(r.path, r.entry)}`

const way = (names: readonly string[]): string =>
  (names.length <= LONG ? names : [...names.slice(0, LONG - 3), '…', ...names.slice(-2)]).join(
    ' → ',
  )

const lines = (t: Trouble): readonly string[] => {
  const at = t.entry.length === 0 ? '' : ` at ${showPosition(t.entry)}`
  const made = `${t.operation}${at} made ${t.output.value} from finite values`
  const of = t.of === undefined ? made : `the derivative of ${t.of.expression}: ${made}`
  const own = t.of?.inputs ?? []
  return [
    of,
    `  in        ${t.expression}`,
    ...t.inputs.map(x => `  given     ${operand(x)}`),
    ...own.map(x => `  there     ${operand(x)}`),
    ...(t.place === undefined ? [] : [`  built at  ${showPlace(t.place)}`]),
    ...(t.within.length === 0 ? [] : [`  inside    ${t.within.map(inside).join(', ')}`]),
    ...(t.example.length === 0 ? [] : [`  example   ${t.example.join(', ')}`]),
    `  the way   ${way(t.way)} → ${reached(t.reached)}`,
  ]
}

/**
 * A diagnosis as text, a fact a line.
 *
 * @example
 * import { fn, real, sqrt } from 'chainrule'
 * import { diagnose, showDiagnosis } from 'chainrule/diagnose'
 *
 * const text = showDiagnosis(diagnose(fn(real, x => sqrt(x)))(0))
 * text.startsWith('the derivative of sqrt(x)') // => true
 * showDiagnosis(diagnose(fn(real, x => sqrt(x)))(1)) // => 'all values are finite'
 */
export const showDiagnosis = (d: Diagnosis): string => {
  switch (d.tag) {
    case 'finite':
      return 'all values are finite'
    case 'argument':
      return [
        `the ${d.of} itself${leaf(d.path, d.entry)} is ${d.value}`,
        `  reaches   ${reached(d.reached)}`,
      ].join('\n')
    case 'forward':
    case 'backward':
      return lines(d).join('\n')
  }
}
