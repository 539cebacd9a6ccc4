/** Nodes as short text, by the prints of their records. */
import type { AnyExpr } from '../Expr.js'
import type { Callee } from '../op/control/control.js'
import { operationOf } from '../op/table.js'
import { showShape } from '../Shape.js'

const DEEP = 4
const WIDE = 100

/** The name of a node's operation; of a call, that of the function. */
export const operationName = (e: AnyExpr): string =>
  e.op === 'call' ? (e.attrs['callee'] as Callee).name : e.op // written by `callNode` only

const parameterText = (e: AnyExpr): string => {
  const name = String(e.attrs['name'])
  return name.startsWith('[') ? `x${name}` : name
}

/** Without brackets around the whole, of which there is one pair where infix operations print. */
const bare = (text: string): string => {
  let depth = 0
  let closes = 0
  for (; closes < text.length; closes++) {
    depth += text[closes] === '(' ? 1 : text[closes] === ')' ? -1 : 0
    if (depth === 0) break
  }
  return text.startsWith('(') && closes === text.length - 1 ? text.slice(1, -1) : text
}

const write = (e: AnyExpr, depth: number): string => {
  if (e.op === 'parameter') return parameterText(e)
  if (e.op === 'constant') return operationOf(e.op).print.text([], e.attrs)
  const [x] = e.args
  // What is filled with one number is that number.
  if (e.op === 'broadcastTo' && x?.op === 'constant') return write(x, depth)
  if (depth === 0) return '…'
  const args = e.args.map(a => write(a, depth - 1))
  const { print } = operationOf(e.op)
  // What stands between commas needs no brackets of its own.
  const isCall = print
    .text(
      args.map(() => '□'),
      e.attrs,
    )
    .startsWith(`${operationName(e)}(`)
  return print.text(isCall ? args.map(bare) : args, e.attrs)
}

/** How a node is computed: a few operations deep. */
export const expressionText = (e: AnyExpr): string => {
  const texts = Array.from({ length: DEEP }, (_, i) => write(e, DEEP - i))
  const short = texts.find(t => t.length <= WIDE)
  return short === undefined ? `${e.op} ${showShape(e.shape)}` : bare(short)
}
