/** Stated results against computed ones: tensors as nested arrays, structures by their parts. */
import { inspect } from 'node:util'
import { isTensor, toNested } from 'chainrule/Tensor'

/** How far a computed number may lie from a stated one, relative to the larger of it and 1. */
export const TOLERANCE = 1e-12

const near = (a: number, b: number): boolean =>
  a === b ||
  Object.is(a, b) ||
  (Number.isFinite(b) && Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b)))

const plain = (u: unknown): unknown => (isTensor(u) ? toNested(u) : u)

const show = (u: unknown): string => inspect(u, { depth: Infinity, breakLength: Infinity })

/** The first place where two values differ, as text; nothing where they agree. */
export const difference = (actual: unknown, stated: unknown, path = ''): string | undefined => {
  const a = plain(actual)
  const b = plain(stated)
  const fault = `${path === '' ? '' : `at ${path} `}it is ${show(a)}, not ${show(b)}`
  if (typeof a === 'number' && typeof b === 'number') return near(a, b) ? undefined : fault
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return Object.is(a, b) ? undefined : fault
  if (Array.isArray(a) !== Array.isArray(b)) return fault
  const [x, y] = [Object.entries(a), Object.entries(b)]
  if (x.length !== y.length) return fault
  const others = new Map<string, unknown>(x)
  return y
    .map(([name, v]) =>
      others.has(name) ? difference(others.get(name), v, `${path}.${name}`) : fault,
    )
    .find(d => d !== undefined)
}
