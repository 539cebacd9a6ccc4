/** Arrows as plain functions, compiled. */

export { share } from '../rewrite/share.js'
export { type CompiledFunction, type CompileOptions, compile, run } from './compile.js'
export type { Pass } from './plan/model.js'
export type { Report, TargetName } from './report.js'
