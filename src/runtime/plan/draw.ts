/** Random words: lowered to a statement, and drawn outside generated code. */
import type { Data } from '../../Dense.js'
import { threefryInto } from '../../op/random/threefry.js'
import type { Instruction } from '../../Program.js'
import { size } from '../../Shape.js'
import type { Context } from './context.js'
import type { Beginning, Drawing } from './model.js'
import { denseOf } from './pick.js'
import type { Register } from './register.js'

/** The register of random words. */
export const randomWords = (c: Context, { inputs, shape, kind }: Instruction): Register => {
  const [key, counter] = inputs.map(r => denseOf(c, r)) as [Beginning, Beginning]
  const view = c.fresh({ shape, kind })
  const keys = size(c.avalOf(inputs[0]!).shape) / 2
  const pairs = keys === 0 ? 0 : size(shape) / 2 / keys
  const out = { memory: view.memory, start: view.start }
  c.statements.push({ tag: 'draw', key, counter, out, keys, pairs })
  return { tag: 'memory', view, position: c.statements.length - 1 }
}

/** Words drawn. */
export const drawn = (d: Drawing, datas: readonly Data[]): (() => void) => {
  const words = ({ memory, start }: Beginning, n: number): Int32Array =>
    (datas[memory] as Int32Array).subarray(start, start + 2 * n) // words are whole numbers
  const [keys, all] = [words(d.key, d.keys), d.keys * d.pairs]
  const [counters, out] = [words(d.counter, all), words(d.out, all)]
  return () => {
    threefryInto(out, keys, counters)
  }
}
