/** The target `javascript`: a plan as generated functions over one buffer; nothing is allocated inside them. */
import type { Dense } from '../../Dense.js'
import { drawn } from '../plan/draw.js'
import { hosted, multiplied, opened, tree } from '../plan/host.js'
import { everywhere, type Plan } from '../plan/model.js'
import { picked } from '../plan/pick.js'
import { placed } from '../plan/place.js'
import { type Running, running } from '../plan/running.js'
import { generated, named, naming } from './generated.js'
import { kernelText } from './kernel.js'
import { sequenceText } from './sequence.js'

/** A plan as JavaScript; undefined where generated code is forbidden. */
export const javascript = (plan: Plan): Running | undefined => {
  const { memories, statements } = plan
  const { offsets, bytes } = placed(plan)
  const sums = everywhere(statements).reduce(
    (most, s) =>
      s.tag === 'kernel' ? Math.max(most, s.outputs.filter(o => o.tag === 'reduce').length) : most,
    0,
  )
  const buffer = new ArrayBuffer(bytes + 64 * sums)
  const datas = opened(plan, { offsets, bytes }, buffer)
  const slots = Array<Dense | undefined>(plan.slots).fill(undefined)
  const { functions, nameOf } = naming()
  const steps: (() => void)[] = []
  const parts: string[] = []
  const part = (text: string): string => {
    const name = `k${parts.length}`
    parts.push(`const ${name} = ${text}\n`)
    return `${name}()\n`
  }
  const setting = { memories, offsets, nameOf, lanes: bytes / 8 }
  const step = (f: () => void): string => part(`steps[${steps.push(f) - 1}]`)
  const body = sequenceText(statements, setting, s => {
    if (s.tag === 'kernel') return part(`() => {\n${kernelText(s, setting)}}`)
    return step(
      s.tag === 'host'
        ? hosted(s, datas, slots, plan)
        : s.tag === 'pick'
          ? picked(s, datas)
          : s.tag === 'draw'
            ? drawn(s, datas)
            : multiplied(s, datas),
    )
  })
  const text = `${named(functions)}${parts.join('')}return () => {\n${body}}`
  const made = generated<() => void>(['D', 'S', 'I', 'U', 'functions', 'steps', 'tree'], text)
  if (made === undefined) return undefined
  const whole = bytes + 64 * sums
  const run = made(
    new Float64Array(buffer, 0, whole / 8),
    new Float32Array(buffer, 0, whole / 4),
    new Int32Array(buffer, 0, whole / 4),
    new Uint8Array(buffer),
    functions,
    steps,
    tree,
  )
  return running(plan, datas, slots, run, whole)
}
