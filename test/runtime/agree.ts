import { expect } from 'vitest'
import type { AnyDiff } from '../../src/diff/model.js'
import { type Diff, run } from '../../src/index.js'
import { compile } from '../../src/runtime/index.js'

/** A target has the results of the interpreter at a point, to the bit; the operations that it leaves to records. */
export const agreeing =
  (target: 'javascript' | 'wasm', precision: 'f64' | 'f32') =>
  (arrow: AnyDiff, x: unknown): readonly string[] => {
    const f = arrow as Diff<unknown, unknown>
    const made = compile(f, { target, precision, math: 'host' })
    expect(made(x)).toEqual(run(f, { precision })(x))
    return made.report.hosted
  }
