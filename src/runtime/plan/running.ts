/** A plan that runs: arguments put into memory, its body, results taken out of it. */
import type { Data, Dense } from '../../Dense.js'
import { size } from '../../Shape.js'
import { read } from './host.js'
import type { Plan } from './model.js'

/** A plan that runs. */
export interface Running {
  readonly run: (args: readonly Dense[]) => readonly Dense[]
  /** The bytes of its memory. */
  readonly arena: number
}

/** A plan that runs by a body over its memories. */
export const running = (
  { params, results }: Plan,
  datas: readonly Data[],
  slots: readonly (Dense | undefined)[],
  body: () => void,
  arena: number,
): Running => {
  const taken = results.map((r): (() => Dense) => {
    if (r.tag === 'sequence') return () => read(r, datas, slots)
    const { shape, kind } = r.aval
    const data = datas[r.view.memory]!
    const [from, to] = [r.view.start, r.view.start + size(shape)]
    return () => ({ shape, kind, data: data.slice(from, to) })
  })
  const inputs = params.map(m => datas[m]!)
  return {
    arena,
    run: args => {
      args.forEach((x, i) => {
        const to = inputs[i]!
        if (to.length === 1) to[0] = x.data[0]!
        else to.set(x.data)
      })
      body()
      return taken.map(take => take())
    },
  }
}
