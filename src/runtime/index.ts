/** Arrows as plain functions: by the interpreter, or compiled. */
export { type CompiledFunction, compile, type Report, type TargetName } from './compile.js'
export { run } from './run.js'
