/** Plain data with one fault in it: a part of another type, one too many, one missing, a name misspelt. */

type Step = string | number
type Path = readonly Step[]
type Row = Readonly<Record<Step, unknown>>

const isObject = (u: unknown): u is Row => typeof u === 'object' && u !== null

const steps = (u: unknown): Path =>
  Array.isArray(u) ? u.map((_, i) => i) : isObject(u) ? Object.keys(u) : []

/** Where something is in plain data: all of it, each part, each part of a part. */
const places = (u: unknown): readonly Path[] => [
  [],
  ...steps(u).flatMap(step => places((u as Row)[step]).map((path): Path => [step, ...path])), // it has steps
]

const at = (u: unknown, path: Path): unknown => path.reduce<unknown>((x, s) => (x as Row)[s], u) // a path of it

const put = (u: unknown, [step, ...rest]: Path, x: unknown): unknown => {
  if (step === undefined) return x
  const part = put((u as Row)[step], rest, x) // a path of it
  return Array.isArray(u)
    ? u.map((e: unknown, i) => (i === step ? part : e))
    : // Not by assignment: a field may be named `__proto__`.
      Object.fromEntries(
        Object.entries(u as Row).map(([name, e]) => [name, name === step ? part : e]),
      )
}

/** What nothing is encoded as. */
const foreign: readonly unknown[] = [null, undefined, 'not a value', 1n, Symbol('s'), () => 1]

const faultsOf = (u: unknown): readonly unknown[] => {
  if (Array.isArray(u)) {
    const parts: readonly unknown[] = u
    return [[...parts, null], ...(parts.length === 0 ? [] : [parts.slice(1)])]
  }
  if (isObject(u)) {
    const fields = Object.entries(u)
    return [
      Object.fromEntries([...fields, ['surplus', 1]]),
      ...(fields.length === 0 ? [] : [Object.fromEntries(fields.slice(1))]),
    ]
  }
  return typeof u === 'number' ? [[u], true] : typeof u === 'boolean' ? [[u], Number(u)] : []
}

/** Plain data with one fault at the place of this number: each fault there is. */
export const damaged = (u: unknown, where: number): readonly unknown[] => {
  const all = places(u)
  const path = all[where % all.length]!
  return [...foreign, ...faultsOf(at(u, path))].map(fault => put(u, path, fault))
}

/** Whether two data are the same, part by part, but for the sign of 0 and the order of fields. */
export const sameData = (a: unknown, b: unknown): boolean => {
  if (a === b || Object.is(a, b)) return true
  if (!isObject(a) || !isObject(b)) return false
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  const [here, there] = [Object.keys(a), Object.keys(b)]
  return (
    here.length === there.length &&
    here.every(name => Object.hasOwn(b, name) && sameData(a[name], b[name]))
  )
}
