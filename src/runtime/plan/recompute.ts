/** Cheap values computed anew where another loop needs them, instead of being stored and read again. */
import { size } from '../../Shape.js'
import { admits, type Group, loadNode } from './group.js'
import type { Code } from './model.js'

/** Up to so much is computed anew, from up to so many operands. */
const CHEAP = 6
const OPERANDS = 2

/** Fewer entries stay near in any case. */
const MANY = 2048

const costOf = ({ op }: Code): number =>
  op === 'load' || op === 'number' ? 0 : op === 'call' ? Infinity : op === 'div' ? 4 : 1

/**
 * A node of one group as one of another over the same space; undefined where it is not cheap, or where what it reads
 * may change.
 */
export const recomputed = (
  from: Group,
  node: number,
  to: Group,
  stays: (memory: number) => boolean,
): number | undefined => {
  if (from.shape.join() !== to.shape.join() || size(to.shape) < MANY) return undefined
  const { code } = from.coder
  const needed = new Set<number>()
  const todo = [node]
  let [cost, operands] = [0, 0]
  for (let i = todo.pop(); i !== undefined && cost <= CHEAP; i = todo.pop()) {
    if (needed.has(i)) continue
    needed.add(i)
    const c = code[i]!
    cost += costOf(c)
    todo.push(...c.args)
    if (c.op !== 'load') continue
    const { memory, steps } = from.loads[c.load]!
    if (!stays(memory) || !admits(to, steps)) return undefined
    if (steps.some(s => s !== 0)) operands++
  }
  if (cost > CHEAP || operands > OPERANDS) return undefined
  const { scalars, round } = to.coder
  const made = new Map<number, number>()
  const of = (c: Code): number => {
    const args = c.args.map(i => made.get(i)!) as [number, number, number]
    switch (c.op) {
      case 'number':
        return scalars.number(c.value)
      case 'load':
        return loadNode(to, from.loads[c.load]!)
      case 'call':
        return scalars.call(c.f, ...args)
      case 'round':
        return round(args[0])
      case 'neg':
      case 'not':
        return scalars[c.op](args[0])
      case 'choose':
        return scalars.choose(...args)
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
      case 'less':
      case 'lessEqual':
      case 'equal':
      case 'and':
      case 'or':
        return scalars[c.op](args[0], args[1])
    }
  }
  // Nodes read nodes before them.
  for (const i of [...needed].toSorted((a, b) => a - b)) made.set(i, of(code[i]!))
  return made.get(node)
}
