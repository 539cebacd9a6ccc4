/** A program without the lines that nobody reads, its values numbered anew. */
import type { Argument, Body, Line } from './model.js'

/** The values around a program that it reads, by number. */
const readsOf = (body: Body, around: number): readonly number[] =>
  body.closed
    ? []
    : [
        ...body.gives.flat().flatMap(a => ('at' in a ? [a.at] : [])),
        ...body.lines.flatMap((line, i) => lineReads(line, around + body.takes + i)),
      ].filter(at => at < around)

/** The values that a line reads, where so many are before it. */
const lineReads = ({ args, bodies }: Line, before: number): readonly number[] => [
  ...args.flatMap(a => ('at' in a ? [a.at] : [])),
  ...bodies.flatMap(body => readsOf(body, before)),
]

const renumbered = (a: Argument, place: readonly number[]): Argument =>
  'at' in a ? { ...a, at: place[a.at]! } : a

/** The same of a program among values that have these places now. */
const leanIn = (body: Body, outer: readonly number[], around: number): Body => {
  const start = outer.length
  const first = start + body.takes
  const live = new Set(body.gives.flat().flatMap(a => ('at' in a ? [a.at] : [])))
  for (let i = body.lines.length - 1; i >= 0; i--)
    if (live.has(first + i)) for (const at of lineReads(body.lines[i]!, first + i)) live.add(at)
  const place = [...outer, ...Array.from({ length: body.takes }, (_, i) => around + i)]
  const lines: Line[] = []
  body.lines.forEach((line, i) => {
    const next = around + body.takes + lines.length
    if (live.has(first + i))
      lines.push({
        ...line,
        args: line.args.map(a => renumbered(a, place)),
        bodies: line.bodies.map(b => (b.closed ? leanIn(b, [], 0) : leanIn(b, place, next))),
      })
    place.push(next)
  })
  return { ...body, lines, gives: body.gives.map(terms => terms.map(a => renumbered(a, place))) }
}

/** A closed program without the lines that nobody reads. */
export const lean = (body: Body): Body => leanIn(body, [], 0)

/** The lines of a program, those of the programs inside as well. */
export const linesOf = (body: Body): readonly Line[] =>
  body.lines.flatMap(line => [line, ...line.bodies.flatMap(linesOf)])
