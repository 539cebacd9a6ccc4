/** Arrows as plain functions: by the interpreter, or compiled. */

export { share } from '../rewrite/share.js'
export { type CompiledFunction, type CompileOptions, compile } from './compile.js'
export type { Pass } from './plan/model.js'
export type { Report, TargetName } from './report.js'
export { run } from './run.js'
