import { describe, expect, it } from 'vitest'
import { assertLaws, checkLaws, type Rewrite, rewriteLaws } from '../../laws/index.js'
import { programOf } from '../../src/diff/stages.js'
import {
  add,
  apply,
  array,
  checkpoint,
  compose,
  constant,
  div,
  external,
  fn,
  grad,
  mul,
  neg,
  real,
  run,
  scan,
  sin,
  slice,
  sub,
  sum,
  tensor,
  tuple,
  vector,
} from '../../src/index.js'
import type { Program } from '../../src/Program.js'
import { share } from '../../src/rewrite/share.js'
import { compile } from '../../src/runtime/index.js'

const count = (p: Program, op: string): number => p.instructions.filter(i => i.op === op).length

/** Sharing by a key of its own: where it is too coarse, the laws are to find it. */
const sharingBy =
  (key: (i: Program['instructions'][number], inputs: readonly number[]) => string): Rewrite =>
  ({ params, instructions, results }) => {
    const known = new Map<string, number>()
    const registers = params.map((_, i) => i)
    const kept: Program['instructions'][number][] = []
    for (const i of instructions) {
      const inputs = i.inputs.map(r => registers[r]!)
      const name = `${i.op} ${key(i, inputs)} ${i.kind} ${i.shape.join()}`
      const at = known.get(name) ?? params.length + kept.push({ ...i, inputs }) - 1
      known.set(name, at)
      registers.push(at)
    }
    return { params, instructions: kept, results: results.map(r => registers[r]!) }
  }

describe('sharing', () => {
  it('computes the same, derivatives as well, and a second time changes nothing', () => {
    const claims = { exact: true, idempotent: true } as const
    assertLaws(rewriteLaws('share', share, claims), { runs: 400 })
    assertLaws(rewriteLaws('share', share, { ...claims, precision: 'f32' }), { runs: 100 })
  })

  it.each<[string, Rewrite]>([
    ['forgets settings', sharingBy((_, inputs) => inputs.join())],
    [
      'forgets the order of operands',
      sharingBy((i, inputs) => `${inputs.toSorted().join()} ${JSON.stringify(i.attrs)}`),
    ],
    [
      'forgets operands but the first',
      sharingBy((i, [first]) => `${first} ${JSON.stringify(i.attrs)}`),
    ],
  ])('that %s is caught', (_, wrong) => {
    const results = checkLaws(rewriteLaws('wrong', wrong, { exact: true }), { runs: 100 })
    expect(JSON.stringify(results)).toContain('broken')
  })

  it('finds what is written twice', () => {
    const f = fn(tuple(vector(4), real), ([x, a]) => add(sum(sin(mul(a, x))), sum(sin(mul(a, x)))))
    const before = programOf(f)
    expect([before, share(before)].map(p => count(p, 'sin'))).toEqual([2, 1])
    const ends = fn(vector(4), x =>
      add(sum(slice(x, [{ start: 1 }])), sum(slice(x, [{ start: 1 }]))),
    )
    expect(count(share(programOf(ends)), 'slice')).toBe(1)
    const others = fn(vector(4), x =>
      add(sum(slice(x, [{ start: 1 }])), sum(slice(x, [{ start: 2 }]))),
    )
    expect(count(share(programOf(others)), 'slice')).toBe(2)
  })

  it('tells zeros apart', () => {
    const f = fn(real, x => sub(div(x, constant(0)), div(x, constant(-0))))
    expect(run(f)(1)).toBe(Infinity)
    expect(count(share(programOf(f)), 'constant')).toBe(2)
    expect(compile(f, { target: 'javascript' })(1)).toBe(Infinity)
  })

  it('does not cross a checkpoint, nor what a user computes, nor loops', () => {
    const inner = checkpoint(
      compose(
        fn(real, x => sin(x)),
        fn(real, x => mul(x, x)),
      ),
    )
    const twice = programOf(fn(real, x => add(apply(inner, x), apply(inner, x))))
    expect(count(share(twice), 'call')).toBe(count(twice, 'call'))
    expect(count(twice, 'call')).toBe(2)
    const back = programOf(grad(inner))
    expect(share(back).instructions.length).toBe(back.instructions.length)
    let asked = 0
    const user = external(real, real, x => x + asked++)
    const both = fn(real, x => sub(apply(user, x), apply(user, x)))
    expect(compile(both)(1)).toBe(-1)
    const running = fn(vector(3), xs =>
      add(
        sum(scan((c, x) => [add(c, x), c], constant(0), xs)[1]),
        sum(scan((c, x) => [add(c, x), c], constant(0), xs)[1]),
      ),
    )
    expect(count(share(programOf(running)), 'scan')).toBe(2)
    expect(compile(running)(array([1, 2, 3]))).toBe(run(running)(array([1, 2, 3])))
  })

  it('keeps bits of constants that are tensors, by identity', () => {
    const c = array([1, 2, 3])
    const f = fn(tensor(3), x => add(mul(x, constant(c)), neg(constant(c))))
    expect(count(programOf(f), 'constant')).toBe(2)
    expect(count(share(programOf(f)), 'constant')).toBe(1)
  })
})
