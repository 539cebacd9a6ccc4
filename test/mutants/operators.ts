/** What a mutant is: one expression that became another. */
import ts from 'typescript'

/** What an expression may become, and in words. */
export interface Change {
  readonly to: ts.Expression
  readonly what: string
}

const { factory: make, SyntaxKind: K } = ts

const signs: ReadonlyMap<ts.SyntaxKind, ts.BinaryOperator> = new Map([
  [K.PlusToken, K.MinusToken],
  [K.MinusToken, K.PlusToken],
  [K.AsteriskToken, K.SlashToken],
  [K.SlashToken, K.AsteriskToken],
  [K.LessThanToken, K.LessThanEqualsToken],
  [K.LessThanEqualsToken, K.LessThanToken],
  [K.GreaterThanToken, K.GreaterThanEqualsToken],
  [K.GreaterThanEqualsToken, K.GreaterThanToken],
  [K.EqualsEqualsEqualsToken, K.ExclamationEqualsEqualsToken],
  [K.ExclamationEqualsEqualsToken, K.EqualsEqualsEqualsToken],
  [K.AmpersandAmpersandToken, K.BarBarToken],
  [K.BarBarToken, K.AmpersandAmpersandToken],
] as const)

/** Functions in the place of others. */
const others: Readonly<Record<string, string>> = {
  add: 'sub',
  sub: 'add',
  mul: 'div',
  div: 'mul',
  sin: 'cos',
  cos: 'sin',
  sinh: 'cosh',
  cosh: 'sinh',
  less: 'greater',
  greater: 'less',
}

/** Functions that may be forgotten: their first argument stays. */
const forgotten = new Set(
  'neg square sqrt reciprocal tanh exp log sum sumTo reshape broadcastTo transpose flip symmetric triangle halfLower slice gather mul add sub div matmul product relu sigmoid sech2 flipped scaled'.split(
    ' ',
  ),
)

/** Functions of which two arguments may be the other way round. */
const turned = new Set('sub div matmul pow atan2 gather scatterAdd less greater'.split(' '))

const called = (name: string, args: readonly ts.Expression[]): ts.Expression =>
  make.createCallExpression(make.createIdentifier(name), undefined, args)

/** Whether an expression is written as text. */
export const isText = (e: ts.Expression): boolean =>
  ts.isStringLiteral(e) ||
  ts.isTemplateExpression(e) ||
  ts.isNoSubstitutionTemplateLiteral(e) ||
  (ts.isBinaryExpression(e) && (isText(e.left) || isText(e.right)))

const ofBinary = (e: ts.BinaryExpression, text: string): readonly Change[] => {
  const to = signs.get(e.operatorToken.kind)
  return to === undefined || isText(e)
    ? []
    : [
        {
          to: make.createParenthesizedExpression(make.createBinaryExpression(e.left, to, e.right)),
          what: `${text} with ${ts.tokenToString(to)}`,
        },
      ]
}

const ofNumber = (e: ts.NumericLiteral): readonly Change[] => {
  const n = Number(e.text)
  const to = n === 0 ? 1 : n === 1 ? 0 : n + 1
  return [{ to: make.createNumericLiteral(to), what: `${e.text} as ${to}` }]
}

const ofMethod = (e: ts.CallExpression, access: ts.PropertyAccessExpression): readonly Change[] => {
  const method = access.name.text
  const as = (name: string): Change => ({
    to: make.createCallExpression(
      make.createPropertyAccessExpression(access.expression, name),
      undefined,
      e.arguments,
    ),
    what: `.${method} as .${name}`,
  })
  if (method === 'every') return [as('some')]
  if (method === 'some') return [as('every')]
  if (method === 'max') return [as('min')]
  if (method === 'min') return [as('max')]
  if (['slice', 'toReversed', 'filter'].includes(method))
    return [{ to: access.expression, what: `.${method} forgotten` }]
  return []
}

const ofCall = (e: ts.CallExpression, text: string): readonly Change[] => {
  if (ts.isPropertyAccessExpression(e.expression)) return ofMethod(e, e.expression)
  if (!ts.isIdentifier(e.expression)) return []
  const name = e.expression.text
  const [first, second, third] = e.arguments
  const other = others[name]
  return [
    ...(other === undefined
      ? []
      : [{ to: called(other, e.arguments), what: `${text} as ${other}` }]),
    ...(forgotten.has(name) && first !== undefined
      ? [{ to: first, what: `${text} without ${name}` }]
      : []),
    ...(turned.has(name) && first !== undefined && second !== undefined
      ? [
          {
            to: called(name, [second, first, ...e.arguments.slice(2)]),
            what: `${text} turned round`,
          },
        ]
      : []),
    ...(name === 'where' && second !== undefined && third !== undefined
      ? [{ to: called(name, [first!, third, second]), what: `${text} with the other branch` }]
      : []),
  ]
}

/** What an expression may become. */
export const changes = (e: ts.Expression, text: string): readonly Change[] => {
  if (ts.isBinaryExpression(e)) return ofBinary(e, text)
  if (ts.isNumericLiteral(e)) return ofNumber(e)
  if (ts.isCallExpression(e)) return ofCall(e, text)
  if (ts.isConditionalExpression(e))
    return [
      {
        to: make.createParenthesizedExpression(
          make.createConditionalExpression(
            e.condition,
            undefined,
            e.whenFalse,
            undefined,
            e.whenTrue,
          ),
        ),
        what: `${text} with the other branch`,
      },
    ]
  if (e.kind === K.TrueKeyword) return [{ to: make.createFalse(), what: 'true as false' }]
  if (e.kind === K.FalseKeyword) return [{ to: make.createTrue(), what: 'false as true' }]
  if (
    ts.isPrefixUnaryExpression(e) &&
    (e.operator === K.ExclamationToken || e.operator === K.MinusToken)
  )
    return [{ to: e.operand, what: `${text} without its sign` }]
  return []
}
