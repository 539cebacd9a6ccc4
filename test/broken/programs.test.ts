/** Wrong targets, rewrites and generators: each law catches its twin, and shrinks to a few lines. */
import { type AnyDiff, external, real, run, vector } from 'chainrule'
import {
  type AnyLaw,
  arbitraryDiff,
  checkLaws,
  generatorLaws,
  rewriteLaws,
  type Target,
  targetLaws,
  tryLaws,
} from 'chainrule/laws'
import type { Program } from 'chainrule/Program'
import fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { programOf } from '../../src/diff/stages.js'
import { interpret } from '../../src/runtime/interpret.js'
import { decode, encode } from '../../src/space/encode.js'

const seeds = [1, 2, 3]

/** The program with one operation in the place of another. */
const swapped =
  (from: string, to: string) =>
  (p: Program): Program => ({
    ...p,
    instructions: p.instructions.map(i => (i.op === from ? { ...i, op: to } : i)),
  })

/** A target that runs another program. */
const running =
  (rewrite: (p: Program) => Program): Target =>
  f => {
    const evaluate = interpret(rewrite(programOf(f)))
    const [read, make] = [encode('test', f.dom), decode(f.cod)]
    return x => make(evaluate(read(x)))
  }

/** Which derivative an arrow is by what it gives: a pullback gives a struct beside the value, a pushforward a tuple. */
const isDerivative = ({ cod }: AnyDiff, which: 'struct' | 'tuple'): boolean =>
  cod.form.tag === 'tuple' && cod.form.parts[0]?.tag === 'tuple' && cod.form.parts[1]?.tag === which

/** Right but for one derivative: as a compiler that loses something there. */
const wrongFor =
  (which: 'struct' | 'tuple', target: Target): Target =>
  f =>
    isDerivative(f, which) ? target(f) : run(f)

const wrong = running(swapped('sin', 'cos'))
const smooth = { smooth: true, operations: ['sin', 'mul', 'tanh', 'sum', 'exp', 'scan', 'matmul'] }

const endless = (p: Program): Program => ({
  ...p,
  params: p.params.map(a => ({ ...a, name: `${a.name}'` })),
})

let turns = 0
const tired = external(vector(3), real, () => {
  throw new Error('not today')
})
const small = arbitraryDiff(vector(3), real, { operations: ['sin', 'mul'] })

describe('a twin of each law is caught', () => {
  const twins: Readonly<Record<string, readonly AnyLaw[]>> = {
    'values are those of the interpreter': targetLaws('cosines', wrong, { programs: smooth }),
    'pullbacks are those of the interpreter': targetLaws('cosines', wrongFor('struct', wrong), {
      programs: smooth,
    }),
    'pushforwards are those of the interpreter': targetLaws('cosines', wrongFor('tuple', wrong), {
      programs: smooth,
    }),
    'parameters and types stay': rewriteLaws('names', endless),
    'values stay': rewriteLaws('cosines', swapped('sin', 'cos'), { programs: smooth }),
    'pullbacks stay': rewriteLaws('cosines', swapped('cos', 'sin'), { programs: smooth }),
    'pushforwards stay': rewriteLaws('cosines', swapped('cos', 'sin'), { programs: smooth }),
    'a second time changes nothing': rewriteLaws('names', endless, { idempotent: true }),
    'the same seed draws the same program': generatorLaws(
      small.map(p => ({ ...p, text: `${p.text} ${turns++}` })),
    ),
    'what it draws runs': generatorLaws(small.map(p => ({ ...p, diff: tired }))),
    'what fails for one operation shrinks to a few lines': generatorLaws(
      fc.noShrink(arbitraryDiff(vector(3), real, { size: 20 })),
    ),
  }
  test.each(Object.entries(twins))('%s', (name, laws) => {
    const law = laws.filter(l => l.name === name)
    expect(law).toHaveLength(1)
    for (const seed of seeds) expect(tryLaws(law, { seed })[0]!.holds).toBe(false)
  })
  test('no law is without one', () => {
    const names = [
      ...targetLaws('any', wrong),
      ...rewriteLaws('any', endless, { idempotent: true }),
      ...generatorLaws(small),
    ].map(l => l.name)
    expect(Object.keys(twins).toSorted()).toEqual(names.toSorted())
  })
})

describe('shrinks to a few lines', () => {
  test.each([
    ['sin', 'cos'],
    ['tanh', 'sin'],
    ['matmul', 'mul'],
    ['add', 'sub'],
  ] as const)('%s', (from, to) => {
    for (const seed of seeds) {
      const laws = targetLaws(`${from} as ${to}`, running(swapped(from, to)), {
        programs: { smooth: true, size: 16 },
      })
      const found = checkLaws(laws, { seed, runs: 200 })
      expect(isLeft(found)).toBe(true)
      const shown = isLeft(found) && found.left.tag === 'broken' ? found.left.input : ''
      const lines = shown.split('\n').filter(line => /^ *x\d+ = /.test(line))
      expect(lines.length, shown).toBeLessThanOrEqual(5)
    }
  })
})
