/** Arrows as plain functions: by the interpreter, or compiled. */
export { type CompiledFunction, type CompileOptions, compile } from './compile.js'
export type { Report, TargetName } from './report.js'
export { run } from './run.js'
