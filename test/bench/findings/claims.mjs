/** What is claimed of an operation of a library, in each mode, as laws. */
import { jvp, own, product, vjp } from 'chainrule/laws'

const rounded = x => (Array.isArray(x) ? x.map(rounded) : Math.fround(x))

/** The domain of the arguments, in the format of the library. */
const domainOf = ({ domains }, precision) => {
  const all = product(...domains)
  return precision === 'f32' ? own(all, { write: rounded, read: x => x }) : all
}

/** An operation of which both arguments are the same object. */
const twice = op => ({ ...op, domains: op.domains.slice(0, 1) })

/**
 * The modes: `reverse`, `forward`, `second` (the reverse mode of the gradient of a weighted sum), and `same`
 * (one object as both arguments, where they have the same shape).
 */
export const modes = {
  reverse: (host, op) =>
    vjp.of(host.value(op), host.vjp(op), { name: op.name, precision: host.precision }),
  forward: (host, op) =>
    host.jvp && jvp.of(host.value(op), host.jvp(op), { name: op.name, precision: host.precision }),
  second: (host, op) =>
    op.first
      ? undefined
      : vjp.of(host.gradient(op), host.second(op), {
          name: `the gradient of ${op.name}`,
          precision: host.precision,
        }),
  same: (host, op) =>
    op.same &&
    vjp.of(
      ([x]) => host.value(op)([x, x]),
      ([x], w) => [host.sameVjp(op)(x, w)],
      { name: `${op.name} of the same twice`, precision: host.precision },
    ),
}

/** The laws of an operation in a mode, where there is one. */
export const lawsOf = (host, op, mode) => {
  const claims = modes[mode](host, op)
  if (!claims) return undefined
  const edges = mode === 'reverse' || mode === 'forward' ? (op.edges ?? []) : []
  return claims.on(domainOf(mode === 'same' ? twice(op) : op, host.precision), { edges })
}
