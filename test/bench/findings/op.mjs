/** Rows of the tables of operations: a name, a function of the library and arrays, and where it is tried. */
import { box } from 'chainrule/laws'

/** An operation of one array of two numbers, or of another shape, between two ends. */
export const one = (name, f, [low, high] = [-2, 2], { shape = 2, ...more } = {}) => ({
  name,
  f,
  domains: [box(low, high, shape)],
  ...more,
})

/** An operation of two arrays; of the same shape unless said. */
export const two = (name, f, ends = [-2, 2], { shapes, ...more } = {}) => {
  const [first, second] = Array.isArray(ends[0]) ? ends : [ends, ends]
  const [a, b] = shapes ?? [2, 2]
  return {
    name,
    f,
    domains: [box(...first, a), box(...second, b)],
    same: shapes === undefined && !Array.isArray(ends[0]),
    ...more,
  }
}

/** An operation of several arrays. */
export const many = (name, f, shapes, [low, high] = [-2, 2], more = {}) => ({
  name,
  f,
  domains: shapes.map(s => box(low, high, s)),
  ...more,
})

/** Partial derivatives at a point at which the function has them, row by row. */
export const edge = (at, partials, name) => ({
  at,
  convention: { partials },
  ...(name ? { name } : {}),
})
