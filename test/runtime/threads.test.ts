import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { assertLaws, checkLaws, targetLaws } from '../../laws/index.js'
import type { AnyDiff } from '../../src/diff/model.js'
import { programOf } from '../../src/diff/stages.js'
import {
  add,
  type Diff,
  div,
  exp,
  fn,
  logsumexp,
  matmul,
  mul,
  neg,
  real,
  relu,
  run,
  sin,
  square,
  struct,
  sub,
  sum,
  tanh,
  tensor,
  transpose,
  tuple,
  valueAndGrad,
} from '../../src/index.js'
import { erf, gelu, lgamma } from '../../src/op/index.js'
import { compile, type Report } from '../../src/runtime/index.js'
import { lower } from '../../src/runtime/plan/lower.js'
import type { Plan, Statement } from '../../src/runtime/plan/model.js'
import type { Running } from '../../src/runtime/plan/running.js'
import { streamed } from '../../src/runtime/plan/stream.js'
import { team } from '../../src/runtime/threads/crew.js'
import { assembler } from '../../src/runtime/wasm/assembler.js'
import { simd } from '../../src/runtime/wasm/instructions.js'
import { moduleOf, type Signature } from '../../src/runtime/wasm/module.js'
import { split } from '../../src/runtime/wasm/split.js'
import { alone, type Options, wasm } from '../../src/runtime/wasm/wasm.js'
import { decode, encode } from '../../src/space/encode.js'
import { wave } from './wave.js'

/** Three threads at all that can be split, however small; `break_` is done to the plan before. */
const eager =
  (precision: 'f64' | 'f32', spoilt: (p: Plan) => Plan = p => p) =>
  <A, B>(f: Diff<A, B>): ((x: A) => B) => {
    const options: Options = { math: 'host', threads: 3, fma: false, worth: 1 }
    const made = wasm(spoilt(lower(programOf(f), precision)), options)!
    const [read, make] = [encode('test', f.dom), decode(f.cod)]
    return x => make(made.run(read(x)))
  }

const nobody: ReadonlySet<never> = new Set()
const splitting = { threads: 3, worth: 1, alone: nobody }

/** A plan split by a pass that forgets the last part. */
const forgetful = (plan: Plan): Plan => {
  const all = split(plan, splitting)
  const shorter = (s: Statement): Statement =>
    s.tag === 'parts' ? { ...s, parts: s.parts.slice(0, -1) } : s
  return { ...all, statements: all.statements.map(shorter) }
}

/** A plan split by a pass whose last part is the first once more. */
const repeating = (plan: Plan): Plan => {
  const all = split(plan, splitting)
  const again = (s: Statement): Statement =>
    s.tag === 'parts' ? { ...s, parts: [...s.parts.slice(0, -1), s.parts[0]!] } : s
  return { ...all, statements: all.statements.map(again) }
}

const network = (batch: number, inner: number) =>
  valueAndGrad(
    fn(
      struct({
        x: tensor(batch, 200),
        w: tensor(200, inner),
        v: tensor(inner, 33),
        y: tensor(batch, 33),
      }),
      ({ x, w, v, y }) => {
        const z = matmul(relu(matmul(x, w)), v)
        return sub(sum(logsumexp(z, { axis: 1 })), sum(mul(z, y)))
      },
    ),
  )

const long = (n: number) =>
  valueAndGrad(
    fn(tuple(tensor(n), real), ([x, a]) =>
      sum(add(mul(tanh(mul(a, x)), exp(neg(square(x)))), sin(x))),
    ),
  )

const at = {
  network: (batch: number, inner: number) => ({
    x: wave([batch, 200]),
    w: wave([200, inner], 2),
    v: wave([inner, 33], 3),
    y: wave([batch, 33], 4),
  }),
}

const rows = fn(tensor(300, 200), x => {
  const z = exp(sub(x, 1))
  return div(z, sum(z, { axis: 1, keepdims: true }))
})

const turned = fn(tuple(tensor(64, 5, 40), tensor(64, 70, 40)), ([a, b]) =>
  matmul(a, transpose(b, [0, 2, 1])),
)

const cases: readonly (readonly [string, AnyDiff, unknown])[] = [
  ['a network', network(128, 97), at.network(128, 97)],
  ['one long loop', long(100_000), [wave([100_000]), 1.5]],
  ['one long loop of whole windows', long(8 * 8192), [wave([8 * 8192]), 1.5]],
  ['rows', rows, wave([300, 200])],
  ['a batch of products', turned, [wave([64, 5, 40]), wave([64, 70, 40], 2)]],
  ['the error function', fn(tensor(100_000), x => erf(x)), wave([100_000])],
  ['GELU', fn(tensor(100_000), x => gelu(x)), wave([100_000])],
  ['rows of it', fn(tensor(300, 200), x => sum(erf(x), { axis: 1 })), wave([300, 200])],
]

/** Lets workers come: they do so by themselves, and messages reach them while nobody computes here. */
const pause = () => new Promise(resolve => setTimeout(resolve, 20))

describe('where nothing is shared', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it.each(['SharedArrayBuffer', 'process'])('without %s there is one thread, and a note', name => {
    vi.stubGlobal(name, undefined)
    const f = compile(rows, { target: 'wasm', threads: 2, math: 'host' })
    expect(f.report).toMatchObject<Partial<Report>>({
      threads: 1,
      notes: ['one thread: there are no workers here, or they cannot share memory'],
    })
    expect(f(wave([300, 200]))).toEqual(compile(rows, { target: 'interpret' })(wave([300, 200])))
    // Made once for an arrow: others are to be made anew.
    vi.unstubAllGlobals()
  })

  it('where nothing is large, there is a note', () => {
    const f = fn(tensor(3), x => sin(x))
    const { report } = compile(f, { target: 'wasm', threads: 2 })
    expect(report.threads).toBe(1)
    expect(report.notes).toEqual(['one thread: nothing in it is large enough to be shared'])
    expect(compile(f, { target: 'javascript', threads: 2 }).report.notes).toEqual([
      'one thread: the target javascript has no other',
    ])
    expect(compile(f, { target: 'wasm' }).report.notes).toEqual([])
  })

  it.each([0, -1, 1.5, Number.NaN])('%s threads are refused', threads => {
    expect(() =>
      compile(
        fn(tensor(4), x => sin(x)),
        { threads },
      ),
    ).toThrow('compile: expected a whole number of threads, 1 or more')
  })
})

describe('parts', () => {
  it('are the interpreter, to the bit', { timeout: 120_000 }, async () => {
    for (let seed = 0; seed < 10; seed++) {
      assertLaws(targetLaws('parts', eager('f64'), { exact: true }), { runs: 40, seed })
      await pause()
    }
  })

  it('are the interpreter in single precision, to the bit', { timeout: 120_000 }, async () => {
    const laws = targetLaws('parts', eager('f32'), { exact: true, precision: 'f32' })
    for (let seed = 0; seed < 5; seed++) {
      assertLaws(laws, { runs: 40, seed })
      await pause()
    }
  })

  it.each([
    ['forgotten', forgetful],
    ['run twice', repeating],
  ])('that are %s are caught', (_, spoilt) => {
    const results = checkLaws(targetLaws('spoilt', eager('f64', spoilt), { exact: true }), {
      runs: 50,
    })
    expect(JSON.stringify(results)).toContain('broken')
  })

  it('are no more than threads need, and whole together', () => {
    const plan = lower(programOf(network(128, 97)), 'f64')
    const parts = split(plan, { threads: 2, worth: 2 ** 16, alone: nobody }).statements.flatMap(
      s => (s.tag === 'parts' ? [s.parts] : []),
    )
    expect(parts.length).toBeGreaterThan(3)
    for (const p of parts) expect(p.length).toBeLessThanOrEqual(4)
  })
})

describe.each(['f64', 'f32'] as const)('in %s, threads change no bit of', precision => {
  it.each(cases)('%s', { timeout: 60_000 }, async (_, arrow, x) => {
    const f = arrow as Diff<unknown, unknown>
    const options = { target: 'wasm', precision } as const
    const one = compile(f, options)(x)
    for (const threads of [2, 3, 5]) {
      const many = compile(f, { ...options, threads })
      expect(many.report.threads).toBe(threads)
      for (let i = 0; i < 3; i++) {
        expect(many(x)).toEqual(one)
        await pause()
      }
    }
  })
})

describe('workers', () => {
  it('take parts, of statements and of windows', { timeout: 60_000 }, async () => {
    const options = { math: 'vector', threads: 2, fma: false } as const
    const network_ = wasm(lower(programOf(network(128, 97)), 'f64'), options)!
    const windows = streamed(
      lower(programOf(long(100_000)), 'f64'),
      2,
      alone('vector'),
      (p, threads) => wasm(p, { ...options, threads }),
    )!
    const read = [
      encode('test', network(128, 97).dom)(at.network(128, 97)),
      encode('test', long(100_000).dom)([wave([100_000]), 1.5]),
    ] as const
    const helps = async (made: Running, args: (typeof read)[number]): Promise<boolean> => {
      const before = made.team!.helped()
      for (let i = 0; i < 500 && made.team!.helped() === before; i++) {
        made.run(args)
        await pause()
      }
      return made.team!.helped() > before
    }
    expect(await helps(network_, read[0])).toBe(true)
    expect(await helps(windows, read[1])).toBe(true)
  })

  it('leave alone what asks functions that they do not have', () => {
    expect(
      compile(
        fn(tensor(100_000), x => erf(x)),
        { target: 'wasm', threads: 2, math: 'host' },
      ).report.threads,
    ).toBe(1)
    const all = fn(tensor(400, 400), x => lgamma(x))
    const each = fn(tensor(400, 400), x => sum(lgamma(x), { axis: 1 }))
    for (const f of [all, each]) {
      const made = compile(f as AnyDiff, { target: 'wasm', threads: 2, math: 'host' })
      expect(made.report.kernels.length).toBe(1)
      expect(made.report.threads).toBe(1)
      expect(made(wave([400, 400]))).toEqual(run(f as AnyDiff)(wave([400, 400])))
    }
  })

  it('are no more than there is room to agree with', () => {
    const parts: number[] = []
    streamed(lower(programOf(long(100_000)), 'f64'), 1000, alone('vector'), p => {
      parts.push(...p.statements.map(s => (s.tag === 'parts' ? s.parts.length : 1)))
      return undefined
    })
    expect(Math.max(...parts)).toBe(64)
  })

  it('let a process end, and are not there unless asked for', () => {
    const dist = fileURLToPath(new URL('../../dist/src/', import.meta.url))
    const script = (threads: string) => `
      import { fn, fromFlat, sin, tensor } from '${dist}index.js'
      import { compile } from '${dist}runtime/index.js'
      const f = compile(fn(tensor(400, 400), x => sin(x)), { target: 'wasm'${threads} })
      const y = f(fromFlat(new Float64Array(160000).fill(0.5), [400, 400]))
      const { Worker } = process.getBuiltinModule('node:worker_threads')
      console.log(f.report.threads, y.values[159999] === Math.sin(0.5), new Worker('', { eval: true }).threadId)
    `
    const printed = (threads: string) =>
      spawnSync(process.execPath, ['--input-type=module', '-e', script(threads)], {
        encoding: 'utf8',
        timeout: 20_000,
      }).stdout.trim()
    // Workers are numbered: the next one tells how many there were.
    expect(printed('')).toBe('1 true 1')
    expect(printed(', threads: 3')).toBe('3 true 3')
  })

  describe('of which one fails', () => {
    const { WebAssembly: host } = globalThis as unknown as {
      readonly WebAssembly: {
        readonly Memory: new (size: object) => object
        readonly Module: new (bytes: Uint8Array) => object
      }
    }
    const memory = new host.Memory({ initial: 1, maximum: 1, shared: true })
    /** A module whose part `i` writes 16 bytes from `from + i` on: unless it is said beyond its memory, but for part 0. */
    const moduleWith = (imports: readonly Signature[], from = 65520) => {
      const a = assembler(1)
      a.get(0)
      a.v128(0n)
      a.vectorMemory(simd.store, from)
      const functions = [{ params: ['i32'], results: [], body: a.body() }] as const
      const exports = [['part', imports.length]] as const
      const bytes = moduleOf({ imports, functions, exports, pages: 1, shared: true })
      return new host.Module(bytes)
    }
    const busy = (): void => {
      const end = performance.now() + 1
      while (performance.now() < end);
    }
    const at = (module: object, functions: readonly undefined[] = []) =>
      team(2, { module, memory, scratchOf: () => 0, functions, part: busy })

    it('says so, and neither waits nor ends the process', () => {
      const workers = at(moduleWith([]))
      const failing = (): void => {
        for (let n = 0; n < 100; n++) workers.fork(0, 20)
      }
      expect(failing).toThrow('a worker could not run its part')
      const flow = { count: 2000, turns: 4, put: () => undefined, take: () => undefined }
      expect(() => {
        workers.flow(flow)
      }).toThrow('a worker could not run its part')
    })

    it('does without one who has no room for a program', () => {
      const workers = at(moduleWith([{ params: [], results: [] }]), []) // imports what it is not given
      for (let n = 0; n < 20; n++) workers.fork(0, 10)
      const f = fn(tensor(400, 400), x => sin(x))
      const x = wave([400, 400])
      expect(compile(f, { target: 'wasm', threads: 2, math: 'host' })(x)).toEqual(run(f)(x))
    })

    it('ends what is open where a part fails here', () => {
      const module = moduleWith([], 0)
      const part = (): void => {
        busy()
        if (failing.helped() > before) throw new Error('here')
      }
      const failing = team(2, { module, memory, scratchOf: () => 0, functions: [], part })
      const before = failing.helped()
      expect(() => {
        for (let n = 0; n < 100; n++) failing.fork(0, 60_000)
      }).toThrow('here')
      const after = failing.helped()
      for (let n = 0; n < 5; n++) busy()
      expect(failing.helped()).toBe(after) // nobody goes on
    })
  })
})
